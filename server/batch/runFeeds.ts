/**
 * One reader for all who watch a run in this process: a thousand watchers cost one read at each
 * wake-up, not a thousand.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Db } from '../../db/client.ts';
import type { Wakeups } from '../../db/wakeups.ts';
import { readWhileAlive } from '../session/index.ts';
import { findRun, isOver, type Run, type RunResult, resultsAfter } from './runQueries.ts';

const RESULTS_PER_READ = 200;
/** Results that come faster are told together. */
const READ_EVERY_MS = 50;

/** What changed: the run as it is now, and the results stored since the last news, in order. */
export interface RunNews {
  run: Run;
  results: RunResult[];
}

export interface RunFeeds {
  /**
   * Hears of everything that changes after this call. `onEnd` comes once: with the error where the
   * session ended, without one when the run is over and all its results were told.
   */
  follow(
    run: { sessionId: string; runId: string; afterSeq: number },
    listener: { onNews(news: RunNews): void; onEnd(error?: unknown): void },
  ): () => void;
}

type Listener = Parameters<RunFeeds['follow']>[1];

/** Opens the feeds of this process; each lasts as long as somebody follows its run. */
export function createRunFeeds({ db, wakeups }: { db: Db; wakeups: Wakeups }): RunFeeds {
  const feeds = new Map<string, Set<Listener>>();

  async function read(
    sessionId: string,
    runId: string,
    afterSeq: number,
    listeners: Set<Listener>,
  ): Promise<void> {
    const changes = wakeups.watch(`run:${runId}`);
    let lastSeq = afterSeq;
    let last = '';
    try {
      while (listeners.size > 0) {
        // The run is read first: results that follow can only be more than its counters say.
        const run = await readWhileAlive(db, sessionId, () => findRun(db, sessionId, runId));
        const results = await resultsAfter(db, runId, lastSeq, RESULTS_PER_READ);
        lastSeq = results.at(-1)?.seq ?? lastSeq;
        const state = stateOf(run);
        if (results.length > 0 || state !== last) {
          for (const listener of listeners) listener.onNews({ run, results });
        }
        last = state;
        if (results.length === RESULTS_PER_READ) continue;
        if (isOver(run.status)) return end();
        await changes.next();
        await pause(READ_EVERY_MS);
      }
      close();
    } catch (error) {
      end(error);
    } finally {
      changes.end();
    }

    function close(): void {
      // Whoever came after the last one left has started another feed.
      if (feeds.get(runId) === listeners) feeds.delete(runId);
    }

    function end(error?: unknown): void {
      close();
      for (const listener of listeners) listener.onEnd(error);
    }
  }

  return {
    follow({ sessionId, runId, afterSeq }, listener) {
      let listeners = feeds.get(runId);
      if (listeners) listeners.add(listener);
      else {
        listeners = new Set([listener]);
        feeds.set(runId, listeners);
        void read(sessionId, runId, afterSeq, listeners);
      }
      const joined = listeners;
      return () => {
        joined.delete(listener);
        // Nobody is left: the reader goes home, and whoever comes next starts another.
        if (joined.size === 0 && feeds.get(runId) === joined) {
          feeds.delete(runId);
          wakeups.wakeLocally(`run:${runId}`);
        }
      };
    },
  };
}

function stateOf({ status, completedPrompts, failedPrompts, pace }: Run): string {
  return `${status} ${completedPrompts} ${failedPrompts} ${JSON.stringify(pace)}`;
}
