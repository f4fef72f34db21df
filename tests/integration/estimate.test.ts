/** What is said before a run starts: calls, tokens, time, and the share of the endpoint's limits. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { promptSizesOf } from '../../contract/promptSizes.ts';
import type { ByomClient } from '../../sdk/index.ts';
import { countTokens } from '../../server/runs/estimateRun.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let server: TestServer;
let fake: FakeModelServer;
let client: ByomClient;

beforeAll(async () => {
  fake = await startFakeModelServer();
  server = await startTestServer('pglite');
  fake.respond({
    kind: 'answer',
    text: 'Yes.',
    ttftMs: 20,
    latencyMs: 60,
    headers: {
      'x-ratelimit-limit-requests': '1000',
      'x-ratelimit-remaining-requests': '998',
      'x-ratelimit-reset-requests': '1m0s',
    },
  });
  client = server.client(await server.connect(fake.url));
});
afterAll(async () => {
  await server.stop();
  await fake.close();
});

it('the connection test keeps what the endpoint tells of its limits, and a run is set against it', async () => {
  const { connectionReport } = await client.session.current.query();
  const told = { of: 'requests', window: null, limit: 1_000, remaining: 998, resetMs: 60_000 };
  expect(connectionReport?.rateLimits).toEqual([told]);
  const estimate = await client.batch.estimate.query({
    prompts: [{ prompt: 'One?' }, { prompt: 'Two?' }],
    config: { samples: 5, maxTokens: 100 },
  });
  expect(estimate).toMatchObject({
    calls: 10,
    mostAnswerTokens: 1_000,
    basis: 'connection_test',
    limits: [{ ...told, needed: 10 }],
  });
  expect(estimate.likelyMs).toBeGreaterThan(0);
});

it('nothing is called and nothing is started for it, however long the prompts are', async () => {
  const before = fake.chatCalls.length;
  const prompts = Array.from({ length: 200 }, () => ({ prompt: 'word '.repeat(1_000) }));
  const estimate = await client.batch.estimate.query({ prompts });
  expect(estimate.promptTokens).toBeGreaterThan(190_000);
  expect(fake.chatCalls).toHaveLength(before);
  expect(await client.batch.list.query()).toEqual([]);
});

it('the sizes of prompts say the same of calls and tokens as the prompts do', async () => {
  const prompts = [
    { prompt: 'What is the capital of France?', expected_answer: 'Paris' },
    { prompt: 'Hm' },
  ];
  const byTexts = await client.batch.estimate.query({ prompts });
  const promptSizes = promptSizesOf(prompts, countTokens);
  const bySizes = await client.batch.estimate.query({ promptSizes });
  const { calls, promptTokens, ungradedPrompts } = byTexts;
  expect(bySizes).toMatchObject({ calls, promptTokens, ungradedPrompts });
});

it('what would be refused at the start is refused here, by field', async () => {
  await expect(
    client.batch.estimate.query({ prompts: [{ prompt: 'x' }], config: { concurrency: 65 } }),
  ).rejects.toThrow(/at most 64/);
});

it('once there are answers, it rests on them', async () => {
  const { id } = await client.batch.start.mutate({
    prompts: Array.from({ length: 4 }, (_, index) => ({ prompt: `Prompt ${index}` })),
  });
  await new Promise<void>((onComplete, onError) => {
    client.batch.onProgress.subscribe({ testRunId: id }, { onComplete, onError });
  });
  const estimate = await client.batch.estimate.query({ prompts: [{ prompt: 'Again?' }] });
  expect(estimate.basis).toBe('answers');
  expect(estimate.likelyAnswerTokens).toBeGreaterThan(0);
  expect(estimate.likelyMs).toBeGreaterThanOrEqual(50);
});
