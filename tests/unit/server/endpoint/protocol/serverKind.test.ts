import { expect, it } from 'vitest';
import { readModelList } from '../../../../../server/endpoint/protocol/modelList.ts';
import { serverKindOf } from '../../../../../server/endpoint/protocol/serverKind.ts';

const anywhere = 'https://models.example/v1/chat/completions';
const list = (...data: object[]) => readModelList({ object: 'list', data }, 10);

it.each([
  ['vllm', list({ id: 'base', owned_by: 'vllm' }, { id: 'lora', owned_by: 'vllm' })],
  ['sglang', list({ id: 'base', owned_by: 'sglang' })],
  ['llamacpp', list({ id: 'file.gguf', owned_by: 'llamacpp' })],
  ['ollama', list({ id: 'own:latest', owned_by: 'me' }, { id: 'llama3', owned_by: 'library' })],
  ['lmstudio', list({ id: 'qwen', owned_by: 'organization_owner' })],
  ['tgi', list({ id: 'org/model', owned_by: 'org/model' })],
  [null, list({ id: 'gpt', owned_by: 'openai' })],
  [null, list({ id: 'odd', owned_by: 'constructor' })],
  [null, list({ id: 'odd', owned_by: { name: 'vllm' } })],
  [null, []],
  [null, null],
] as const)('a list of models tells of %s', (kind, models) => {
  expect(serverKindOf(anywhere, models && [...models])).toBe(kind);
});

it.each([
  ['http://127.0.0.1:11434/v1/chat/completions', 'ollama'],
  ['http://127.0.0.1:1234/v1/chat/completions', 'lmstudio'],
  ['http://127.0.0.1:8000/v1/chat/completions', null],
])('without that, the usual port of %s does', (url, kind) => {
  expect(serverKindOf(url, null)).toBe(kind);
});
