import { DomainError } from '../../../contract/domainError.ts';
import { credentialsOf } from '../../connections/index.ts';
import { findStoredSession, type Session } from '../../sessions/index.ts';
import { askInBlocks, askInterleaved } from '../joint/askJointly.ts';
import { findJointStart, type JointStart } from '../joint/comparisonStore.ts';
import { sessionOfRun } from '../sessionOfRun.ts';
import { finishedSamples, type LeasedRun, stopRun, takeLeases } from './leaseStore.ts';
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
  const { works, joint } = await beginWork(deps, runIds, signals);
  const [first] = works;
  if (!first) return;
  // Told when each run is over, not when all are.
  const ends: Promise<PromiseSettledResult<void>[]>[] = [];
  const end = (work: RunWork) => void ends.push(Promise.allSettled([work.end()]));
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

/**
 * Takes the leases; runs that cannot be gone on with are stopped, and the others begun. A run that is begun holds
 * timers and its share of a pacer until its end, so nothing that can fail comes after.
 * @returns the runs, and how they are asked together; undefined where a run was started alone
 */
async function beginWork(
  deps: WorkerDeps,
  runIds: string[],
  signals: WorkSignals,
): Promise<{ works: RunWork[]; joint?: JointStart | undefined }> {
  const { db } = deps;
  const runs = await takeLeases(db, runIds);
  const [first] = runs;
  if (!first) return { works: [] };
  const { comparisonId } = first;
  const [found, joint, ...finished] = await Promise.all([
    findStoredSession(db, first.sessionHash),
    comparisonId === null ? undefined : findJointStart(db, comparisonId),
    ...runs.map(({ id }) => finishedSamples(db, id)),
  ]);
  if (!found || found.expiresInSeconds <= 0) {
    for (const { id } of runs) await stopRun(db, id, 'cancelled', 'The session expired.');
    return { works: [] };
  }
  // Deleted with its session meanwhile.
  if (comparisonId !== null && !joint) return { works: [] };
  const sessions = await Promise.all(
    runs.map((run) => callableSession(deps, found, run).catch(onlyRefusals)),
  );
  for (const [index, refusal] of sessions.entries()) {
    const run = runs[index];
    if (run && refusal instanceof DomainError) await stopRun(db, run.id, 'failed', refusal.message);
  }
  const works = runs.flatMap((run, index) => {
    const session = sessions[index];
    if (!session || session instanceof DomainError) return [];
    return openRunWork(deps, session, { run, finished: finished[index] ?? [], signals });
  });
  return { works, joint };
}

/** @throws DomainError where the run cannot be gone on with, or its key cannot be read */
async function callableSession(
  { db, cipher }: WorkerDeps,
  found: Session,
  run: LeasedRun,
): Promise<Session> {
  const session = await sessionOfRun(db, found, run);
  credentialsOf(cipher, session);
  return session;
}

function onlyRefusals(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  throw error;
}
