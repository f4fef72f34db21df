import { expect, it } from 'vitest';
import { findLocalServers } from '../../../../server/connections/index.ts';
import { ModelCallError, type ModelClient } from '../../../../server/endpoint/index.ts';

type Request = Parameters<ModelClient['listModels']>[0];

/** Asks with these answers by port; where there is none, nobody listens. */
async function find(answers: Record<string, () => { id: string }[] | null>) {
  const requests: Request[] = [];
  const servers = await findLocalServers({
    modelClient: {
      async listModels(request) {
        requests.push(request);
        const answer = answers[new URL(request.endpointUrl).port];
        if (!answer) throw new ModelCallError('connection_refused');
        return answer() as Awaited<ReturnType<ModelClient['listModels']>>;
      },
    },
  });
  return { servers, requests };
}

it('asks the usual ports of this machine and nothing else, without a key and for no longer than 300 ms', async () => {
  const { servers, requests } = await find({});
  expect(servers).toEqual([]);
  expect(requests.map(({ endpointUrl }) => new URL(endpointUrl).host).toSorted()).toEqual([
    '127.0.0.1:11434',
    '127.0.0.1:1234',
    '127.0.0.1:3000',
    '127.0.0.1:30000',
    '127.0.0.1:8000',
    '127.0.0.1:8080',
  ]);
  for (const { apiKey, headers, timeoutMs } of requests) {
    expect([apiKey, headers, timeoutMs]).toEqual(['', undefined, 300]);
  }
});

it('tells what answers by its usual port, with the models that it lists', async () => {
  const { servers } = await find({
    11434: () => [{ id: 'qwen3:8b' }, { id: 'llama3.2' }],
    8000: () => {
      throw new ModelCallError('key_refused', { status: 401 });
    },
    // Something else that speaks HTTP.
    8080: () => null,
    3000: () => [],
    1234: () => Array.from({ length: 500 }, (_, index) => ({ id: `m${index}` })),
  });
  expect(servers.map(({ provider, models }) => [provider, models?.length])).toEqual([
    ['vllm', undefined],
    ['ollama', 2],
    ['lmstudio', 50],
  ]);
  expect(servers[0]?.models).toBeNull();
});

it('hides no fault of ours', async () => {
  const fault = () => {
    throw new TypeError('ours');
  };
  await expect(find({ 8000: fault })).rejects.toThrow('ours');
});
