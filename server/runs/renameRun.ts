import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { MAX_RUN_NAME_LENGTH } from '../../contract/runs.ts';
import { pgText } from '../../contract/schemas/pgText.ts';
import type { Db } from '../../db/engine/index.ts';
import { batchTestRuns } from '../../db/schema.ts';
import { findRun, type Run } from './runStore.ts';

/** An empty name takes the run's away. */
export const renameRunInput = z.strictObject({
  testRunId: z.uuid('must be the id of a run'),
  name: pgText()
    .trim()
    .max(MAX_RUN_NAME_LENGTH, `is longer than ${MAX_RUN_NAME_LENGTH} characters`)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'must be one line')
    // These would go on behind the name wherever it stands as plain text.
    .regex(/^[^\u202a-\u202e\u2066-\u2069]*$/u, 'must not turn the direction of text round')
    .refine((name) => name === '' || /[^\p{C}\p{Z}]/u.test(name), 'must not be invisible'),
});

/**
 * Names a run, which changes nothing else of it; without a name it is called by its suite.
 * @throws DomainError `run_not_found`
 */
export async function renameRun(
  db: Db,
  sessionHash: string,
  { testRunId, name }: z.output<typeof renameRunInput>,
): Promise<Run> {
  await db
    .update(batchTestRuns)
    .set({ name: name === '' ? null : name })
    .where(and(eq(batchTestRuns.id, testRunId), eq(batchTestRuns.sessionHash, sessionHash)));
  return findRun(db, sessionHash, testRunId);
}
