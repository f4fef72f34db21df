/** Targets for the times of calls: the share of those within them, and the goodput, against counting by hand. */
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { noSloTargets, type SloTargets } from '../../contract/sloTargets.ts';
import { batchTestResults, batchTestRuns } from '../../db/schema.ts';
import type { ByomClient } from '../../sdk/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { waitForRun } from '../support/restClient.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { answerTokensByHand, tpotByHand } from '../support/tokenTimesByHand.ts';

/** What of a stored result matters here. */
interface Row {
  success: boolean;
  latencyMs: number | null;
  ttftMs: number | null;
  outputTokens: number | null;
  reasoningTokens: number | null;
  reasoning: string | null;
  queuedMs: number | null;
  backoffMs: number | null;
  /** When it was stored, in milliseconds after the first moment of the test. */
  storedAt: number;
}

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const ms = (max: number) => fc.integer({ min: 0, max });

const anyRow: fc.Arbitrary<Row> = fc.record({
  success: fc.boolean(),
  latencyMs: maybe(ms(400)),
  ttftMs: maybe(ms(400)),
  outputTokens: maybe(ms(12)),
  reasoningTokens: maybe(ms(6)),
  reasoning: maybe(fc.constantFrom('', 'Hm.')),
  queuedMs: maybe(ms(3_000)),
  backoffMs: maybe(ms(3_000)),
  // Far enough apart for stops, close enough for overlaps.
  storedAt: fc.oneof(ms(4_000), ms(60_000)),
});

const anyTargets: fc.Arbitrary<SloTargets> = fc.record({
  ttftMs: maybe(fc.integer({ min: 1, max: 400 })),
  tpotMs: maybe(
    fc.oneof(fc.integer({ min: 1, max: 200 }), fc.double({ min: 0.1, max: 60, noNaN: true })),
  ),
  latencyMs: maybe(fc.integer({ min: 1, max: 400 })),
});

/** Counts by hand what the server works out in SQL. */
function countByHand(rows: Row[], targets: SloTargets) {
  const verdicts = rows.map((row) => verdictOn(row, targets));
  const met = verdicts.filter((verdict) => verdict === 'met').length;
  const durationMs = durationOf(rows);
  return {
    calls: rows.length,
    met,
    unjudged: verdicts.filter((verdict) => verdict === 'unjudged').length,
    durationMs,
    goodput: durationMs > 0 ? met / (durationMs / 1_000) : null,
  };
}

function verdictOn(row: Row, targets: SloTargets): 'met' | 'missed' | 'unjudged' {
  if (!row.success) return 'missed';
  const looks: boolean[] = [];
  let isUnknown = false;
  const look = (figure: number | null, limit: number | null) => {
    if (limit === null) return;
    if (figure === null) isUnknown = true;
    else looks.push(figure <= limit);
  };
  look(row.ttftMs, targets.ttftMs);
  look(tpotOf(row), targets.tpotMs);
  look(row.latencyMs, targets.latencyMs);
  if (looks.includes(false)) return 'missed';
  return isUnknown ? 'unjudged' : 'met';
}

/** 0 where no token comes after the first; an answer without any token is none that was counted rightly. */
function tpotOf(row: Row): number | null {
  const tokens = answerTokensByHand(row);
  return tokens === 1 ? 0 : tpotByHand(row);
}

/** Walks from one moment to the next, and counts those at which somebody is at work, or has been just now. */
function durationOf(rows: Row[]): number {
  const spans = rows.map(({ latencyMs, backoffMs, queuedMs, storedAt }) => {
    const calledMs = (latencyMs ?? 0) + (backoffMs ?? 0);
    return { begun: storedAt - calledMs - (queuedMs ?? 0), started: storedAt - calledMs, storedAt };
  });
  const firstStart = Math.min(...spans.map(({ started }) => started));
  const lastEnd = Math.max(...spans.map(({ storedAt }) => storedAt));
  const moments = [...new Set(spans.flatMap(({ begun, storedAt }) => [begun, storedAt]))].sort(
    (a, b) => a - b,
  );
  let durationMs = lastEnd - firstStart;
  for (const [index, moment] of moments.entries()) {
    const next = moments[index + 1];
    if (next === undefined) break;
    const isAtWork = spans.some(({ begun, storedAt }) => begun <= moment && storedAt >= next);
    if (!isAtWork && next - moment > 5_000) durationMs -= next - moment;
  }
  return durationMs;
}

describe.each(engines)('on %s', (engine) => {
  let fake: FakeModelServer;
  let server: TestServer;
  let sessionId: string;
  let byom: ByomClient;
  /** What the runs of these tests are copies of. */
  let template: Omit<typeof batchTestRuns.$inferSelect, 'id'>;

  beforeAll(async () => {
    fake = await startFakeModelServer();
    server = await startTestServer(engine);
    sessionId = await server.connect(fake.url);
    byom = server.client(sessionId);
    const { id } = await byom.batch.start.mutate({ prompts: [{ prompt: 'x' }] });
    await waitForRun(server, sessionId, id);
    const [run] = await server.database.db.select().from(batchTestRuns);
    if (!run) throw new Error('no run');
    const { id: _id, ...copied } = run;
    template = copied;
  });
  afterEach(() => fake.reset());
  afterAll(async () => {
    await server.stop();
    await fake.close();
  });

  /** A run that no worker knows of, with these rows. */
  async function storeRun(rows: Row[]): Promise<string> {
    const { db } = server.database;
    const [run] = await db.insert(batchTestRuns).values(template).returning();
    const testRunId = run?.id as string;
    const values = rows.map(({ storedAt, ...row }, index) => ({
      ...row,
      testRunId,
      sessionHash: template.sessionHash,
      seq: index + 1,
      promptIndex: index,
      prompt: 'p',
      modelId: 'm',
      createdAt: new Date(Date.UTC(2026, 0, 1) + storedAt),
    }));
    if (values.length > 0) await db.insert(batchTestResults).values(values);
    return testRunId;
  }

  const aRow = (change: Partial<Row> = {}): Row => ({
    success: true,
    latencyMs: 300,
    ttftMs: 100,
    outputTokens: 11,
    reasoningTokens: null,
    reasoning: null,
    queuedMs: 0,
    backoffMs: 0,
    storedAt: 1_000,
    ...change,
  });

  it('agrees with counting by hand, whatever the rows and the targets', async () => {
    for (const rows of fc.sample(fc.array(anyRow, { minLength: 1, maxLength: 120 }), 4)) {
      const testRunId = await storeRun(rows);
      await fc.assert(
        fc.asyncProperty(anyTargets, async (targets) => {
          const hasTargets = Object.values(targets).some((limit) => limit !== null);
          const report = await byom.batch.sloAttainment.query({
            testRunId,
            ...(hasTargets ? targets : noSloTargets),
          });
          const { goodput, durationMs, ...counts } = countByHand(rows, targets);
          expect(report.durationMs).toBeCloseTo(durationMs, 3);
          if (!hasTargets) {
            expect(report).toMatchObject({ calls: rows.length, met: 0, sloAttainment: null });
            return;
          }
          expect(report).toMatchObject({ ...counts, targets });
          expect(report.sloAttainment).toBeCloseTo((100 * counts.met) / counts.calls, 9);
          if (goodput === null) expect(report.goodput).toBeNull();
          else expect(report.goodput).toBeCloseTo(goodput, 6);
        }),
        { numRuns: 60 },
      );
    }
  });

  it('says how many were within, how sure that is, and how many a second', async () => {
    // Ten calls of 300 ms, one after the other; one of them too slow, one failed.
    const rows = Array.from({ length: 10 }, (_, index) => aRow({ storedAt: 300 * (index + 1) }));
    rows[3] = aRow({ storedAt: 1_200, ttftMs: 250 });
    rows[7] = aRow({ storedAt: 2_400, success: false });
    const testRunId = await storeRun(rows);
    const report = await byom.batch.sloAttainment.query({ testRunId, ttftMs: 100, tpotMs: 20 });
    expect(report).toMatchObject({
      targets: { ttftMs: 100, tpotMs: 20, latencyMs: null },
      calls: 10,
      met: 8,
      unjudged: 0,
      sloAttainment: 80,
      durationMs: 3_000,
    });
    expect(report.goodput).toBeCloseTo(8 / 3, 9);
    expect(report.sloAttainmentLow).toBeCloseTo(49.02, 1);
    expect(report.sloAttainmentHigh).toBeCloseTo(94.33, 1);
  });

  it.each<
    [what: string, row: Partial<Row>, targets: Partial<SloTargets>, met: number, unjudged: number]
  >([
    ['a figure as high as its target', {}, { ttftMs: 100, tpotMs: 20, latencyMs: 300 }, 1, 0],
    ['an answer that was not streamed', { ttftMs: null }, { latencyMs: 300 }, 1, 0],
    ['the same, and a target for TTFT', { ttftMs: null }, { ttftMs: 900, latencyMs: 300 }, 0, 1],
    ['the same, which is too slow anyway', { ttftMs: null }, { ttftMs: 900, latencyMs: 299 }, 0, 0],
    ['tokens that were not counted', { outputTokens: null }, { tpotMs: 900 }, 0, 1],
    ['an answer of one token', { outputTokens: 1, ttftMs: null }, { tpotMs: 1 }, 1, 0],
    ['reasoning that was not counted', { reasoning: 'Hm.' }, { tpotMs: 900 }, 0, 1],
    ['reasoning that was', { reasoning: 'Hm.', reasoningTokens: 6 }, { tpotMs: 50 }, 1, 0],
    ['as much reasoning as output', { reasoningTokens: 11 }, { tpotMs: 900 }, 0, 1],
    ['more reasoning than output', { reasoningTokens: 99 }, { tpotMs: 900 }, 0, 1],
    ['a failed call', { success: false }, { latencyMs: 900 }, 0, 0],
    ['a failed call without figures', { success: false, ttftMs: null }, { ttftMs: 900 }, 0, 0],
  ])('judges %s', async (_what, row, targets, met, unjudged) => {
    const testRunId = await storeRun([aRow(row)]);
    const report = await byom.batch.sloAttainment.query({ testRunId, ...targets });
    expect(report).toMatchObject({ calls: 1, met, unjudged });
  });

  it('leaves out the time in which a run was stopped, and keeps the pauses of its own', async () => {
    const aStop = [aRow({ storedAt: 300 }), aRow({ storedAt: 60_300 })];
    const stopped = await storeRun(aStop);
    const waited = await storeRun(
      aStop.map((row, index) => ({ ...row, queuedMs: index * 59_700 })),
    );
    const duration = async (testRunId: string) =>
      (await byom.batch.sloAttainment.query({ testRunId, latencyMs: 300 })).durationMs;
    expect(await duration(stopped)).toBeCloseTo(600, 3);
    expect(await duration(waited)).toBeCloseTo(60_300, 3);
  });

  it('invents nothing where nothing is finished', async () => {
    const testRunId = await storeRun([]);
    expect(await byom.batch.sloAttainment.query({ testRunId, latencyMs: 1 })).toMatchObject({
      calls: 0,
      sloAttainment: null,
      sloAttainmentLow: null,
      durationMs: null,
      goodput: null,
    });
  });

  it('keeps targets with their run, for reloads and exports, until they are changed or taken away', async () => {
    const testRunId = await storeRun([
      aRow({ storedAt: 300 }),
      aRow({ storedAt: 600, latencyMs: 900 }),
    ]);
    const targets = { ttftMs: null, tpotMs: 20.5, latencyMs: 300 };
    const told = await server.rest('POST', '/batch-test/targets', {
      session_id: sessionId,
      test_run_id: testRunId,
      tpot_ms: 20.5,
      latency_ms: 300,
    });
    expect(told.json).toMatchObject({
      targets: { ttft_ms: null, tpot_ms: 20.5, latency_ms: 300 },
      met: 1,
      slo_attainment: 50,
    });
    const query = `session_id=${sessionId}&test_run_id=${testRunId}`;
    expect((await byom.batch.get.query({ testRunId })).run.sloTargets).toEqual(targets);
    expect((await server.rest('GET', `/batch-test?${query}`)).json.slo_targets).toEqual({
      ttft_ms: null,
      tpot_ms: 20.5,
      latency_ms: 300,
    });
    const stored = await server.rest('GET', `/batch-test/targets?${query}`);
    expect(stored.json).toEqual(told.json);
    // Others are tried without touching those.
    const tried = await server.rest('GET', `/batch-test/targets?${query}&latency_ms=900`);
    expect(tried.json).toMatchObject({ targets: { tpot_ms: null, latency_ms: 900 }, met: 2 });

    const { json } = await server.rest('GET', `/export?format=json&${query}`);
    expect(json.runs[0].slo).toEqual(told.json);
    const csv = await server.rest('GET', `/export?format=csv&${query}`);
    expect(csv.text).toContain('TPOT ≤ 20.5 ms, Latency ≤ 300 ms: 50.0% of 2 calls within');

    await byom.batch.setTargets.mutate({ testRunId });
    expect((await byom.batch.get.query({ testRunId })).run.sloTargets).toBeNull();
    const without = await server.rest('GET', `/export?format=json&${query}`);
    expect(without.json.runs[0].slo).toBeNull();
  });

  it.each([
    [{ ttft_ms: 0 }, 'ttft_ms'],
    [{ tpot_ms: 'soon' }, 'tpot_ms'],
    [{ tpot_ms: '' }, 'tpot_ms'],
    [{ latency_ms: true }, 'latency_ms'],
    [{ latency_ms: [[5]] }, 'latency_ms'],
    [{ latency_ms: '0x10' }, 'latency_ms'],
    [{ latency_ms: 600_001 }, 'latency_ms'],
    [{ speed_ms: 1 }, 'speed_ms'],
  ])('refuses %j and names %s', async (fields, field) => {
    const test_run_id = await storeRun([]);
    const refused = await server.rest('POST', '/batch-test/targets', {
      session_id: sessionId,
      test_run_id,
      ...fields,
    });
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({ code: 'invalid_input', field });
  });
});
