/** How a run is paced, repeated and resumed, against an endpoint that misbehaves. */
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runWallMs } from '../../contract/runs.ts';
import type { ByomClient } from '../../sdk/index.ts';
import {
  type FakeModelServer,
  providerErrors,
  startFakeModelServer,
} from '../support/fakeModelServer.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

describe.each(engines)('on %s', (engine) => {
  let server: TestServer;
  let fake: FakeModelServer;
  let client: ByomClient;

  beforeAll(async () => {
    fake = await startFakeModelServer();
    server = await startTestServer(engine);
    client = server.client(await server.connect(fake.url));
    fake.reset();
  });
  afterEach(() => fake.reset());
  afterAll(async () => {
    await server.stop();
    await fake.close();
  });

  const prompts = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ prompt: `Prompt ${index}` }));

  type Start = Parameters<ByomClient['batch']['start']['mutate']>[0];

  async function finish(testRunId: string) {
    await new Promise<void>((onComplete, onError) => {
      client.batch.onProgress.subscribe({ testRunId }, { onComplete, onError });
    });
    return client.batch.get.query({ testRunId });
  }

  async function runOf(start: Start) {
    return finish((await client.batch.start.mutate(start)).id);
  }

  it('a call that fails in passing is made again, and only the last one is its latency', async () => {
    fake.queue(
      { kind: 'error', status: 503, body: { error: { message: 'Overloaded.' } } },
      { kind: 'reset', when: 'before-headers' },
      { kind: 'answer', text: 'Fine.', latencyMs: 30 },
    );
    const { run, results } = await runOf({ prompts: prompts(1) });
    expect(run).toMatchObject({ status: 'completed', completedPrompts: 1, pace: { retries: 2 } });
    expect(results[0]).toMatchObject({ outcome: 'answered', attempts: 3, response: 'Fine.' });
    expect(results[0]?.backoffMs).toBeGreaterThanOrEqual(500);
    expect(results[0]?.latencyMs).toBeLessThan(results[0]?.backoffMs ?? 0);
    expect(fake.chatCalls).toHaveLength(3);
  });

  it('what fails for good is not made again, nor anything where retries are off', async () => {
    fake.respond({ kind: 'error', status: 400, body: { error: { message: 'No.' } } });
    await runOf({ prompts: prompts(2) });
    expect(fake.chatCalls).toHaveLength(2);
    fake.reset();
    fake.respond({ kind: 'error', status: 500, body: { error: { message: 'No.' } } });
    const { results } = await runOf({ prompts: prompts(2), config: { maxRetries: 0 } });
    expect(fake.chatCalls).toHaveLength(2);
    expect(results.map(({ attempts }) => attempts)).toEqual([1, 1]);
  });

  it('Retry-After is waited for, and the wait is no latency', async () => {
    fake.queue(providerErrors.tooManyRequests({ 'retry-after': '1' }));
    const { results } = await runOf({ prompts: prompts(1) });
    const [refused, asked] = fake.chatCalls;
    expect((asked?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(995);
    expect(results[0]?.attempts).toBe(2);
    expect(results[0]?.queuedMs).toBeGreaterThanOrEqual(900);
    expect(results[0]?.latencyMs).toBeLessThan(900);
  });

  it('a quota that comes back in hours ends the run with what it has; it can be resumed', async () => {
    fake.respond((call) =>
      call.prompt === 'Prompt 1'
        ? providerErrors.dailyQuota(Date.now() + 6 * 3_600_000)
        : { kind: 'answer' },
    );
    const ended = await runOf({ prompts: prompts(3), config: { concurrency: 1 } });
    expect(ended.run).toMatchObject({ status: 'failed', completedPrompts: 1, failedPrompts: 0 });
    expect(ended.run.error).toMatch(/Stopped after 1 of 3 prompts/);
    expect(ended.run.error).toMatch(/Request ID of the provider: fake-\d+$/);
    fake.reset();
    await client.batch.resume.mutate({ testRunId: ended.run.id });
    const { run } = await finish(ended.run.id);
    expect(run).toMatchObject({ status: 'completed', completedPrompts: 3, error: null });
    expect(fake.chatCalls.map((call) => call.prompt).toSorted()).toEqual(['Prompt 1', 'Prompt 2']);
    await expect(client.batch.resume.mutate({ testRunId: run.id })).rejects.toThrow(
      'Every prompt of this run has its result',
    );
  });

  const refusedKey = {
    kind: 'error',
    status: 401,
    body: { error: { message: 'Incorrect API key provided.' } },
  } as const;

  it('a key that is refused again and again ends the run; with another one it goes on', async () => {
    // More than one at once: what is in flight is refused too, and is asked again as well.
    let calls = 0;
    fake.respond(() => (calls++ < 8 ? { kind: 'answer' } : refusedKey));
    const ended = await runOf({ prompts: prompts(40), config: { concurrency: 3 } });
    expect(ended.run).toMatchObject({
      status: 'failed',
      completedPrompts: 8,
      failedPrompts: 0,
      pace: { stoppedBy: { reason: 'key_refused', status: 401 } },
    });
    expect(ended.run.error).toMatch(
      /^Stopped after 8 of 40 prompts, .*resume the run with a key that works\. The endpoint refused the key/,
    );
    expect(ended.run.error?.match(/Incorrect API key/g)).toHaveLength(1);
    expect(fake.chatCalls.length).toBeLessThanOrEqual(8 + 4 + 3);
    await client.batch.resume.mutate({ testRunId: ended.run.id });
    const again = await finish(ended.run.id);
    expect(again.run).toMatchObject({ status: 'failed', completedPrompts: 8, failedPrompts: 0 });
    fake.reset();
    await client.batch.resume.mutate({ testRunId: ended.run.id });
    const { run } = await finish(ended.run.id);
    expect(run).toMatchObject({
      status: 'completed',
      completedPrompts: 40,
      error: null,
      pace: { stoppedBy: null },
    });
    expect(fake.chatCalls).toHaveLength(32);
  });

  it('four refusals of the key, and then an answer, end nothing', async () => {
    let calls = 0;
    fake.respond(() => (++calls % 5 === 0 ? { kind: 'answer' } : refusedKey));
    const { run, results } = await runOf({ prompts: prompts(14), config: { concurrency: 1 } });
    expect(run).toMatchObject({ status: 'completed', completedPrompts: 2, failedPrompts: 12 });
    expect(run.error).toBeNull();
    expect(results.filter(({ errorReason }) => errorReason === 'key_refused')).toHaveLength(12);
  });

  it('a cancelled run goes on where it was', async () => {
    fake.respond({ kind: 'answer', latencyMs: 40 });
    const { id } = await client.batch.start.mutate({
      prompts: prompts(20),
      config: { concurrency: 1 },
    });
    await fake.until((calls) => calls.length >= 3, 10_000);
    await client.batch.cancel.mutate({ testRunId: id });
    const cancelled = await finish(id);
    expect(cancelled.run.status).toBe('cancelled');
    const stoppedMs = 1_500;
    await setTimeout(stoppedMs);
    const resumed = await client.batch.resume.mutate({ testRunId: id });
    expect(resumed.pace).toMatchObject({ state: 'starting', inFlight: 0 });
    const { run, results } = await finish(id);
    // Of the time that passed, the stop is no part of what the run took.
    const clockMs = Number(run.completedAt) - Number(run.startedAt);
    expect(runWallMs(run)).toBeGreaterThan(20 * 40 - 1);
    expect(clockMs - runWallMs(run)).toBeGreaterThanOrEqual(stoppedMs);
    expect(run).toMatchObject({ status: 'completed', completedPrompts: 20 });
    expect(new Set(results.map(({ promptIndex }) => promptIndex)).size).toBe(20);
    // Whatever was in flight when it was cancelled was given up, so asked again.
    expect(fake.chatCalls.length).toBeLessThanOrEqual(21);
  });

  it('the same start sent twice at once is one run', async () => {
    const start = { prompts: prompts(2), idempotencyKey: `key-${engine}-0001` };
    const [first, second] = await Promise.all([
      client.batch.start.mutate(start),
      client.batch.start.mutate(start),
    ]);
    expect(second.id).toBe(first.id);
    await finish(first.id);
    expect((await client.batch.start.mutate(start)).id).toBe(first.id);
    expect(fake.chatCalls).toHaveLength(2);
  });

  it('each prompt is asked as often as wanted, after calls that do not count', async () => {
    const { run, results } = await runOf({
      prompts: prompts(2),
      config: { samples: 3, warmup: 2, seed: 7, concurrency: 1 },
    });
    expect(run).toMatchObject({ totalPrompts: 6, completedPrompts: 6 });
    expect(results.map(({ promptIndex, sample }) => `${promptIndex} ${sample}`).toSorted()).toEqual(
      ['0 0', '0 1', '0 2', '1 0', '1 1', '1 2'],
    );
    expect(fake.chatCalls).toHaveLength(8);
    expect(fake.chatCalls.every((call) => call.body?.seed === 7)).toBe(true);
  });

  it('an endpoint that takes three at once is found out, and every prompt is answered', async () => {
    const narrow = await startFakeModelServer({ limits: { inFlight: 3 } });
    try {
      narrow.respond({ kind: 'answer', latencyMs: 40 });
      const before = client;
      client = server.client(await server.connect(narrow.url));
      const { run } = await runOf({ prompts: prompts(60), config: { maxRetries: 10 } });
      client = before;
      expect(run).toMatchObject({ status: 'completed', completedPrompts: 60, failedPrompts: 0 });
      expect(narrow.chatCalls.length).toBeLessThan(75);
    } finally {
      await narrow.close();
    }
  });

  it('progress tells what is being waited for', async () => {
    fake.queue(providerErrors.tooManyRequests({ 'retry-after': '2' }));
    const { id } = await client.batch.start.mutate({ prompts: prompts(1) });
    const states: (string | undefined)[] = [];
    await new Promise<void>((onComplete, onError) => {
      client.batch.onProgress.subscribe(
        { testRunId: id },
        { onData: ({ data }) => states.push(data.run.pace?.state), onComplete, onError },
      );
    });
    expect(states).toContain('paused');
  });
});
