/** TPOT and speed, which the database computes from what is stored, against working them out by hand. */
import { readdirSync, readFileSync } from 'node:fs';
import { asc, eq, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../db/engine/index.ts';
import { batchTestResults, chatMessages } from '../../db/schema.ts';
import { createStoredRun, type StoredRun } from '../support/storedRun.ts';
import { engines, openTestDatabase } from '../support/testDatabase.ts';
import {
  outputTokensPerSecondByHand,
  type TimedAnswer,
  tpotByHand,
} from '../support/tokenTimesByHand.ts';

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const ms = maybe(fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 600_000 })));
const tokens = maybe(
  fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 2 ** 31 - 1 })),
);

const anyAnswer: fc.Arbitrary<TimedAnswer> = fc.record({
  success: fc.boolean(),
  latencyMs: ms,
  ttftMs: ms,
  firstThoughtMs: ms,
  outputTokens: tokens,
  reasoningTokens: tokens,
  reasoning: maybe(fc.constantFrom('', 'Hm.')),
});

const plain: TimedAnswer = {
  success: true,
  latencyMs: 1_100,
  ttftMs: 100,
  firstThoughtMs: null,
  outputTokens: 51,
  reasoningTokens: null,
  reasoning: null,
};

describe.each(engines)('on %s', (engine) => {
  let database: Database;
  let run: StoredRun;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    run = await createStoredRun(database.db);
  });
  afterAll(() => database.close());

  /** Stores the answers as results and as messages of the chat, and reads what became of them, in order. */
  async function stored(answers: TimedAnswer[]) {
    const { db } = database;
    const { sessionHash, runId: testRunId } = run;
    await db.delete(batchTestResults);
    await db.delete(chatMessages);
    await db.insert(batchTestResults).values(
      answers.map((answer, index) => ({
        ...answer,
        testRunId,
        sessionHash,
        seq: index + 1,
        promptIndex: index,
        prompt: 'p',
        modelId: 'm',
      })),
    );
    await db.insert(chatMessages).values(
      answers.map(({ success: _success, ...answer }) => ({
        ...answer,
        sessionHash,
        role: 'assistant' as const,
        status: 'complete' as const,
      })),
    );
    return {
      results: await db.select().from(batchTestResults).orderBy(asc(batchTestResults.seq)),
      messages: await db.select().from(chatMessages).orderBy(asc(chatMessages.seq)),
    };
  }

  it.each<[what: string, answer: Partial<TimedAnswer>, tpot: number | null, speed: number | null]>([
    ['the plain case', {}, 20, 50],
    ['two tokens', { outputTokens: 2 }, 1_000, 1],
    ['one token', { outputTokens: 1 }, null, null],
    ['tokens that were not counted', { outputTokens: null }, null, null],
    ['an answer that was not streamed', { ttftMs: null }, null, null],
    ['a failed call', { success: false }, null, null],
    ['all in the same millisecond', { ttftMs: 1_100 }, 0, null],
    ['figures that contradict each other', { ttftMs: 1_101 }, null, null],
    [
      'reasoning that was streamed and counted',
      { firstThoughtMs: 50, ttftMs: 600, reasoning: 'Hm.', outputTokens: 106, reasoningTokens: 55 },
      10,
      100,
    ],
    [
      'reasoning that was streamed but not counted',
      { firstThoughtMs: 100, ttftMs: 600, reasoning: 'Hm.' },
      null,
      50,
    ],
    [
      'reasoning that was streamed and counted as none',
      { firstThoughtMs: 100, ttftMs: 600, reasoning: 'Hm.', reasoningTokens: 0 },
      null,
      50,
    ],
    [
      'reasoning that was counted but hidden',
      { outputTokens: 3_051, reasoningTokens: 3_000 },
      20,
      50,
    ],
    ['more reasoning than output', { reasoningTokens: 52 }, null, null],
    ['no reasoning, and counted as none', { reasoningTokens: 0, reasoning: '' }, 20, 50],
  ])('%s', async (_what, change, tpotMs, outputTokensPerSecond) => {
    const answer = { ...plain, ...change };
    const { results, messages } = await stored([answer]);
    expect(results).toMatchObject([{ tpotMs, outputTokensPerSecond }]);
    if (answer.success) expect(messages).toMatchObject([{ outputTokensPerSecond }]);
  });

  it('agrees with working it out by hand, and is never negative', async () => {
    const answers = fc.sample(anyAnswer, 2_000);
    const { results, messages } = await stored(answers);
    for (const [index, answer] of answers.entries()) {
      const [result, message] = [results[index], messages[index]];
      const [tpotMs, speed] = [tpotByHand(answer), outputTokensPerSecondByHand(answer)];
      const speedOfMessage = outputTokensPerSecondByHand({ ...answer, success: true });
      expectAbout(result?.tpotMs, tpotMs, answer);
      expectAbout(result?.outputTokensPerSecond, speed, answer);
      expectAbout(message?.outputTokensPerSecond, speedOfMessage, answer);
    }
    const known = results.flatMap(({ tpotMs, outputTokensPerSecond }) => [
      tpotMs ?? 0,
      outputTokensPerSecond ?? 0,
    ]);
    expect(Math.min(...known)).toBe(0);
    expect(Math.max(...known)).toBeGreaterThan(0);
  });

  function expectAbout(
    actual: number | null | undefined,
    byHand: number | null,
    answer: TimedAnswer,
  ) {
    const what = JSON.stringify(answer);
    if (byHand === null) expect(actual, what).toBeNull();
    // The last of three decimals may be rounded the other way.
    else expect(Math.abs((actual ?? Number.NaN) - byHand), what).toBeLessThan(0.0015);
  }

  it('results that are stored again or changed have it anew', async () => {
    await stored([plain]);
    await database.db
      .update(batchTestResults)
      .set({ outputTokens: 101 })
      .where(eq(batchTestResults.seq, 1));
    expect(await database.db.select().from(batchTestResults)).toMatchObject([{ tpotMs: 10 }]);
  });

  it('rows of an earlier version get theirs with the migration', async () => {
    const { db } = database;
    await stored([plain, { ...plain, success: false }]);
    await db.execute(
      sql`alter table demo_batch_test_results drop column tpot_ms, drop column output_tokens_per_second`,
    );
    await db.execute(sql`alter table demo_chat_messages drop column output_tokens_per_second`);
    const file = readdirSync('drizzle').find((name) => name.endsWith('_token_times.sql'));
    const migration = readFileSync(`drizzle/${file}`, 'utf8');
    for (const statement of migration.split('--> statement-breakpoint')) {
      await db.execute(sql.raw(statement));
    }
    const results = await db.select().from(batchTestResults).orderBy(asc(batchTestResults.seq));
    expect(results).toMatchObject([
      { tpotMs: 20, outputTokensPerSecond: 50 },
      { tpotMs: null, outputTokensPerSecond: null },
    ]);
    expect(await db.select().from(chatMessages)).toMatchObject([
      { outputTokensPerSecond: 50 },
      { outputTokensPerSecond: 50 },
    ]);
  });
});
