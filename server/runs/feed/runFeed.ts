/**
 * One reader for all who watch a run in this process. A watcher says what it has got and waits for
 * more. At each notification the run is read once, what watchers at the same place lack is read once,
 * and they all get the same object: a thousand watchers cost the database what one does. Nothing is
 * kept for a watcher: one that is slow asks later, and gets together what has come since.
 * See docs/decisions/0016.
 */
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { isRunOver } from '../../../contract/runs.ts';
import type { Db, Notifications } from '../../../db/engine/index.ts';
import { retryOnOutage } from '../../../db/engine/index.ts';
import { type RunResult, resultsAfter } from '../../results/index.ts';
import { findLiveRun, lastStoredSeq, type Run } from '../runStore.ts';

/** What the process has for its other work, however long telling a crowd takes. */
const MIN_REST_MS = 5;
/** What one event carries at most. */
const MAX_UPDATE = { results: 200, textBytes: 512 * 1024 };
/** Pages of results that are kept for others at the same place, until something changes. */
const MAX_PAGES = 4;

/** What a watcher has got: all results up to this one, and this state of the run. */
interface Cursor {
  lastSeq: number;
  /** 0 for none. */
  version: number;
}

/** The run as it is now, and the results that are next, in order. */
export interface RunUpdate extends Cursor {
  run: Run;
  results: RunResult[];
}

export interface RunFeed {
  /** Admits a watcher. `signal` ends its waiting, not its stay. */
  subscribe(signal?: AbortSignal): {
    /**
     * Waits until there is something that the watcher has not got; undefined when the run is over
     * and all is told, or when `signal` has aborted.
     */
    next(cursor: Cursor): Promise<RunUpdate | undefined>;
    unsubscribe(): void;
  };
}

/** Starts to read. `onClose` says that nobody may enter any more. */
export function openRunFeed(
  {
    db,
    notifications,
    lookEveryMs,
  }: {
    db: Db;
    notifications: Notifications;
    /** Least time between two looks at the run. */
    lookEveryMs(): number;
  },
  sessionHash: string,
  runId: string,
  onClose: () => void,
): RunFeed {
  let state: { run: Run; version: number; text: string } | undefined;
  let failure: { error: unknown } | undefined;
  let watchers = 0;
  const waiting = new Set<() => void>();
  const pages = new Map<number, Promise<RunUpdate>>();
  const abandoned = new AbortController();
  const changes = notifications.watch(`run:${runId}`, abandoned.signal);
  void keepReading().finally(() => {
    changes.end();
    close();
  });

  async function keepReading(): Promise<void> {
    while (!abandoned.signal.aborted) {
      const lookedAt = performance.now();
      try {
        await look();
      } catch (error) {
        failure = { error };
      }
      if (failure || (state && isRunOver(state.run))) return;
      await nextTurn();
      // By now the watchers have done what they do with their news.
      const restedAt = Math.max(lookedAt + lookEveryMs(), performance.now() + MIN_REST_MS);
      await changes.next();
      const leftMs = restedAt - performance.now();
      if (leftMs > 0) await pause(leftMs);
    }
  }

  async function look(): Promise<void> {
    const seq = state && lastStoredSeq(state.run);
    // Asked together for the sake of the delay; whichever saw more, the other's view counts.
    const [run, results] = await Promise.all([
      untilReached(() => findLiveRun(db, sessionHash, runId)),
      seq === undefined ? [] : readResults(seq, seq + MAX_UPDATE.results),
    ]);
    const text = `${run.status} ${lastStoredSeq(run)} ${JSON.stringify(run.pace)}`;
    if (text === state?.text) return;
    state = { run, text, version: (state?.version ?? 0) + 1 };
    pages.clear();
    const known = results.filter((result) => result.seq <= lastStoredSeq(run));
    if (seq !== undefined && known.length > 0) {
      const lastSeq = known.at(-1)?.seq ?? seq;
      pages.set(seq, Promise.resolve({ run, version: state.version, results: known, lastSeq }));
    }
    notifyWaiting();
  }

  function notifyWaiting(): void {
    const resolvers = [...waiting];
    waiting.clear();
    for (const stopWaiting of resolvers) stopWaiting();
  }

  function close(): void {
    onClose();
    notifyWaiting();
  }

  /** Shared by all who ask for the same before the run changes. */
  function pageAfter(seq: number, now: { run: Run; version: number }): Promise<RunUpdate> {
    const kept = pages.get(seq);
    if (kept) return kept;
    const page = readPage(seq, now);
    page.catch(() => pages.delete(seq));
    const [oldest] = pages.keys();
    if (pages.size === MAX_PAGES && oldest !== undefined) pages.delete(oldest);
    pages.set(seq, page);
    return page;
  }

  async function readPage(
    seq: number,
    { run, version }: { run: Run; version: number },
  ): Promise<RunUpdate> {
    const upTo = lastStoredSeq(run);
    const results = seq < upTo ? await readResults(seq, upTo) : [];
    // Rows that are gone were deleted with their session, which the next look at the run will tell.
    const lastSeq = results.at(-1)?.seq ?? Math.max(seq, upTo);
    return { run, version, results, lastSeq };
  }

  function readResults(afterSeq: number, upToSeq: number): Promise<RunResult[]> {
    return untilReached(() => resultsAfter(db, runId, afterSeq, upToSeq, MAX_UPDATE));
  }

  /** An outage of the database is no reason to send anybody away. */
  function untilReached<T>(read: () => Promise<T>): Promise<T> {
    return retryOnOutage(read, abandoned.signal);
  }

  return {
    subscribe(signal) {
      let stopWaiting = () => {};
      const onAbort = () => stopWaiting();
      signal?.addEventListener('abort', onAbort);
      watchers += 1;
      return {
        async next({ lastSeq, version }) {
          while (!signal?.aborted) {
            if (failure) throw failure.error;
            if (state) {
              const isBehind = lastSeq < lastStoredSeq(state.run) || version !== state.version;
              if (isBehind) return pageAfter(lastSeq, state);
              if (isRunOver(state.run)) return;
            }
            await new Promise<void>((resolve) => {
              stopWaiting = resolve;
              waiting.add(resolve);
            });
          }
        },
        unsubscribe() {
          signal?.removeEventListener('abort', onAbort);
          waiting.delete(stopWaiting);
          watchers -= 1;
          if (watchers > 0) return;
          abandoned.abort();
          close();
        },
      };
    },
  };
}
