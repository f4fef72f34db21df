import type { Db, Notifications } from '../../../db/engine/index.ts';
import { openRunFeed, type RunFeed, type RunUpdate } from './runFeed.ts';

export interface RunFeeds {
  /**
   * Follows a run from result number `afterSeq` on until it is over: first how it stands, then
   * whatever changes, each result once and in order. Watchers share what they get.
   * @throws DomainError `run_not_found`; `session_expired` also in the middle
   */
  follow(
    run: { sessionHash: string; runId: string; afterSeq: number },
    signal?: AbortSignal,
  ): AsyncGenerator<RunUpdate>;
}

/** Results that come faster are told together. */
const LOOK_EVERY_MS = 20;
/** Many runs at once are looked at less often each, so that watching them leaves time for working on them. */
const LOOK_EVERY_MS_A_FEED = 8;

/** Opens the feeds of this process; each lasts as long as somebody follows its run. */
export function createRunFeeds(deps: { db: Db; notifications: Notifications }): RunFeeds {
  const feeds = new Map<string, RunFeed>();
  const lookEveryMs = () => Math.max(LOOK_EVERY_MS, feeds.size * LOOK_EVERY_MS_A_FEED);

  function feedOf(sessionHash: string, runId: string): RunFeed {
    // The session is part of the key: an open feed proves that the run belongs to it.
    const key = `${sessionHash} ${runId}`;
    let feed = feeds.get(key);
    if (!feed) {
      const opened = openRunFeed({ ...deps, lookEveryMs }, sessionHash, runId, () => {
        if (feeds.get(key) === opened) feeds.delete(key);
      });
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
          const news = await watcher.next(cursor);
          if (!news) return;
          yield news;
          cursor = news;
        }
      } finally {
        watcher.unsubscribe();
      }
    },
  };
}
