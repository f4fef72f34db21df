import type { Db, Notifications } from '../../../db/engine/index.ts';
import { openRunFeed, type RunFeed, type RunUpdate } from './runFeed.ts';

export interface RunFeeds {
  /**
   * Follows a run until it is over: first its present state, then every change, with the results after
   * number `afterSeq`, each once and in order. Watchers share the objects, which must not be changed.
   * @throws DomainError `run_not_found`; `session_expired` also while following
   */
  follow(
    run: { sessionHash: string; runId: string; afterSeq: number },
    signal?: AbortSignal,
  ): AsyncGenerator<RunUpdate>;
}

/**
 * Results that come faster are sent together: to read for each costs the run itself time, and nobody sees the
 * difference.
 */
const MIN_READ_INTERVAL_MS = 50;
/** Of many runs each is read less often, so that watching them leaves time for working on them. */
const MIN_READ_INTERVAL_MS_PER_FEED = 8;

/** Creates the feeds of a process; each is open as long as somebody follows its run. */
export function createRunFeeds(deps: { db: Db; notifications: Notifications }): RunFeeds {
  const feeds = new Map<string, RunFeed>();
  const minReadIntervalMs = () =>
    Math.max(MIN_READ_INTERVAL_MS, feeds.size * MIN_READ_INTERVAL_MS_PER_FEED);

  function feedOf(sessionHash: string, runId: string): RunFeed {
    // The session is part of the key: an open feed proves that the run belongs to it.
    const key = `${sessionHash} ${runId}`;
    let feed = feeds.get(key);
    if (!feed) {
      const opened = openRunFeed(
        { ...deps, minReadIntervalMs: minReadIntervalMs },
        sessionHash,
        runId,
        () => {
          if (feeds.get(key) === opened) feeds.delete(key);
        },
      );
      feed = opened;
      feeds.set(key, feed);
    }
    return feed;
  }

  return {
    async *follow({ sessionHash, runId, afterSeq }, signal) {
      const watcher = feedOf(sessionHash, runId).subscribe(signal);
      try {
        let cursor = { lastSeq: afterSeq, version: 0 };
        while (true) {
          const update = await watcher.next(cursor);
          if (!update) return;
          yield update;
          cursor = update;
        }
      } finally {
        watcher.unsubscribe();
      }
    },
  };
}
