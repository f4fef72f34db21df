import { and, eq } from 'drizzle-orm';
import { namedTargets, type SloTargets } from '../../contract/sloTargets.ts';
import type { Db } from '../../db/engine/index.ts';
import { batchTestRuns } from '../../db/schema.ts';
import { findRun, type Run } from './runStore.ts';

/**
 * Sets the targets that a run's calls are judged by; they can be changed at any time, and setting none takes
 * them away. Nothing that was measured changes.
 * @throws DomainError `run_not_found`
 */
export async function setSloTargets(
  db: Db,
  sessionHash: string,
  runId: string,
  targets: SloTargets,
): Promise<Run> {
  await db
    .update(batchTestRuns)
    .set({ sloTargets: namedTargets(targets).length === 0 ? null : targets })
    .where(and(eq(batchTestRuns.id, runId), eq(batchTestRuns.sessionHash, sessionHash)));
  return findRun(db, sessionHash, runId);
}
