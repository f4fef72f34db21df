import { describe, expect, it } from 'vitest';
import { completeRunSettings } from '../../../../contract/runSettings.ts';
import { runSettingsInput } from '../../../../contract/schemas/runSettings.ts';
import { faults } from '../../../support/faults.ts';

describe('how a run calls the endpoint', () => {
  it('is complete without being told: as fast as the endpoint is found to allow', () => {
    expect(runSettingsInput.parse({})).toEqual({
      concurrency: 16,
      delayMs: 0,
      maxTokens: 1024,
      temperature: 0.7,
      stream: true,
      adaptive: true,
      maxRetries: 3,
      samples: 1,
      warmup: 0,
      timeoutMs: 60_000,
    });
  });

  it.each([
    ['concurrency', [1, 64], [0, 65, 1.5, '2', null, Number.NaN]],
    ['delayMs', [0, 60_000], [-1, 60_001, 0.5, '500']],
    ['maxTokens', [1, 32_768], [0, 32_769, 10.5]],
    ['temperature', [0, 0.7, 2], [-0.1, 2.1, Number.NaN, Number.POSITIVE_INFINITY, '1']],
    ['timeoutMs', [1_000, 600_000], [999, 600_001]],
    ['firstTokenTimeoutMs', [1_000, 600_000], [999, 600_001, '2000', null]],
    ['topP', [0, 0.5, 1], [-0.1, 1.1, '1', null]],
    ['extraBody', [{}, { top_k: 40, seed: null }], [null, [], '{}', 7]],
    [
      'systemPrompt',
      ['', 'Be brief.', 'a'.repeat(20_000)],
      ['a'.repeat(20_001), 7, 'a\0b', '\ud800'],
    ],
  ] as [string, unknown[], unknown[]][])('%s has its bounds', (field, good, bad) => {
    for (const value of good) {
      expect(runSettingsInput.parse({ [field]: value })).toMatchObject({ [field]: value });
    }
    for (const value of bad) {
      const found = faults(runSettingsInput, { [field]: value });
      expect(Object.keys(found)).toEqual([field]);
      expect(found[field]).toMatch(/^(must|is) /);
    }
  });

  it('takes up to four stop sequences, and none that is empty', () => {
    for (const stop of [[], ['a'], ['\n', 'b', 'c', 'd']]) {
      expect(runSettingsInput.parse({ stop })).toMatchObject({ stop });
    }
    expect(faults(runSettingsInput, { stop: ['a', 'b', 'c', 'd', 'e'] })).toEqual({
      stop: 'must hold at most 4 texts',
    });
    for (const stop of [[''], ['a\0'], [7], ['x'.repeat(501)]]) {
      expect(Object.keys(faults(runSettingsInput, { stop }))).toEqual(['stop.0']);
    }
    expect(Object.keys(faults(runSettingsInput, { stop: 'a' }))).toEqual(['stop']);
  });

  it('refuses fields that do not exist, by name', () => {
    expect(Object.keys(faults(runSettingsInput, { maxToken: 5 }))).toEqual(['maxToken']);
    expect(Object.keys(faults(runSettingsInput, { max_tokens: 5 }))).toEqual(['max_tokens']);
  });

  it('goes gently when asked to, but for what is named besides', () => {
    expect(runSettingsInput.parse({ gentle: true, maxTokens: 7 })).toMatchObject({
      concurrency: 1,
      delayMs: 500,
      adaptive: false,
      maxTokens: 7,
    });
    expect(runSettingsInput.parse({ gentle: true, delayMs: 10 }).delayMs).toBe(10);
  });

  it('is completed where an earlier version stored less of it', () => {
    const stored = { concurrency: 2, delayMs: 0, maxTokens: 9, temperature: 0, timeoutMs: 1_000 };
    const added = { adaptive: false, maxRetries: 0, samples: 1, warmup: 0, stream: true };
    expect(completeRunSettings(stored)).toEqual({ ...stored, ...added });
    expect(completeRunSettings({ ...stored, samples: 3 }).samples).toBe(3);
  });
});
