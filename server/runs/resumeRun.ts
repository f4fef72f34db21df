import { and, eq, inArray, sql } from 'drizzle-orm';
import { DomainError } from '../../contract/domainError.ts';
import type { RunActivity } from '../../contract/runActivity.ts';
import { countRemaining, isRunOver } from '../../contract/runs.ts';
import type { Db } from '../../db/engine/index.ts';
import { batchTestRuns } from '../../db/schema.ts';
import { assertTested } from '../connections/index.ts';
import type { Queue } from '../jobs/index.ts';
import type { Session } from '../sessions/index.ts';
import { runsOfComparison } from './joint/comparisonStore.ts';
import { findRun, type Run, runColumns } from './runStore.ts';
import { sessionOfRun } from './sessionOfRun.ts';

/** What was told of the run before it ended holds no more; what it took, and its retries, do. */
const startingAgain: Partial<RunActivity> = {
  state: 'starting',
  resumesAt: null,
  waitSeconds: null,
  stoppedBy: null,
  inFlight: 0,
  ratePerSecond: null,
  etaSeconds: null,
};

interface Deps {
  db: Db;
  queue: Queue;
}

/**
 * Goes on with a run that was cancelled or ended early, and with those that were started with it and can be gone on
 * with. Samples that have a result are not asked again.
 * @throws DomainError `run_not_found`, `connection_untested`, or `run_not_resumable`
 */
export async function resumeRun(
  { db, queue }: Deps,
  session: Session,
  runId: string,
): Promise<Run> {
  const run = await findRun(db, session.sessionHash, runId);
  const others = await resumableBeside(db, session, run);
  // Of a comparison it may be the other model that is not done.
  if (others.length === 0 || countRemaining(run) > 0) await assertResumable(db, session, run);
  const ids = [run, ...others].filter((each) => countRemaining(each) > 0).map(({ id }) => id);
  return db.transaction(async (tx) => {
    const resumed = await tx
      .update(batchTestRuns)
      .set({
        status: 'running',
        error: null,
        completedAt: null,
        pace: sql`${batchTestRuns.pace} || ${JSON.stringify(startingAgain)}::jsonb`,
      })
      .where(
        and(inArray(batchTestRuns.id, ids), inArray(batchTestRuns.status, ['cancelled', 'failed'])),
      )
      .returning({ id: batchTestRuns.id, side: batchTestRuns.side });
    if (resumed.length === 0)
      throw new DomainError('run_not_resumable', 'This run is still going.');
    await queue.enqueueRuns(
      tx,
      resumed.toSorted((a, b) => (a.side ?? 0) - (b.side ?? 0)).map(({ id }) => id),
    );
    const [now] = await tx
      .select(runColumns)
      .from(batchTestRuns)
      .where(eq(batchTestRuns.id, runId));
    return now as Run;
  });
}

/** @throws DomainError `connection_untested`, `run_not_resumable` */
async function assertResumable(db: Db, session: Session, run: Run): Promise<void> {
  assertTested((await sessionOfRun(db, session, run)).connection);
  if (countRemaining(run) > 0) return;
  throw new DomainError(
    'run_not_resumable',
    'Every prompt of this run has its result. Run the failed ones again instead.',
  );
}

/** Runs that were started with this one, are over and have prompts left that can still be asked. */
async function resumableBeside(db: Db, session: Session, run: Run): Promise<Run[]> {
  if (!run.comparisonId) return [];
  const runs = await runsOfComparison(db, session.sessionHash, run.comparisonId);
  const unfinished = runs.filter(
    (each) => each.id !== run.id && isRunOver(each) && countRemaining(each) > 0,
  );
  const isResumable = await Promise.all(
    unfinished.map((each) =>
      assertResumable(db, session, each).then(
        () => true,
        (error: unknown) => {
          if (error instanceof DomainError) return false;
          throw error;
        },
      ),
    ),
  );
  return unfinished.filter((_, index) => isResumable[index]);
}
