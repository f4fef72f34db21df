/** How exact the stopwatch was is kept with every run, however it ends, and told wherever runs are told of. */
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { batchTestRuns } from '../../db/schema.ts';
import type { ByomClient } from '../../sdk/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const poll = <T>(read: () => T) => expect.poll(read, { timeout: 20_000 });
/** More than any clock was ever late. */
const WORST_MS = 1_000_000;

describe.each(engines)('on %s', (engine) => {
  let fake: FakeModelServer;
  let server: TestServer;
  let sessionId: string;
  let byom: ByomClient;

  beforeAll(async () => {
    fake = await startFakeModelServer();
    server = await startTestServer(engine);
    sessionId = await server.connect(fake.url);
    byom = server.client(sessionId);
  });
  afterEach(() => fake.reset());
  afterAll(async () => {
    await server.stop();
    await fake.close();
  });

  const prompts = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ prompt: `Prompt ${index}` }));

  const readRun = async (testRunId: string) => (await byom.batch.get.query({ testRunId })).run;

  /** Follows a run and resolves with what its watchers are told last. */
  function lastTold(testRunId: string) {
    type Told = Awaited<ReturnType<typeof readRun>>;
    return new Promise<Told | undefined>((resolve, reject) => {
      let told: Told | undefined;
      byom.batch.onProgress.subscribe(
        { testRunId },
        {
          onData: ({ data }) => {
            told = data.run;
          },
          onComplete: () => resolve(told),
          onError: reject,
        },
      );
    });
  }

  it('a run that is finished has told it with its end, in the API and in both exports', async () => {
    fake.respond({ kind: 'answer', latencyMs: 40 });
    const { id, clockDelayP99Ms } = await byom.batch.start.mutate({ prompts: prompts(4) });
    expect(clockDelayP99Ms).toBeNull();
    const ended = await lastTold(id);
    expect(ended).toMatchObject({ status: 'completed', clockDelayP99Ms: expect.any(Number) });
    expect(ended?.clockDelayP99Ms).toBeGreaterThan(0);

    const query = `session_id=${sessionId}&test_run_id=${id}`;
    const { json: polled } = await server.rest('GET', `/batch-test?${query}`);
    expect(polled.clock_delay_p99_ms).toBe(ended?.clockDelayP99Ms);
    const { json: exported } = await server.rest('GET', `/export?format=json&${query}`);
    expect(exported.runs[0].clock_delay_p99_ms).toBe(ended?.clockDelayP99Ms);
    const { text } = await server.rest('GET', `/export?format=csv&${query}`);
    expect(text).toContain(`clock delay p99 ${ended?.clockDelayP99Ms} ms`);
  });

  it('a run that is cancelled has it too; resuming keeps the worst of its parts', async () => {
    fake.respond({ kind: 'answer', latencyMs: 100 });
    const config = { concurrency: 1, adaptive: false };
    const { id } = await byom.batch.start.mutate({ prompts: prompts(40), config });
    await poll(async () => (await readRun(id)).completedPrompts).toBeGreaterThan(0);
    await byom.batch.cancel.mutate({ testRunId: id });
    await poll(async () => (await readRun(id)).clockDelayP99Ms).toBeGreaterThan(0);

    await server.database.db
      .update(batchTestRuns)
      .set({ clockDelayP99Ms: WORST_MS })
      .where(eq(batchTestRuns.id, id));
    fake.respond({ kind: 'answer' });
    await byom.batch.resume.mutate({ testRunId: id });
    expect(await lastTold(id)).toMatchObject({ status: 'completed', clockDelayP99Ms: WORST_MS });
  });

  it('a run of an earlier version, which has not measured it, is shown without', async () => {
    fake.respond({ kind: 'answer' });
    const { id } = await byom.batch.start.mutate({ prompts: prompts(1) });
    await lastTold(id);
    await server.database.db
      .update(batchTestRuns)
      .set({ clockDelayP99Ms: null })
      .where(eq(batchTestRuns.id, id));
    expect(await readRun(id)).toMatchObject({ status: 'completed', clockDelayP99Ms: null });
    const query = `session_id=${sessionId}&test_run_id=${id}`;
    const { text } = await server.rest('GET', `/export?format=csv&${query}`);
    expect(text).toContain('# Run: ');
    expect(text).not.toContain('clock delay');
  });
});
