import { DomainError } from '../../../contract/domainError.ts';
import { findStoredSession } from '../../sessions/index.ts';
import { askInBlocks, askInterleaved } from '../joint/askJointly.ts';
import { findJointStart } from '../joint/comparisonStore.ts';
import { sessionOfRun } from '../sessionOfRun.ts';
import { finishedSamples, stopRun, takeLeases } from './leaseStore.ts';
import type { WorkSignals } from './runLease.ts';
import { openRunWork, RunReleasedError, type RunWork, type WorkerDeps } from './runWork.ts';

/**
 * Works on the runs of one start: asks every sample that has no result yet and stores each result as it comes
 * (docs/decisions/0036 for several).
 * Returns when the runs are over, also when they were cancelled or taken over meanwhile.
 * @param runIds one, or those of a comparison
 * @throws RunReleasedError when stopped by one of the signals with prompts left
 */
export async function workOnRuns(
  deps: WorkerDeps,
  runIds: string[],
  signals: WorkSignals = {},
): Promise<void> {
  // Before the leases are taken: to take them would only delay the next worker.
  if (signals.drain?.aborted) throw new RunReleasedError();
  const works = await beginWork(deps, runIds, signals);
  const [first] = works;
  if (!first) return;
  const { comparisonId } = first.run;
  // Told when each run is over, not when all are.
  const ends: Promise<PromiseSettledResult<void>[]>[] = [];
  const end = (work: RunWork) => void ends.push(Promise.allSettled([work.end()]));
  const joint = comparisonId === null ? undefined : await findJointStart(deps.db, comparisonId);
  if (!joint) {
    const isFresh = first.pending.length === first.run.totalPrompts;
    await first.ask(first.pending, { warmUps: isFresh ? first.run.config.warmup : 0 });
    end(first);
  } else {
    const ask = joint.promptOrder === 'blocks' ? askInBlocks : askInterleaved;
    await ask(works, joint, end);
  }
  const failed = (await Promise.all(ends))
    .flat()
    .filter((settled) => settled.status === 'rejected');
  if (failed[0]) throw failed[0].reason;
}

/** Takes the leases; runs that cannot be gone on with are stopped, and the others begun. */
async function beginWork(
  deps: WorkerDeps,
  runIds: string[],
  signals: WorkSignals,
): Promise<RunWork[]> {
  const { db } = deps;
  const runs = await takeLeases(db, runIds);
  const [first] = runs;
  if (!first) return [];
  const [found, ...finished] = await Promise.all([
    findStoredSession(db, first.sessionHash),
    ...runs.map(({ id }) => finishedSamples(db, id)),
  ]);
  if (!found || found.expiresInSeconds <= 0) {
    for (const { id } of runs) await stopRun(db, id, 'cancelled', 'The session expired.');
    return [];
  }
  const sessions = await Promise.all(
    runs.map((run) => sessionOfRun(db, found, run).catch(onlyRefusals)),
  );
  const works = runs.map((run, index) => {
    const session = sessions[index];
    if (!session || session instanceof DomainError) return session;
    try {
      return openRunWork(deps, session, { run, finished: finished[index] ?? [], signals });
    } catch (error) {
      return onlyRefusals(error);
    }
  });
  for (const [index, refusal] of works.entries()) {
    const run = runs[index];
    if (run && refusal instanceof DomainError) await stopRun(db, run.id, 'failed', refusal.message);
  }
  return works.flatMap((work) => (work && !(work instanceof DomainError) ? work : []));
}

function onlyRefusals(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  throw error;
}
