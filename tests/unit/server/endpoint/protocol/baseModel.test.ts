import { describe, expect, it } from 'vitest';
import { readModelList } from '../../../../../server/endpoint/protocol/modelList.ts';

/** The base of `mine`, beside a listed `org/base` with these fields. */
function baseIn(fields: object, { id = 'mine', base = {} as object } = {}) {
  const data = [
    { id: 'other', root: '/models/other' },
    { id, ...fields },
    { id: 'org/base', ...base },
  ];
  return readModelList({ data }, 10).find((model) => model.id === id)?.base;
}

describe('the base of a model', () => {
  it.each([
    ['vLLM and SGLang', { root: '/adapters/mine', parent: 'org/base' }],
    ['Ollama', { details: { parent_model: 'org/base', format: 'gguf' } }],
    ['a gateway', { base_model: 'org/base' }],
    ['llama-swap', { meta: { llamaswap: { base_model: 'org/base' } } }],
    ['Fireworks', { peftDetails: { baseModel: 'org/base', r: 8 } }],
    ['Mistral', { type: 'fine-tuned', root: 'org/base' }],
    ['only one of several names', { parent: '', base_model: ' org/base ' }],
  ])('is named by %s', (_, fields) => {
    expect(baseIn(fields)).toBe('org/base');
  });

  it('is in the id of a fine-tuned model of OpenAI', () => {
    expect(baseIn({}, { id: 'ft:org/base:acme:support:7p4lURel' })).toBe('org/base');
  });

  it.each([
    [
      'its source, where it is served under another name',
      'meta/Llama-8B',
      { root: 'meta/Llama-8B' },
    ],
    ['another case', 'Org/Base', {}],
    ['without its organisation', 'base', {}],
    ['the folder of its weights', '/models/base', {}],
    ["Ollama's tag", 'base:latest', {}],
  ])('may be named by %s', (_, parent, base) => {
    expect(baseIn({ parent }, { base })).toBe('org/base');
  });

  it.each([
    ['nothing', {}],
    ['an empty name', { details: { parent_model: '' } }],
    ['one that is not listed', { parent: 'org/unlisted' }],
    ['itself', { parent: 'mine' }],
    ['where its weights are', { root: 'org/base' }],
    ['no name', { parent: { id: 'org/base' }, base_model: 7, details: 'org/base' }],
  ])('is unknown where the server tells %s', (_, fields) => {
    expect(baseIn(fields)).toBeNull();
  });

  it('is found among models that are spelled alike, and never the model itself', () => {
    const data = [{ id: 'a/llama', parent: 'llama' }, { id: 'b/llama' }];
    expect(readModelList({ data }, 10).map(({ base }) => base)).toEqual(['b/llama', null]);
  });

  it('is found in time that grows with the list', () => {
    const data = Array.from({ length: 30_000 }, (_, index) => ({
      id: `m${index}`,
      parent: 'none',
    }));
    expect(readModelList({ data }, 30_000).every(({ base }) => base === null)).toBe(true);
  });
});
