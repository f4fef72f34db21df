import { DomainError } from '../../contract/domainError.ts';
import type { Db } from '../../db/engine/index.ts';
import { findRun, type Run } from './runStore.ts';
import { stopRun } from './worker/leaseStore.ts';

/**
 * Stops a run; its results stay.
 * @throws DomainError `run_not_found`, `run_not_active`
 */
export async function cancelRun(db: Db, sessionHash: string, runId: string): Promise<Run> {
  await findRun(db, sessionHash, runId);
  if (!(await stopRun(db, runId, 'cancelled', null))) {
    throw new DomainError('run_not_active', 'This run is over already.');
  }
  return findRun(db, sessionHash, runId);
}
