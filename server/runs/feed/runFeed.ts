/**
 * One reader for all who watch a run in this process. A watcher passes its cursor and waits for more. At
 * each notification the run is read once, and the results after a cursor are read once for all watchers
 * that have it; they get the same object. So a thousand watchers cost the database what one does.
 * Nothing is buffered for a watcher: a slow one asks later and gets all that has come since.
 * See docs/decisions/0016.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isRunOver } from '../../../contract/runs.ts';
import type { Db, Notifications } from '../../../db/engine/index.ts';
import { retryOnOutage } from '../../../db/engine/index.ts';
import { type RunResult, resultsAfter } from '../../results/index.ts';
import { findLiveRun, lastStoredSeq, type Run } from '../runStore.ts';

/** Time for the process's other work between two reads, however long it takes to serve many watchers. */
const MIN_REST_MS = 5;
/** Bounds of one update. */
const MAX_UPDATE = { results: 200, textBytes: 512 * 1024 };
/** Pages of results that are cached for watchers with the same cursor, until the run changes. */
const MAX_PAGES = 4;

/** What a watcher has: all results up to `lastSeq`, and this version of the run. */
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
  /** Adds a watcher. `signal` ends its waiting; `unsubscribe` has to be called all the same. */
  subscribe(signal?: AbortSignal): {
    /**
     * Waits for something after the cursor; undefined when the run is over and the watcher has
     * everything, or when `signal` has aborted.
     */
    next(cursor: Cursor): Promise<RunUpdate | undefined>;
    unsubscribe(): void;
  };
}

/** Starts to read. `onClose` is called when the feed takes no more watchers. */
export function openRunFeed(
  {
    db,
    notifications,
    minReadIntervalMs,
  }: {
    db: Db;
    notifications: Notifications;
    /** Minimum time between two reads of the run. */
    minReadIntervalMs(): number;
  },
  sessionHash: string,
  runId: string,
  onClose: () => void,
): RunFeed {
  let state: { run: Run; version: number; text: string } | undefined;
  let failure: { error: unknown } | undefined;
  let watchers = 0;
  const waiters = new Set<() => void>();
  const pages = new Map<number, Promise<RunUpdate>>();
  const unwatched = new AbortController();
  const changes = notifications.watch(`run:${runId}`, unwatched.signal);
  const rest = restUntilEnd(notifications, runId);
  void keepReading().finally(() => {
    changes.end();
    rest.end();
    close();
  });

  async function keepReading(): Promise<void> {
    while (!unwatched.signal.aborted) {
      const readAt = performance.now();
      try {
        await refresh();
      } catch (error) {
        failure = { error };
      }
      if (failure || (state && isRunOver(state.run))) return;
      await nextTurn();
      // By now the watchers have handled the update.
      const nextReadAt = Math.max(readAt + minReadIntervalMs(), performance.now() + MIN_REST_MS);
      await changes.next();
      await rest.until(nextReadAt);
    }
  }

  async function refresh(): Promise<void> {
    const seq = state && lastStoredSeq(state.run);
    // Both at once, to save a round trip. Either may see more than the other, so results that the run
    // does not count yet are left for the next read.
    const [run, results] = await Promise.all([
      despiteOutages(() => findLiveRun(db, sessionHash, runId)),
      seq === undefined ? [] : readResults(seq, seq + MAX_UPDATE.results),
    ]);
    const text = `${run.status} ${lastStoredSeq(run)} ${JSON.stringify(run.pace)}`;
    if (text === state?.text) return;
    state = { run, text, version: (state?.version ?? 0) + 1 };
    pages.clear();
    const available = results.filter((result) => result.seq <= lastStoredSeq(run));
    if (seq !== undefined && available.length > 0) {
      const lastSeq = available.at(-1)?.seq ?? seq;
      pages.set(seq, Promise.resolve({ run, version: state.version, results: available, lastSeq }));
    }
    notifyWaiting();
  }

  function notifyWaiting(): void {
    const resolvers = [...waiters];
    waiters.clear();
    for (const wake of resolvers) wake();
  }

  function close(): void {
    onClose();
    notifyWaiting();
  }

  /** Shared by all watchers with the same cursor until the run changes. */
  function pageAfter(seq: number, now: { run: Run; version: number }): Promise<RunUpdate> {
    const cached = pages.get(seq);
    if (cached) return cached;
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
    // Missing rows were deleted with their session, which the next read of the run will report.
    const lastSeq = results.at(-1)?.seq ?? Math.max(seq, upTo);
    return { run, version, results, lastSeq };
  }

  function readResults(afterSeq: number, upToSeq: number): Promise<RunResult[]> {
    return despiteOutages(() => resultsAfter(db, runId, afterSeq, upToSeq, MAX_UPDATE));
  }

  /** An outage of the database delays watchers and does not end their streams. */
  function despiteOutages<T>(read: () => Promise<T>): Promise<T> {
    return retryOnOutage(read, unwatched.signal);
  }

  return {
    subscribe(signal) {
      let wake = () => {};
      const onAbort = () => wake();
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
              wake = resolve;
              waiters.add(resolve);
            });
          }
        },
        unsubscribe() {
          signal?.removeEventListener('abort', onAbort);
          waiters.delete(wake);
          watchers -= 1;
          if (watchers > 0) return;
          unwatched.abort();
          close();
        },
      };
    },
  };
}

/**
 * Waits between two reads, but not when the run has ended or is to stop: nothing more will come with it, and
 * somebody waits for just that.
 */
function restUntilEnd(notifications: Notifications, runId: string) {
  let isEnding = false;
  let stopResting = () => {};
  const unsubscribe = notifications.subscribe(`stop:${runId}`, () => {
    isEnding = true;
    stopResting();
  });
  return {
    async until(at: number): Promise<void> {
      const leftMs = at - performance.now();
      if (leftMs > 0 && !isEnding) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, leftMs);
          stopResting = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      isEnding = false;
    },
    end: unsubscribe,
  };
}
