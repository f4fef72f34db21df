import type { Db } from '../../db/client.ts';
import type { Wakeups } from '../../db/wakeups.ts';
import { openRunFeed, type RunFeed, type RunNews } from './runFeed.ts';

export interface RunFeeds {
  /**
   * Follows a run from result number `afterSeq` on until it is over: first how it stands, then
   * whatever changes, each result once and in order. Watchers share what they get.
   * @throws DomainError `run_not_found`; `session_expired` also in the middle
   */
  follow(
    run: { sessionId: string; runId: string; afterSeq: number },
    signal?: AbortSignal,
  ): AsyncGenerator<RunNews>;
}

/** Results that come faster are told together. */
const LOOK_EVERY_MS = 20;
/** Many runs at once are looked at less often each, so that watching them leaves time for working on them. */
const LOOK_EVERY_MS_A_FEED = 8;

/** Opens the feeds of this process; each lasts as long as somebody follows its run. */
export function createRunFeeds(deps: { db: Db; wakeups: Wakeups }): RunFeeds {
  const feeds = new Map<string, RunFeed>();
  const lookEveryMs = () => Math.max(LOOK_EVERY_MS, feeds.size * LOOK_EVERY_MS_A_FEED);

  function feedOf(sessionId: string, runId: string): RunFeed {
    // The session is part of the key: an open feed proves that the run belongs to it.
    const key = `${sessionId} ${runId}`;
    let feed = feeds.get(key);
    if (!feed) {
      const opened = openRunFeed({ ...deps, lookEveryMs }, sessionId, runId, () => {
        if (feeds.get(key) === opened) feeds.delete(key);
      });
      feed = opened;
      feeds.set(key, feed);
    }
    return feed;
  }

  return {
    async *follow({ sessionId, runId, afterSeq }, signal) {
      const watcher = feedOf(sessionId, runId).enter(signal);
      try {
        let got = { lastSeq: afterSeq, version: 0 };
        while (true) {
          const news = await watcher.next(got);
          if (!news) return;
          yield news;
          got = news;
        }
      } finally {
        watcher.leave();
      }
    },
  };
}
