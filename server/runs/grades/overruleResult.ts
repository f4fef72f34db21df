import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { pgText } from '../../../contract/schemas/pgText.ts';
import type { Db } from '../../../db/engine/index.ts';
import { batchTestResults, batchTestRuns } from '../../../db/schema.ts';
import { findResult, type RunResult } from '../../results/index.ts';

const MAX_NOTE_LENGTH = 2_000;

export const overruleInput = z.strictObject({
  resultId: z.uuid('must be the id of a result'),
  /** Null takes back what was said. */
  pass: z.boolean('must be true, false or null').nullable(),
  note: pgText()
    .trim()
    .max(MAX_NOTE_LENGTH, `is longer than ${MAX_NOTE_LENGTH.toLocaleString('en-US')} characters`)
    .nullish(),
});

/**
 * Stores what a person says of a result, beside what the grader said; figures count the person.
 * @throws DomainError `result_not_found`, also when the result is somebody else's
 */
export async function overruleResult(
  db: Db,
  sessionHash: string,
  { resultId, pass, note }: z.output<typeof overruleInput>,
): Promise<RunResult> {
  await db.transaction(async (tx) => {
    const overrule =
      pass === null ? null : { pass, note: note || null, overruled_at: new Date().toISOString() };
    const [changed] = await tx
      .update(batchTestResults)
      .set({
        overrule,
        correct: pass ?? sql`(${batchTestResults.grade} ->> 'pass')::boolean`,
      })
      .where(and(eq(batchTestResults.id, resultId), eq(batchTestResults.sessionHash, sessionHash)))
      .returning({ testRunId: batchTestResults.testRunId });
    if (!changed) return;
    await tx
      .update(batchTestRuns)
      .set({ gradeChanges: sql`${batchTestRuns.gradeChanges} + 1` })
      .where(eq(batchTestRuns.id, changed.testRunId));
  });
  return findResult(db, sessionHash, resultId);
}
