import { isIP } from 'node:net';
import { describe, expect, it } from 'vitest';
import { chatUrlsWithoutPreset, providerPresets } from '../../../contract/providerPresets.ts';
import { headerRefusal } from '../../../contract/requestHeaders.ts';
import { readEndpointAddress } from '../../../server/endpoint/net/endpointAddress.ts';

const presets = providerPresets.map((preset) => [preset.provider, preset] as const);

describe('the preset', () => {
  it.each(presets)('%s has the address that is stored, without a doubt', (_, { baseUrl }) => {
    expect(readEndpointAddress(baseUrl)).toEqual({ endpointUrl: baseUrl, alternatives: [] });
  });

  it.each(presets)('%s needs a key, or a header, unless it runs on this machine', (_, preset) => {
    const { baseUrl, needsKey, headerNames = [] } = preset;
    const url = new URL(baseUrl);
    const isOpened = needsKey || headerNames.length > 0;
    expect(isOpened).toBe(!isIP(url.hostname));
    expect(url.protocol).toBe(isOpened ? 'https:' : 'http:');
    if (!isOpened) expect(url.hostname).toBe('127.0.0.1');
    for (const name of headerNames) expect(headerRefusal(name)).toBeUndefined();
  });

  it.each(presets)('%s says what it is, in short sentences', (_, preset) => {
    expect(preset.provider).toMatch(/^[a-z]+$/);
    expect(new URL(preset.docsUrl).protocol).toBe('https:');
    expect(preset.name).not.toBe('');
    expect(preset.exampleModelId).toMatch(/^\S+$/);
    expect([1, 2, 3]).toContain(preset.notes.length);
    for (const note of preset.notes) expect(note).toMatch(/^[\p{Lu}\d].{10,157}\.$/u);
  });

  it('of each provider is there once, at an address of its own', () => {
    expect(new Set(providerPresets.map(({ provider }) => provider)).size).toBe(presets.length);
    expect(new Set(providerPresets.map(({ baseUrl }) => baseUrl)).size).toBe(presets.length);
  });

  it.each([
    ['together', 'https://api.together.xyz/v1/chat/completions'],
    ['fireworks', 'https://api.fireworks.ai/inference/v1/chat/completions'],
    ['openrouter', 'https://openrouter.ai/api/v1/chat/completions'],
    ['groq', 'https://api.groq.com/openai/v1/chat/completions'],
    ['vllm', 'http://127.0.0.1:8000/v1/chat/completions'],
    ['ollama', 'http://127.0.0.1:11434/v1/chat/completions'],
  ])('%s is the one that was promised', (provider, baseUrl) => {
    expect(providerPresets).toContainEqual(expect.objectContaining({ provider, baseUrl }));
  });
});

describe('a provider without a preset', () => {
  it.each(chatUrlsWithoutPreset)('is found by its host alone: %s', (chatUrl) => {
    for (const typed of [chatUrl, new URL(chatUrl).host]) {
      expect(readEndpointAddress(typed)).toEqual({ endpointUrl: chatUrl, alternatives: [] });
    }
  });
});
