import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  nearestModelNames,
  readModelList,
} from '../../../../../server/endpoint/protocol/modelList.ts';

const two = [
  { id: 'a', base: null, contextTokens: null },
  { id: 'b', base: null, contextTokens: null },
];

describe('a list of models', () => {
  it.each([
    ['OpenAI', { object: 'list', data: [{ id: 'a', object: 'model' }, { id: 'b' }] }],
    ['Together', [{ id: 'a', type: 'chat' }, { id: 'b' }]],
    ['with id under models', { models: [{ id: 'a' }, { id: 'b' }] }],
    ['Ollama', { models: [{ name: 'a', model: 'a' }, { name: 'b' }] }],
    ['with model under models', { models: [{ model: 'a' }, { model: 'b' }] }],
    ['texts', ['a', 'b']],
    ['texts under data', { data: ['a', 'b'] }],
    ['texts under models', { models: ['a', 'b'] }],
    ['llama.cpp, twice', { models: [{ name: 'x' }], data: [{ id: 'a' }, { id: 'b' }] }],
    ['with nothing under data', { models: ['a', 'b'], data: [] }],
    ['repeated', [{ id: 'a' }, { id: 'b' }, { id: 'a' }, 'b']],
    ['with spaces around', [' a', 'b\n']],
    [
      'with an empty id',
      [
        { id: '', name: 'a' },
        { id: null, model: 'b' },
      ],
    ],
  ])('as it is given: %s', (_, body) => {
    expect(readModelList(body, 10)).toEqual(two);
  });

  it.each([
    ['vLLM', { max_model_len: 8192 }, 8192],
    ['OpenRouter and Together', { context_length: 131072 }, 131072],
    ['Groq', { context_window: 32768 }, 32768],
    ['Mistral', { max_context_length: 32000 }, 32000],
    ['LM Studio', { max_context_length: 131072, loaded_context_length: 4096 }, 4096],
    ['llama.cpp', { meta: { n_ctx_train: 131072, n_ctx: 2048 } }, 2048],
    ['llama.cpp before', { meta: { n_ctx_train: 131072, vocab_type: 2 } }, 131072],
    ['unknown as zero', { context_length: 0, meta: { n_ctx_train: 512 } }, 512],
    ['none', { meta: null }, null],
    ['negative', { context_length: -1 }, null],
    ['a fraction', { context_length: 0.5 }, null],
    ['a text', { context_length: '4096' }, null],
    ['beyond belief', { context_length: 1e15 }, null],
    ['an object', { context_length: { valueOf: 1 }, meta: [1] }, null],
  ])('with its context: %s', (_, fields, contextTokens) => {
    expect(readModelList({ data: [{ id: 'm', ...fields }] }, 1)).toEqual([
      { id: 'm', base: null, contextTokens },
    ]);
  });

  it('ends at the number asked for', () => {
    const body = Array.from({ length: 50 }, (_, index) => `model-${index}`);
    expect(readModelList(body, 3).map(({ id }) => id)).toEqual(['model-0', 'model-1', 'model-2']);
    expect(readModelList(body, 0)).toEqual([]);
  });

  it.each([
    ['a NUL', 'a\0b'],
    ['a control character', 'a\u001bb'],
    ['a line break', 'a\nb'],
    ['half a character', 'a\ud800'],
    ['a change of direction', 'a\u202eb'],
    ['too many characters', 'a'.repeat(301)],
    ['nothing', '   '],
    ['a number', 7],
    ['a list', ['a']],
    ['null', null],
  ])('without an id that cannot be asked for: %s', (_, id) => {
    expect(readModelList({ data: [{ id }, { id: 'good' }] }, 10)).toEqual([
      { id: 'good', base: null, contextTokens: null },
    ]);
  });

  it('with the longest id that can be entered', () => {
    expect(readModelList(['a'.repeat(300)], 1)).toHaveLength(1);
  });

  it.each([
    null,
    undefined,
    '',
    'Not Found',
    42,
    {},
    { data: null },
    { data: { id: 'a' } },
    { data: 'abc', models: 7 },
    { error: { message: 'no such route' } },
    [[[]], null, 1, true],
    JSON.parse('{"__proto__": {"data": ["a"]}, "data": [{"__proto__": "a"}]}'),
  ])('is empty where there is none: %j', (body) => {
    expect(readModelList(body, 10)).toEqual([]);
  });

  it('never throws, and gives only what can be asked for', () => {
    const row = fc.oneof(
      fc.anything(),
      fc.string({ unit: 'binary' }),
      fc.record({ id: fc.string({ unit: 'binary' }), meta: fc.anything() }),
    );
    const body = fc.oneof(
      fc.anything(),
      fc.array(row),
      fc.record({ data: fc.oneof(fc.array(row), fc.anything()), models: fc.array(row) }),
    );
    fc.assert(
      fc.property(body, fc.integer({ min: -1, max: 5 }), (value, most) => {
        const models = readModelList(value, most);
        expect(models.length).toBeLessThanOrEqual(Math.max(0, most));
        expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
        for (const { id } of models) expect(id).toMatch(/^\P{C}{1,300}$/u);
      }),
      { numRuns: 200 },
    );
  });
});

const served = [
  'text-embedding-3-small',
  'meta-llama/Meta-Llama-3.1-70B-Instruct',
  'meta-llama/Llama-3.3-70B-Instruct-Turbo',
  'meta-llama/Llama-3.1-8B-Instruct-Turbo',
  'mistralai/Mixtral-8x7B-Instruct-v0.1',
  'mistralai/Mistral-7B-Instruct-v0.3',
  'Qwen/Qwen2.5-72B-Instruct',
  'openai/gpt-oss-20b',
  'deepseek-ai/DeepSeek-V3',
  'deepseek-ai/DeepSeek-R1',
  'google/gemma-3-27b-it',
  'gpt-4o-mini',
  'gpt-4o',
  'o1-mini',
];
const local = [
  'llama3.2-vision:latest',
  'llama3.2:1b',
  'llama3.2:latest',
  'qwen3:8b',
  '/models/gguf/Phi-4-mini-instruct-Q4_K_M.gguf',
  'C:\\models\\SmolLM2-1.7B-Instruct-00001-of-00002.gguf',
];

describe('the nearest name', () => {
  it.each([
    ['without organisation, in small letters', served, 'llama-3.1-8b-instruct', served[3]],
    ['with another organisation', served, 'unsloth/Llama-3.1-8B-Instruct', served[3]],
    ['mistyped', served, 'mistralai/Mistrl-7B-Instrcut-v0.3', served[5]],
    ['in capitals', served, 'META-LLAMA/LLAMA-3.3-70B-INSTRUCT-TURBO', served[2]],
    ['in small letters', served, 'qwen2.5-72b-instruct', served[6]],
    ['with the last part missing', served, 'mixtral-8x7b', served[4]],
    ['without hyphens', served, 'gpt4o', 'gpt-4o'],
    ['with another number', served, 'gpt-4', 'gpt-4o'],
    ['very short', served, 'r1', 'deepseek-ai/DeepSeek-R1'],
    ['very short, at the beginning', served, 'o1', 'o1-mini'],
    ['only the organisation', served, 'openai', 'openai/gpt-oss-20b'],
    ['as it is', served, 'gpt-4o-mini', 'gpt-4o-mini'],
    ['without tag', local, 'llama3.2', 'llama3.2:latest'],
    ['with the default tag', ['llama3.2:1b', 'llama3.2'], 'llama3.2:latest', 'llama3.2'],
    ['with a hyphen and another tag', local, 'qwen-3:14b', 'qwen3:8b'],
    ['of a file', local, 'phi-4-mini-instruct', local[4]],
    ['of a file elsewhere', local, '/data/Phi-4-mini-instruct-Q4_K_M.gguf', local[4]],
    ['of a file in parts', local, 'smollm2-1.7b-instruct', local[5]],
    ['of a file for a name', ['phi-4-mini', 'x'], '/srv/Phi-4-mini.gguf', 'phi-4-mini'],
    [
      'in the spelling of Fireworks',
      ['accounts/fireworks/models/llama-v3p1-8b-instruct', 'accounts/fireworks/models/glm-5'],
      'llama-3.1-8b-instruct',
      'accounts/fireworks/models/llama-v3p1-8b-instruct',
    ],
  ])('%s', (_, available, wanted, nearest) => {
    expect(nearestModelNames(wanted, available)[0]).toBe(nearest);
  });

  it.each([
    ['claude-sonnet-4', served],
    ['whisper-1', served],
    ['zzzzzz', served],
    ['o3', served],
    ['', served],
    ['///', served],
    ['🦙', served],
    ['gpt-4o', []],
    ['gpt-4o', ['', '---']],
    ['gpt-4o', ['t', 'o', '4']],
  ])('of %j is none of those that have nothing to do with it', (wanted, available) => {
    expect(nearestModelNames(wanted, available)).toEqual([]);
  });

  it('is followed by the others, the nearer first, at most as many as asked for', () => {
    expect(nearestModelNames('llama-3.1-8b-instruct', served, 2)).toEqual([served[3], served[1]]);
    expect(nearestModelNames('llama3.2', local)).toEqual([
      'llama3.2:latest',
      'llama3.2:1b',
      'llama3.2-vision:latest',
    ]);
    const many = Array.from({ length: 9 }, (_, index) => `gpt-4o-${index}`);
    expect(nearestModelNames('gpt-4o', many)).toEqual(many.slice(0, 5));
  });

  it('is always one of the list, and a name of the list is nearest to itself', () => {
    const name = fc.string({ unit: fc.constantFrom(...'aAb1-/.: 🦙é'), maxLength: 40 });
    fc.assert(
      fc.property(name, fc.uniqueArray(name, { maxLength: 8 }), (wanted, available) => {
        const nearest = nearestModelNames(wanted, available);
        expect(new Set(nearest).size).toBe(nearest.length);
        for (const found of nearest) expect(available).toContain(found);
      }),
    );
    for (const name of served) expect(nearestModelNames(name, served)[0]).toBe(name);
  });

  it('is found however long the names are', () => {
    const long = `organisation/${'model-'.repeat(50)}`;
    expect(nearestModelNames(long.toUpperCase(), ['other', long])).toEqual([long]);
  });
});
