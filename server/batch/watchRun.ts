import type { Db } from '../../db/client.ts';
import type { Wakeups } from '../../db/wakeups.ts';
import { readWhileAlive } from '../session/index.ts';
import { findRun, isOver, type Run, type RunResult, resultsAfter } from './runQueries.ts';

const RESULTS_PER_EVENT = 200;

export interface RunProgress {
  run: Run;
  /** Results stored since the last event, in order. */
  results: RunResult[];
  /** Number of the last result sent so far; resume from here. */
  lastSeq: number;
}

/**
 * Follows a run from result number `afterSeq` on: first what is there already, then each time
 * something changes, until the run is over. It listens before it reads, so nothing falls between.
 * @throws DomainError `run_not_found`; `session_expired` also in the middle
 */
export async function* watchRun(
  { db, wakeups }: { db: Db; wakeups: Wakeups },
  sessionId: string,
  runId: string,
  afterSeq: number,
  signal?: AbortSignal,
): AsyncGenerator<RunProgress> {
  const changes = wakeups.watch(`run:${runId}`, signal);
  try {
    let lastSeq = afterSeq;
    let last = '';
    while (!signal?.aborted) {
      // The run is read first: results that follow can only be more than its counters say.
      const run = await readWhileAlive(db, sessionId, () => findRun(db, sessionId, runId));
      const results = await resultsAfter(db, runId, lastSeq, RESULTS_PER_EVENT);
      lastSeq = results.at(-1)?.seq ?? lastSeq;
      const state = `${run.status} ${run.completedPrompts} ${run.failedPrompts}`;
      if (results.length > 0 || state !== last) yield { run, results, lastSeq };
      last = state;
      if (results.length === RESULTS_PER_EVENT) continue;
      if (isOver(run.status)) return;
      await changes.next();
    }
  } finally {
    changes.end();
  }
}
