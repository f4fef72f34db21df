import { DomainError } from '../../contract/domainError.ts';
import type { Db } from '../../db/engine/index.ts';
import { runsOfComparison } from './joint/comparisonStore.ts';
import { findRun, type Run } from './runStore.ts';
import { stopRun } from './worker/leaseStore.ts';

/**
 * Stops a run and those that were started with it; their results stay.
 * @throws DomainError `run_not_found`, `run_not_active` where all of them are over
 */
export async function cancelRun(db: Db, sessionHash: string, runId: string): Promise<Run> {
  const run = await findRun(db, sessionHash, runId);
  const runs = run.comparisonId ? await runsOfComparison(db, sessionHash, run.comparisonId) : [run];
  const stopped = await Promise.all(runs.map(({ id }) => stopRun(db, id, 'cancelled', null)));
  if (!stopped.includes(true)) throw new DomainError('run_not_active', 'This run is over already.');
  return findRun(db, sessionHash, runId);
}
