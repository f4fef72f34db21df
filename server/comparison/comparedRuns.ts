/** Which two runs are compared. */
import { z } from 'zod';
import { DomainError } from '../../contract/domainError.ts';
import type { Db } from '../../db/engine/index.ts';
import { findRun, type Run } from '../runs/index.ts';

// In one case, so that a run is the same however its id is spelled.
const runId = z.uuid('must be the id of a run').toLowerCase();

export const comparedRunsInput = z.strictObject({ candidate: runId, baseline: runId });

export interface ComparedRuns {
  candidate: Run;
  baseline: Run;
}

/**
 * Finds the runs of a comparison.
 * @throws DomainError `run_not_found`, also when one is somebody else's; `invalid_input` where both are the same
 */
export async function findComparedRuns(
  db: Db,
  sessionHash: string,
  { candidate, baseline }: z.output<typeof comparedRunsInput>,
): Promise<ComparedRuns> {
  if (candidate === baseline) {
    throw new DomainError('invalid_input', 'must be another run than the candidate', {
      field: 'baseline',
    });
  }
  const [ours, theirs] = await Promise.all([
    findRun(db, sessionHash, candidate, 'candidate'),
    findRun(db, sessionHash, baseline, 'baseline'),
  ]);
  return { candidate: ours, baseline: theirs };
}
