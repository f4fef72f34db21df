/** What the tables promise by themselves: cascades, uniqueness, fencing, seeding, purging. */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunActivity } from '../../contract/runActivity.ts';
import { completeRunSettings } from '../../contract/runSettings.ts';
import {
  type Database,
  isUniqueViolation,
  openDatabase,
  queryRows,
} from '../../db/engine/index.ts';
import {
  batchTestResults,
  batchTestRuns,
  chatMessages,
  modelConfigs,
  testSuites,
} from '../../db/schema.ts';
import { seedSuites, shippedSuites } from '../../db/suites/index.ts';
import { type NewResult, storeResults } from '../../server/runs/results/storeResults.ts';
import {
  finishRun,
  type LeasedRun,
  storeClockDelay,
  takeLeases,
} from '../../server/runs/worker/leaseStore.ts';
import { purgeExpiredSessions } from '../../server/sessions/index.ts';
import { blankResult } from '../support/blankResult.ts';
import { createEmptyDatabase, engines, openTestDatabase } from '../support/testDatabase.ts';

const config = completeRunSettings({
  concurrency: 1,
  delayMs: 0,
  maxTokens: 10,
  temperature: 0,
  timeoutMs: 1_000,
});

describe.each(engines)('on %s', (engine) => {
  let database: Database;
  let db: Database['db'];

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    db = database.db;
  });
  beforeEach(() => db.delete(modelConfigs));
  afterAll(() => database.close());

  async function insertSession(sessionHash: string, minutesLeft = 60) {
    await db.insert(modelConfigs).values({
      sessionHash,
      endpointUrl: 'https://example.com/v1/chat/completions',
      apiKeyEncrypted: 'x',
      encryptionKeyId: 'x',
      modelId: 'm',
      expiresAt: sql`now() + make_interval(mins => ${minutesLeft})`,
    });
  }

  async function insertRun(sessionHash: string, prompts = 3) {
    const [run] = await db
      .insert(batchTestRuns)
      .values({
        demoUserId: 'u',
        sessionHash,
        suiteName: 's',
        status: 'running',
        totalPrompts: prompts,
        config,
        prompts: Array.from({ length: prompts }, (_, index) => ({ prompt: `p${index}` })),
      })
      .returning();
    return run?.id as string;
  }

  const result = (promptIndex: number, success = true): NewResult => ({
    ...blankResult(),
    promptIndex,
    sample: 0,
    attempts: 1,
    queuedMs: 0,
    backoffMs: 0,
    prompt: `p${promptIndex}`,
    response: 'r',
    latencyMs: 5,
    outcome: success ? 'answered' : 'failed',
    success,
    error: success ? null : 'e',
    errorKind: success ? null : 'network',
    errorReason: success ? null : 'unreachable',
    modelId: 'm',
  });

  async function claimed(runId: string) {
    const [run] = await takeLeases(db, [runId]);
    if (!run) throw new Error('The run could not be claimed.');
    return run;
  }

  /** True when the results of this lease were stored. */
  const store = async (run: LeasedRun, results: NewResult[]) =>
    (await storeResults(db, [{ run, results, pace: null }])).length === 1;

  const readRun = async (runId: string) =>
    (await db.select().from(batchTestRuns).where(eq(batchTestRuns.id, runId)))[0];

  it('deletes everything with its session and nothing of others', async () => {
    for (const session of ['mine', 'theirs']) {
      await insertSession(session);
      const run = await claimed(await insertRun(session));
      await store(run, [result(0)]);
      await db
        .insert(chatMessages)
        .values({ sessionHash: session, role: 'user', status: 'complete', content: 'q' });
    }
    await db.delete(modelConfigs).where(eq(modelConfigs.sessionHash, 'mine'));
    for (const table of [batchTestRuns, batchTestResults, chatMessages]) {
      const rows = await db.select({ session: table.sessionHash }).from(table);
      expect(rows).toEqual([{ session: 'theirs' }]);
    }
  });

  it('purges expired sessions only', async () => {
    await insertSession('old', -1);
    await insertSession('young', 1);
    await insertRun('old');
    expect(await purgeExpiredSessions(db)).toHaveLength(1);
    expect(await db.select({ id: modelConfigs.sessionHash }).from(modelConfigs)).toEqual([
      { id: 'young' },
    ]);
    expect(await db.select().from(batchTestRuns)).toEqual([]);
  });

  it('numbers results without gaps and keeps the counters equal to the rows', async () => {
    await insertSession('s');
    const run = await claimed(await insertRun('s', 20));
    await Promise.all(
      Array.from({ length: 10 }, (_, group) =>
        store(run, [result(group, group % 3 > 0), result(group + 10, false)]),
      ),
    );
    const rows = await db.select().from(batchTestResults);
    expect(rows.map((row) => row.seq).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    const after = await readRun(run.id);
    expect(after?.completedPrompts).toBe(rows.filter((row) => row.success).length);
    expect(after?.failedPrompts).toBe(rows.filter((row) => !row.success).length);
  });

  it('stores a prompt once, whoever tries again', async () => {
    await insertSession('s');
    const run = await claimed(await insertRun('s'));
    expect(await store(run, [result(1), result(2)])).toBe(true);
    expect(await store(run, [result(1), result(2)])).toBe(true);
    expect(await db.select().from(batchTestResults)).toHaveLength(2);
    expect((await readRun(run.id))?.completedPrompts).toBe(2);
  });

  it('stores what a text cannot hold as what comes nearest', async () => {
    await insertSession('s');
    const run = await claimed(await insertRun('s'));
    const broken = { ...result(0), response: 'a\0b \ud83d c \\ud83d "quoted"' };
    expect(await store(run, [broken, result(1)])).toBe(true);
    const [stored] = await db
      .select()
      .from(batchTestResults)
      .where(eq(batchTestResults.promptIndex, 0));
    expect(stored?.response).toBe('ab \ufffd c \\ud83d "quoted"');
  });

  it('stores the results of several runs together, but none of a lease that was lost', async () => {
    await insertSession('s');
    const [first, second, lost] = [
      await claimed(await insertRun('s')),
      await claimed(await insertRun('s')),
      await claimed(await insertRun('s')),
    ];
    const successor = await claimed(lost.id);
    const pace = { state: 'calling' } as RunActivity;
    const shares = [
      { run: first, results: [result(0), result(1, false)], pace },
      { run: lost, results: [result(0)], pace },
      { run: second, results: [result(4)], pace: null },
      { run: successor, results: [result(7)], pace: null },
    ];
    expect(await storeResults(db, shares)).toEqual([shares[0], shares[2], shares[3]]);
    expect(await readRun(first.id)).toMatchObject({ completedPrompts: 1, failedPrompts: 1, pace });
    expect(await readRun(second.id)).toMatchObject({ completedPrompts: 1, pace: null });
    expect(await readRun(lost.id)).toMatchObject({ completedPrompts: 1 });
    const rows = await db
      .select({
        runId: batchTestResults.testRunId,
        seq: batchTestResults.seq,
        index: batchTestResults.promptIndex,
      })
      .from(batchTestResults)
      .orderBy(batchTestResults.promptIndex);
    expect(rows).toEqual([
      { runId: first.id, seq: 1, index: 0 },
      { runId: first.id, seq: 2, index: 1 },
      { runId: second.id, seq: 1, index: 4 },
      { runId: lost.id, seq: 1, index: 7 },
    ]);
  });

  it('takes nothing from a worker whose run was taken over', async () => {
    await insertSession('s');
    const runId = await insertRun('s');
    const zombie = await claimed(runId);
    const successor = await claimed(runId);
    expect(await store(zombie, [result(0)])).toBe(false);
    await finishRun(db, zombie);
    expect((await readRun(runId))?.status).toBe('running');
    expect(await store(successor, [result(0)])).toBe(true);
    await finishRun(db, successor);
    expect((await readRun(runId))?.status).toBe('completed');
    expect(await takeLeases(db, [runId])).toEqual([]);
  });

  it('keeps the worst clock delay of all workers of a run, also after its end', async () => {
    await insertSession('s');
    const runId = await insertRun('s', 1);
    const delay = async () => (await readRun(runId))?.clockDelayP99Ms;
    expect(await delay()).toBeNull();
    await storeClockDelay(db, runId, 3.25);
    expect(await delay()).toBe(3.25);
    await storeClockDelay(db, runId, 1.07);
    expect(await delay()).toBe(3.25);
    await finishRun(db, await claimed(runId));
    await storeClockDelay(db, runId, 12);
    expect(await delay()).toBe(12);
  });

  it('calls a run failed when no prompt was answered', async () => {
    await insertSession('s');
    const run = await claimed(await insertRun('s', 1));
    await store(run, [result(0, false)]);
    await finishRun(db, run);
    expect((await readRun(run.id))?.status).toBe('failed');
  });

  it.each([
    ['demo_batch_test_runs', 'status', 'paused'],
    ['demo_test_suites', 'task_domain', 'cooking'],
    ['demo_test_suites', 'difficulty', 'extreme'],
  ])('refuses %s with the unknown %s %s', async (table, column, word) => {
    await insertSession('s');
    await insertRun('s');
    const update = sql.raw(`update ${table} set ${column} = '${word}'`);
    await expect(db.execute(update)).rejects.toThrow();
  });

  it('tells a unique violation from other errors', async () => {
    await insertSession('s');
    expect(isUniqueViolation(await insertSession('s').catch((error) => error))).toBe(true);
    expect(isUniqueViolation(new Error('other'))).toBe(false);
  });

  describe('seeding', () => {
    const [suite] = shippedSuites;
    if (!suite) throw new Error('There are no curated suites.');

    it('changes nothing when it runs again, also twice at once', async () => {
      const before = await db.select().from(testSuites).orderBy(testSuites.id);
      await Promise.all([seedSuites(db), seedSuites(db)]);
      expect(await db.select().from(testSuites).orderBy(testSuites.id)).toEqual(before);
      expect(before).toHaveLength(23);
    });

    it('replaces an older edition and leaves a newer one alone', async () => {
      const read = async () =>
        (await db.select().from(testSuites).where(eq(testSuites.id, suite.id)))[0];
      const edition = (version: number, name: string) =>
        seedSuites(db, [{ ...suite, version: suite.version + version, name }]);
      await edition(1, 'newer');
      expect(await read()).toMatchObject({ name: 'newer', version: suite.version + 1 });
      await edition(0, 'older');
      expect(await read()).toMatchObject({ name: 'newer' });
    });
  });
});

it('migrates an empty PostgreSQL database from two processes at once', async () => {
  const url = await createEmptyDatabase();
  const databases = await Promise.all([1, 2, 3].map(() => openDatabase({ url, dataDir: '' })));
  await Promise.all(databases.map((database) => database.migrate()));
  const [first] = databases;
  if (!first) throw new Error('no database');
  const tables = await queryRows<{ name: string }>(
    first.db,
    sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  expect(tables.map((table) => table.name)).toEqual([
    'demo_adapter_checks',
    'demo_batch_test_results',
    'demo_batch_test_runs',
    'demo_blind_vote_choices',
    'demo_blind_votes',
    'demo_chat_messages',
    'demo_comparisons',
    'demo_connection_tests',
    'demo_connections',
    'demo_ended_sessions',
    'demo_model_configs',
    'demo_rate_limits',
    'demo_replaced_grades',
    'demo_suite_editions',
    'demo_suite_prompts',
    'demo_test_suites',
    'demo_tests_of_connections',
  ]);
  await Promise.all(databases.map((database) => database.close()));
});
