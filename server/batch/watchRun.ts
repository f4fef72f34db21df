import type { Db } from '../../db/client.ts';
import { readWhileAlive } from '../session/index.ts';
import type { RunFeeds, RunNews } from './runFeeds.ts';
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
 * something changes, until the run is over. It listens before it reads and drops what it has sent,
 * so nothing falls between and nothing comes twice. News that pile up are sent as one.
 * @throws DomainError `run_not_found`; `session_expired` also in the middle
 */
export async function* watchRun(
  { db, feeds }: { db: Db; feeds: RunFeeds },
  sessionId: string,
  runId: string,
  afterSeq: number,
  signal?: AbortSignal,
): AsyncGenerator<RunProgress> {
  let news: RunNews | undefined;
  let ended: { error?: unknown } | undefined;
  let wake = () => {};
  const found = await readWhileAlive(db, sessionId, () => findRun(db, sessionId, runId));
  const startSeq = found.completedPrompts + found.failedPrompts;
  const leave = feeds.follow(
    { sessionId, runId, afterSeq: startSeq },
    {
      onNews({ run, results }) {
        news = { run, results: news ? [...news.results, ...results] : results };
        wake();
      },
      onEnd(error) {
        ended = { error };
        wake();
      },
    },
  );
  const stop = () => wake();
  signal?.addEventListener('abort', stop);
  try {
    let lastSeq = afterSeq;
    while (true) {
      const run = await readWhileAlive(db, sessionId, () => findRun(db, sessionId, runId));
      const results = await resultsAfter(db, runId, lastSeq, RESULTS_PER_EVENT);
      lastSeq = results.at(-1)?.seq ?? lastSeq;
      yield { run, results, lastSeq };
      if (signal?.aborted) return;
      if (results.length === RESULTS_PER_EVENT) continue;
      if (isOver(run.status)) return;
      break;
    }
    while (!signal?.aborted) {
      const arrived = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (news) {
        const { run, results } = news;
        news = undefined;
        const fresh = results.filter((result) => result.seq > lastSeq);
        lastSeq = fresh.at(-1)?.seq ?? lastSeq;
        yield { run, results: fresh, lastSeq };
      } else if (ended) {
        if (ended.error !== undefined) throw ended.error;
        return;
      } else await arrived;
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    leave();
  }
}
