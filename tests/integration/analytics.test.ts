/** The figures, computed in SQL, against the same figures computed here from their definitions. */
import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resultFilters } from '../../contract/results.ts';
import { batchTestResults, batchTestRuns } from '../../db/schema.ts';
import type { ByomClient } from '../../sdk/index.ts';
import { getSessionMetrics } from '../../server/results/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { createStoredRun } from '../support/storedRun.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { outputTokensPerSecondByHand, tpotByHand } from '../support/tokenTimesByHand.ts';

/** A small generator with a fixed start, so that every run of the test sees the same figures. */
function* numbers(seed: number) {
  let state = seed;
  while (true) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    yield state / 2 ** 31;
  }
}

const random = numbers(7);
const next = () => random.next().value as number;
const prompts = ['Where is my refund?', 'Is a cat allowed?', 'Which category has it?'];
const rows = Array.from({ length: 137 }, (_, index) => {
  const success = next() > 0.1;
  return {
    seq: index + 1,
    promptIndex: index,
    prompt: prompts[index - 40] ?? `Question ${index} about 100%_done`,
    response: success ? `Answer ${'x'.repeat(Math.floor(next() * 300))}` : null,
    success,
    category: index % 3 === 0 ? null : index % 3 === 1 ? 'Refunds' : 'billing',
    latencyMs: Math.floor(next() * 5_000) + 20,
    ttftMs: success && next() > 0.2 ? Math.floor(next() * 400) : null,
    correct: success && next() > 0.5 ? next() > 0.3 : null,
    inputTokens: next() > 0.3 ? Math.floor(next() * 100) : null,
    outputTokens: next() > 0.3 ? Math.floor(next() * 500) : null,
    modelId: 'm',
  };
});

/** Linear interpolation between neighbours, as SQL's `percentile_cont` is defined. */
function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const low = sorted[Math.floor(position)] as number;
  const high = sorted[Math.ceil(position)] as number;
  return low + (high - low) * (position - Math.floor(position));
}
const known = (values: (number | null | undefined)[]) =>
  values.filter((value): value is number => typeof value === 'number');
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: number[]) => sum(values) / values.length;

describe.each(engines)('on %s', (engine) => {
  let fake: FakeModelServer;
  let server: TestServer;
  let byom: ByomClient;
  let testRunId: string;

  beforeAll(async () => {
    fake = await startFakeModelServer();
    server = await startTestServer(engine);
    byom = server.client(await server.connect(fake.url));
    const { db } = server.database;
    // A copy of a run that no worker knows of, filled with the rows above.
    await byom.batch.start.mutate({ prompts: [{ prompt: 'x' }] });
    const [source] = await db.select().from(batchTestRuns);
    if (!source) throw new Error('no run');
    const { id: _id, ...copy } = source;
    const [run] = await db.insert(batchTestRuns).values(copy).returning();
    testRunId = run?.id as string;
    const { sessionHash } = source;
    await db
      .insert(batchTestResults)
      .values(rows.map((row) => ({ ...row, testRunId, sessionHash })));
  });
  afterAll(async () => {
    await server.stop();
    await fake.close();
  });

  it('computes every metric as it is defined', async () => {
    const metrics = await byom.batch.metrics.query({ testRunId });
    const answered = rows.filter((row) => row.success);
    const latencies = answered.map((row) => row.latencyMs);
    const ttfts = known(answered.map((row) => row.ttftMs));
    const graded = rows.filter((row) => row.correct !== null);
    const right = graded.filter((row) => row.correct);
    expect(metrics.totalPrompts).toBe(rows.length);
    expect(metrics.completedPrompts).toBe(answered.length);
    expect(metrics.failedPrompts).toBe(rows.length - answered.length);
    expect(metrics.avgLatencyMs).toBeCloseTo(mean(latencies), 0);
    expect(metrics.p50LatencyMs).toBeCloseTo(percentile(latencies, 0.5), 6);
    expect(metrics.p95LatencyMs).toBeCloseTo(percentile(latencies, 0.95), 6);
    expect(metrics.p99LatencyMs).toBeCloseTo(percentile(latencies, 0.99), 6);
    expect(metrics.minLatencyMs).toBe(Math.min(...latencies));
    expect(metrics.maxLatencyMs).toBe(Math.max(...latencies));
    expect(metrics.p50TtftMs).toBeCloseTo(percentile(ttfts, 0.5), 6);
    expect(metrics.p95TtftMs).toBeCloseTo(percentile(ttfts, 0.95), 6);
    expect(metrics.p99TtftMs).toBeCloseTo(percentile(ttfts, 0.99), 6);
    const timed = rows.map((row) => ({
      ...row,
      firstThoughtMs: null,
      reasoningTokens: null,
      reasoning: null,
    }));
    const tpots = known(timed.map(tpotByHand));
    const speeds = known(timed.map(outputTokensPerSecondByHand));
    expect(tpots.length).toBeGreaterThan(20);
    expect(metrics.p50TpotMs).toBeCloseTo(percentile(tpots, 0.5), 2);
    expect(metrics.p95TpotMs).toBeCloseTo(percentile(tpots, 0.95), 2);
    expect(metrics.p99TpotMs).toBeCloseTo(percentile(tpots, 0.99), 2);
    expect(metrics.avgOutputTokensPerSecond).toBeCloseTo(mean(speeds), 0);
    expect(metrics.p50OutputTokensPerSecond).toBeCloseTo(percentile(speeds, 0.5), 2);
    expect(metrics.totalInputTokens).toBe(sum(known(rows.map((row) => row.inputTokens))));
    expect(metrics.totalOutputTokens).toBe(sum(known(rows.map((row) => row.outputTokens))));
    expect(metrics.avgResponseLength).toBeCloseTo(
      mean(answered.map((row) => row.response?.length ?? 0)),
      0,
    );
    expect(metrics.successRate).toBeCloseTo((100 * answered.length) / rows.length, 1);
    expect(metrics.gradedPrompts).toBe(graded.length);
    expect(metrics.correctPrompts).toBe(right.length);
    expect(metrics.accuracy).toBeCloseTo((100 * right.length) / graded.length, 1);
  });

  it('invents nothing where there is nothing', async () => {
    const empty = server.client(await server.connect(fake.url));
    expect(await empty.batch.metrics.query({})).toMatchObject({
      totalPrompts: 0,
      avgLatencyMs: null,
      p95LatencyMs: null,
      p50TpotMs: null,
      avgOutputTokensPerSecond: null,
      totalInputTokens: null,
      successRate: null,
      accuracy: null,
    });
    expect(await empty.batch.latencyDistribution.query({})).toEqual([]);
  });

  it('never tells of all where one is missing, nor of none where there is one', async () => {
    const { db } = server.database;
    const run = await createStoredRun(db);
    const scope = { sessionHash: run.sessionHash, testRunId: run.runId };
    await run.store(3_000);
    const { testRunId, seq } = batchTestResults;
    const ofRun = eq(testRunId, run.runId);
    await db
      .update(batchTestResults)
      .set({ success: false })
      .where(and(ofRun, eq(seq, 1)));
    await db.update(batchTestResults).set({ correct: sql`seq = 2` }).where(ofRun);
    expect(await getSessionMetrics(db, scope)).toMatchObject({ successRate: 99.9, accuracy: 0.1 });
    await db.update(batchTestResults).set({ success: true, correct: false }).where(ofRun);
    expect(await getSessionMetrics(db, scope)).toMatchObject({ successRate: 100, accuracy: 0 });
  });

  it('puts every answered prompt into exactly one histogram bucket', async () => {
    const buckets = await byom.batch.latencyDistribution.query({ testRunId });
    const latencies = rows.filter((row) => row.success).map((row) => row.latencyMs);
    expect(buckets.length).toBeGreaterThan(3);
    expect(buckets.length).toBeLessThanOrEqual(14);
    for (const [index, { fromMs, toMs, count }] of buckets.entries()) {
      expect(count).toBe(latencies.filter((ms) => ms >= fromMs && ms < toMs).length);
      if (index > 0) expect(fromMs).toBe(buckets[index - 1]?.toMs);
    }
    expect(sum(buckets.map((bucket) => bucket.count))).toBe(latencies.length);
  });

  it('sorts with unknown values last, filters, and pages', async () => {
    const sorted = await byom.batch.results.query({
      testRunId,
      sort: 'ttftMs',
      direction: 'desc',
      limit: 1_000,
    });
    const ttfts = sorted.results.map((row) => row.ttftMs);
    const expected = [...known(ttfts)].sort((a, b) => b - a);
    expect(ttfts.slice(0, expected.length)).toEqual(expected);
    expect(ttfts.slice(expected.length).every((value) => value === null)).toBe(true);

    const failed = await byom.batch.results.query({ testRunId, filter: 'failed' });
    expect(failed.total).toBe(rows.filter((row) => !row.success).length);
    const wrong = await byom.batch.results.query({ testRunId, filter: 'incorrect' });
    expect(wrong.total).toBe(rows.filter((row) => row.correct === false).length);

    const page = await byom.batch.results.query({ testRunId, limit: 10, offset: 20 });
    expect(page.total).toBe(rows.length);
    expect(page.results.map((row) => row.promptIndex)).toEqual([
      20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
    ]);
  });

  it('counts what each filter would leave, within a category and among what was searched for', async () => {
    for (const narrowed of [{}, { category: 'refunds' }, { search: 'refund' }]) {
      const counts = await byom.batch.facets.query({ testRunId, ...narrowed });
      expect(Object.keys(counts)).toEqual(resultFilters);
      for (const filter of resultFilters) {
        const { total } = await byom.batch.results.query({ testRunId, filter, ...narrowed });
        expect([filter, counts[filter]]).toEqual([filter, total]);
      }
    }
    const counts = await byom.batch.facets.query({ testRunId });
    expect(counts.all).toBe(rows.length);
    // Calls that failed are no answers that nobody graded.
    expect(counts.ungraded).toBe(
      rows.filter(({ success, correct }) => success && correct === null).length,
    );
    expect(counts.ungraded).toBeGreaterThan(0);
  });

  it('finds the page that holds a result, in any order, and the result by its id', async () => {
    const order = { testRunId, sort: 'ttftMs', direction: 'desc', limit: 10 } as const;
    const { results } = await byom.batch.results.query({ ...order, limit: 1_000 });
    for (const place of [0, 9, 10, 73, 136]) {
      const wanted = results[place];
      const resultId = wanted?.id as string;
      const page = await byom.batch.results.query({ ...order, resultId });
      expect(page.offset).toBe(place - (place % 10));
      expect(page.results[place % 10]?.id).toBe(resultId);
      expect(await byom.batch.result.query({ resultId })).toEqual(wanted);
    }
    const answered = results.find((row) => row.success)?.id;
    const elsewhere = { ...order, filter: 'failed', offset: 5, resultId: answered } as const;
    expect((await byom.batch.results.query(elsewhere)).offset).toBe(5);
    const stranger = server.client(await server.connect(fake.url));
    await expect(
      stranger.batch.result.query({ resultId: answered as string }),
    ).rejects.toMatchObject({ data: { httpStatus: 404 } });
  });

  it('narrows to a category, however it is spelt, and names those there are', async () => {
    expect(await byom.batch.categories.query({ testRunId })).toEqual(
      ['billing', 'Refunds'].map((category) => ({
        category,
        count: rows.filter((row) => row.category === category).length,
      })),
    );
    const slowestFailures = await byom.batch.results.query({
      testRunId,
      filter: 'failed',
      category: 'REFUNDS',
      sort: 'latencyMs',
      direction: 'desc',
    });
    expect(slowestFailures.results.map((row) => row.promptIndex)).toEqual(
      rows
        .filter((row) => !row.success && row.category === 'Refunds')
        .sort((a, b) => b.latencyMs - a.latencyMs)
        .map((row) => row.promptIndex),
    );
    const none = await byom.batch.results.query({ testRunId, category: 'refund\0' });
    expect(none.total).toBe(0);
  });

  it('finds words in every form, half words, and never treats letters as wildcards', async () => {
    const find = async (query: string) =>
      (await byom.batch.search.query({ query, testRunId })).map((row) => row.promptIndex);
    expect(await find('refunds')).toEqual([40]);
    expect(await find('refu')).toEqual([40]);
    expect(await find('cat')).toEqual([41, 42]);
    expect(await find('which CATEG')).toEqual([42]);
    expect(await find('category -cat')).toEqual([42]);
    expect(await find('atego')).toEqual([42]);
    expect(await find(`${'categ-'.repeat(20)}x`)).toEqual([]);
    expect(await find("\\'cat':*")).toEqual([41, 42]);
    expect(await find('100%_done')).not.toContain(40);
    expect(await find('zzz%')).toEqual([]);
    expect(await find('%'.repeat(2_000))).toEqual([]);
    expect(await find("'; drop table demo_batch_test_results; --")).toEqual([]);
    expect(await find('(a+)+$')).toEqual([]);
  });
});
