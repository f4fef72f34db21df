/** What a session's end, and a cancelled run, mean to whoever is at work or watching, on other nodes too. */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { queryRows } from '../../db/engine/index.ts';
import { createByomClient } from '../../sdk/index.ts';
import { purgeExpiredSessions } from '../../server/sessions/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { type LongRun, startLongRun } from '../support/longRun.ts';
import { watchRunOf } from '../support/runWatcher.ts';
import { dumpTables } from '../support/tableDump.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const CONCURRENCY = 4;
/** Longer than any test: whoever waits for such an answer has to be told. */
const ENDLESS_MS = 60_000;
/** Machines are busy; what is asked for is one second. */
const SOON_MS = 2_500;
/** Long enough to connect, test and start a run on a busy machine. */
const SHORT_SESSION_MS = 6_000;
/** The session begins a little after the test does. */
const HEAD_START_MS = 1_000;

describe.each(engines)('on %s', (engine) => {
  let fake: FakeModelServer;
  /** The node that works on runs, and another one of the same database where there may be two. */
  let worker: TestServer;
  let other: TestServer;

  beforeAll(async () => {
    fake = await startFakeModelServer();
    const key = { DEMO_ENCRYPTION_KEY: randomBytes(32).toString('hex') };
    worker = await startTestServer(engine, key);
    const { databaseUrl } = worker;
    other = databaseUrl
      ? await startTestServer(engine, { ...key, BYOM_ROLE: 'web', DATABASE_URL: databaseUrl })
      : worker;
  });
  afterEach(() => fake.reset());
  afterAll(async () => {
    if (other !== worker) await other.stop();
    await worker.stop();
    await fake.close();
  });

  /** A run with some answers, which now waits for some that never come. */
  async function startedRun(): Promise<LongRun> {
    const run = await startLongRun(other.url, fake, {
      name: 'Prompt',
      prompts: 200,
      concurrency: CONCURRENCY,
      latencyMs: 20,
    });
    await fake.until(() => run.calls().length > CONCURRENCY * 2, 20_000);
    fake.respond({ kind: 'answer', latencyMs: ENDLESS_MS });
    const from = performance.now();
    await fake.until(() => run.calls().filter(({ at }) => at > from).length >= CONCURRENCY, 20_000);
    return run;
  }

  const clientOf = ({ sessionId }: LongRun) => createByomClient({ baseUrl: other.url, sessionId });

  /** Asserts that nothing is called any more, and what was in flight is given up. */
  async function expectQuiet(run: LongRun, since: number): Promise<void> {
    await expect.poll(() => fake.inFlight, { timeout: 5_000 }).toBe(0);
    await pause(500);
    const late = run.calls().filter(({ at, endedAt }) => (endedAt ?? at) > since + SOON_MS);
    expect(late).toEqual([]);
    expect(run.calls().some(({ outcome }) => outcome === 'aborted')).toBe(true);
  }

  const rowsNaming = async (words: string[]) =>
    (await dumpTables(worker.database))
      .split('\n')
      .filter((line) => words.some((word) => line.includes(word)));

  it('a run cancelled at another node is called for no more; what is answered stays', async () => {
    const run = await startedRun();
    const client = clientOf(run);
    const cancelledAt = performance.now();
    await client.batch.cancel.mutate({ testRunId: run.runId });
    await expectQuiet(run, cancelledAt);
    const { run: stopped, results } = await client.batch.get.query({ testRunId: run.runId });
    expect(stopped.status).toBe('cancelled');
    expect(results.length).toBeGreaterThanOrEqual(CONCURRENCY);
    expect(stopped.completedPrompts + stopped.failedPrompts).toBe(results.length);
  });

  it('a session deleted in the middle takes its run, its job and every row along, and tells its watchers', async () => {
    const run = await startedRun();
    const watcher = watchRunOf(clientOf(run), run.runId);
    const [{ session_id: hash } = {}] = await queryRows<{ session_id: string }>(
      worker.database.db,
      sql`select demo_session_id as session_id from demo_batch_test_runs where id = ${run.runId}`,
    );
    await expect.poll(() => watcher.results.length, { timeout: 10_000 }).toBeGreaterThan(0);
    const deletedAt = performance.now();
    await clientOf(run).session.delete.mutate();
    await expectQuiet(run, deletedAt);
    await expect(watcher.ended).rejects.toMatchObject({
      data: { problem: { kind: 'session_expired' } },
    });
    expect(await rowsNaming([run.runId, hash as string])).toEqual([]);
  });

  it('a session that expires in the middle ends its run, and the purge leaves nothing of it', async () => {
    // Its key is bound to the session's end, so a row cannot be made to expire by hand.
    const brief = await startTestServer(engine, {}, { sessionMinutes: SHORT_SESSION_MS / 60_000 });
    try {
      const startedAt = performance.now();
      const run = await startLongRun(brief.url, fake, {
        name: 'Prompt',
        prompts: 200,
        concurrency: CONCURRENCY,
        latencyMs: 50,
      });
      const watcher = watchRunOf(brief.client(run.sessionId), run.runId);
      await expect.poll(() => watcher.results.length, { timeout: 5_000 }).toBeGreaterThan(0);
      fake.respond({ kind: 'answer', latencyMs: ENDLESS_MS });
      await expect(watcher.ended).rejects.toMatchObject({
        data: { problem: { kind: 'session_expired' } },
      });
      await expectQuiet(run, startedAt + SHORT_SESSION_MS + HEAD_START_MS);
      await purgeExpiredSessions(brief.database.db);
      const dump = await dumpTables(brief.database);
      expect(dump.split('\n').filter((line) => line.includes(run.runId))).toEqual([]);
    } finally {
      await brief.stop();
    }
  });
});
