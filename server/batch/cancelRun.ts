import type { Db } from '../../db/client.ts';
import { DomainError } from '../domainError.ts';
import { findRun, type Run } from './runQueries.ts';
import { stopRun } from './runStore.ts';

/**
 * Stops a run; what is answered stays.
 * @throws DomainError `run_not_found`, `run_not_active`
 */
export async function cancelRun(db: Db, sessionId: string, runId: string): Promise<Run> {
  await findRun(db, sessionId, runId);
  if (!(await stopRun(db, runId, 'cancelled', null))) {
    throw new DomainError('run_not_active', 'This run is over already.');
  }
  return findRun(db, sessionId, runId);
}
