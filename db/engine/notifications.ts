/**
 * "Look again" signals between processes, over LISTEN/NOTIFY. A wake-up carries a topic and nothing
 * else; whoever is woken reads the table. Losing one therefore costs a little time, never data:
 * every waiter also looks by itself after `BACKSTOP_MS`.
 *
 * One database listener serves the whole process, however many watchers there are.
 */
import { EventEmitter } from 'node:events';
import { type SQL, sql } from 'drizzle-orm';
import type { Database } from './database.ts';

const CHANNEL = 'byom_wake';
const BACKSTOP_MS = 2_000;

/**
 * A job is waiting; a run's rows or state changed; a run or an answer is to stop; a chat message's text
 * grew; a session ended.
 */
export type Topic =
  | 'jobs'
  | `run:${string}`
  | `stop:${string}`
  | `chat:${string}`
  | `ended:${string}`;

export interface Notifications {
  /** Wakes the watchers in this process only, at once. */
  publishLocally(topic: Topic): void;
  /** Runs `onWake` at each wake-up of the topic; returns the way to end that. */
  subscribe(topic: Topic, onWake: () => void): () => void;
  /**
   * Starts to listen at once; each `next()` resolves when the topic was woken since the last call,
   * when the backstop has passed, or when `signal` aborts. Call `end()` when done.
   */
  watch(topic: Topic, signal?: AbortSignal): { next(): Promise<void>; end(): void };
}

/**
 * The statement part that wakes every process's watchers of `topic` once the transaction commits. As
 * SQL the topic may differ from row to row.
 */
export function publish(topic: Topic | SQL): SQL {
  return sql`pg_notify(${CHANNEL}, ${topic})`;
}

/** Opens the process's one listener. */
export async function openNotifications(
  database: Pick<Database, 'listen'>,
): Promise<Notifications> {
  const topics = new EventEmitter().setMaxListeners(0);
  const wakeWatchers = (topic: string) => {
    // Any client of the database may announce anything; emitting `error` unheard would throw.
    if (topics.listenerCount(topic) > 0) topics.emit(topic);
  };
  const wakeEveryone = () => {
    for (const topic of topics.eventNames()) topics.emit(topic);
  };
  // After a reconnection whatever was announced in between is unknown, so everyone looks again.
  await database.listen(CHANNEL, wakeWatchers, wakeEveryone);

  return {
    publishLocally: wakeWatchers,
    subscribe(topic, onWake) {
      topics.on(topic, onWake);
      return () => void topics.off(topic, onWake);
    },
    watch(topic, signal) {
      let woken = false;
      let release: (() => void) | undefined;
      const wake = () => {
        woken = true;
        release?.();
      };
      topics.on(topic, wake);
      signal?.addEventListener('abort', wake);
      return {
        async next() {
          if (!woken && !signal?.aborted) {
            await new Promise<void>((resolve) => {
              const timer = setTimeout(resolve, BACKSTOP_MS);
              release = () => {
                clearTimeout(timer);
                resolve();
              };
            });
          }
          release = undefined;
          woken = false;
        },
        end() {
          topics.off(topic, wake);
          signal?.removeEventListener('abort', wake);
          release?.();
        },
      };
    },
  };
}
