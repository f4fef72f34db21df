/** Choosing the results that stand out must not depend on how the database plans it. */
import { sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import type { Db } from '../../db/engine/index.ts';
import { readNotableResults } from '../../server/chat/context/pickResults.ts';
import { createStoredRun, type StoredRun } from '../support/storedRun.ts';
import { openTestDatabase } from '../support/testDatabase.ts';

const RESULTS = 10_000;

/** Results of which those of every fiftieth prompt are wrong in one of two runs. */
async function storeGraded(db: Db, { runId, sessionHash }: StoredRun, isWrong: boolean) {
  await db.execute(sql`
    insert into demo_batch_test_results
      (test_run_id, demo_session_id, seq, prompt_index, prompt, response, success, correct, model_id, latency_ms)
    select ${runId}::uuid, ${sessionHash}, n, n, 'Prompt ' || n, 'An answer', true,
      not (${isWrong} and n % 50 = 0), 'm', 100
    from generate_series(1, ${RESULTS}::int) as n`);
}

it('finds what changed between two large runs without comparing each result with each', async () => {
  const database = await openTestDatabase('postgres');
  try {
    const { db } = database;
    const [known, before, after] = [
      await createStoredRun(db),
      await createStoredRun(db),
      await createStoredRun(db),
    ];
    await storeGraded(db, known, false);
    // Of runs that come after this it believes that they have one result.
    await db.execute(sql`analyze demo_batch_test_results`);
    await storeGraded(db, before, false);
    await storeGraded(db, after, true);
    const { results } = await db.transaction(async (tx) => {
      await tx.execute(sql`set local statement_timeout = '10s'`);
      return readNotableResults(tx as Db, [
        { run: { id: before.runId }, letter: 'A' },
        { run: { id: after.runId }, letter: 'B' },
      ]);
    });
    const changed = results
      .filter(({ picked }) => picked.some(({ kind }) => kind.askedFor?.test('what changed?')))
      .map(({ result }) => `${result.letter}#${result.promptIndex}`);
    const expected = Array.from({ length: 12 }, (_, index) => (index + 1) * 50);
    expect(changed.toSorted()).toEqual(
      expected.flatMap((index) => [`A#${index}`, `B#${index}`]).toSorted(),
    );
  } finally {
    await database.close();
  }
});
