import { and, eq, inArray } from 'drizzle-orm';
import { DomainError } from '../../contract/domainError.ts';
import { countRemaining } from '../../contract/runs.ts';
import type { Db } from '../../db/engine/index.ts';
import { batchTestRuns } from '../../db/schema.ts';
import { assertTested } from '../connections/index.ts';
import type { Queue } from '../jobs/index.ts';
import type { Session } from '../sessions/index.ts';
import { findRun, type Run, runColumns } from './runStore.ts';
import { sessionOfRun } from './sessionOfRun.ts';

/**
 * Goes on with a run that was cancelled or ended early. Samples that have a result are not run again.
 * @throws DomainError `run_not_found`, `connection_untested`, or `run_not_resumable`
 */
export async function resumeRun(
  { db, queue }: { db: Db; queue: Queue },
  session: Session,
  runId: string,
): Promise<Run> {
  const run = await findRun(db, session.sessionHash, runId);
  assertTested((await sessionOfRun(db, session, run)).connection);
  if (countRemaining(run) <= 0) {
    throw new DomainError(
      'run_not_resumable',
      'Every prompt of this run has its result. Run the failed ones again instead.',
    );
  }
  return db.transaction(async (tx) => {
    const [resumed] = await tx
      .update(batchTestRuns)
      .set({ status: 'running', error: null, completedAt: null })
      .where(
        and(eq(batchTestRuns.id, run.id), inArray(batchTestRuns.status, ['cancelled', 'failed'])),
      )
      .returning(runColumns);
    if (!resumed) throw new DomainError('run_not_resumable', 'This run is still going.');
    await queue.enqueueRun(tx, run.id);
    return resumed;
  });
}
