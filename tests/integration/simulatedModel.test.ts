/** The built-in model, driven by the official client: it has to be a real OpenAI-compatible server. */
import { randomBytes } from 'node:crypto';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { curatedSuites } from '../../db/suites/index.ts';
import { waitForRun } from '../support/restClient.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let server: TestServer;
let openai: OpenAI;

beforeAll(async () => {
  server = await startTestServer('pglite');
  openai = new OpenAI({ baseURL: `${server.url}/simulated/v1`, apiKey: 'unused', maxRetries: 0 });
});
afterAll(() => server.stop());

const question = { model: 'simulated-model', messages: [{ role: 'user', content: 'Hi' }] } as const;

it('lists itself and its base as models', async () => {
  const { data } = await openai.models.list();
  expect(data).toMatchObject([
    { id: 'simulated-model', parent: 'simulated-base' },
    { id: 'simulated-base', parent: null },
  ]);
});

it('answers whole and streamed alike, with usage, and says that it is simulated', async () => {
  const whole = await openai.chat.completions.create({
    ...question,
    messages: [...question.messages],
  });
  const stream = await openai.chat.completions.create({
    ...question,
    messages: [...question.messages],
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = '';
  let pieces = 0;
  let completionTokens: number | undefined;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? '';
    pieces += 1;
    completionTokens = chunk.usage?.completion_tokens ?? completionTokens;
  }
  expect(text).toBe(whole.choices[0]?.message.content);
  expect(text).toContain('simulated');
  expect(pieces).toBeGreaterThan(5);
  expect(completionTokens).toBe(whole.usage?.completion_tokens);
});

it('stops at max_tokens and says so', async () => {
  const answer = await openai.chat.completions.create({
    ...question,
    messages: [...question.messages],
    max_tokens: 3,
  });
  expect(answer.choices[0]?.finish_reason).toBe('length');
  expect(answer.usage?.completion_tokens).toBe(3);
});

it('gets some curated prompts right and some wrong, and can talk about it', async () => {
  const sessionId = await server.connect(`${server.url}/simulated/v1`, {
    apiKey: '',
    modelId: 'simulated-model',
  });
  const suite = curatedSuites.find((one) => one.name.startsWith('Q') && one.difficulty === 'easy');
  const started = await server.rest('POST', '/batch-test', {
    session_id: sessionId,
    test_suite_id: suite?.id,
    config: { concurrency: 10, delay_ms: 0 },
  });
  const run = await waitForRun(server, sessionId, started.json.test_run_id);
  expect(run).toMatchObject({ status: 'completed', completed_prompts: 10 });
  const graded = run.results.filter((row: { correct: boolean | null }) => row.correct !== null);
  const right = graded.filter((row: { correct: boolean }) => row.correct);
  expect(right.length).toBeGreaterThan(graded.length / 2);

  const chat = await server.rest('POST', '/atlas', {
    session_id: sessionId,
    messages: [{ role: 'user', content: 'Which was your slowest answer?' }],
  });
  const text = [...chat.text.matchAll(/"content":("(?:[^"\\]|\\.)*")/g)]
    .map((match) => JSON.parse(match[1] as string))
    .join('');
  expect(text).toContain('**10 of 10**');
  expect(text).toMatch(/slowest answer was #\d+ at \d+ms/);

  const byom = server.client(sessionId);
  await byom.chat.send.mutate({ content: 'Which was your slowest answer?' });
  const answer = async () => (await byom.chat.list.query()).at(-1);
  await expect.poll(async () => (await answer())?.status, { timeout: 20_000 }).toBe('complete');
  const { checks = [], proposedFilter } = (await answer()) ?? {};
  expect(checks.length).toBeGreaterThan(5);
  expect(checks.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
  expect(proposedFilter).toMatchObject({ sort: 'latencyMs', direction: 'desc' });
});

it('is not there in server mode', async () => {
  const production = await startTestServer('pglite', {
    NODE_ENV: 'production',
    DEMO_ENCRYPTION_KEY: randomBytes(32).toString('hex'),
  });
  try {
    const response = await fetch(`${production.url}/simulated/v1/models`);
    expect(response.status).toBe(404);
    const { simulated } = await production.client().session.presets.query();
    expect(simulated).toBeNull();
  } finally {
    await production.stop();
  }
});
