/**
 * Notifications between processes, over LISTEN/NOTIFY. One carries a topic and nothing else: it is only
 * a hint to look again, and whoever gets it reads the table. A lost one therefore costs a little time,
 * never data, since every watcher also looks by itself after `BACKSTOP_MS`.
 *
 * One database listener serves the whole process, however many subscribers there are.
 */
import { EventEmitter } from 'node:events';
import { type SQL, sql } from 'drizzle-orm';
import type { Database } from './database.ts';

/** Nodes of an older version listen on it, so the name stays. */
const CHANNEL = 'byom_wake';
const BACKSTOP_MS = 2_000;

/**
 * A job is waiting; a run's rows or state changed; a run or an answer is to stop; a chat message's text
 * grew; a connection test or an adapter check moved on; a session ended.
 */
export type Topic =
  | 'jobs'
  | `run:${string}`
  | `stop:${string}`
  | `chat:${string}`
  | `test:${string}`
  | `check:${string}`
  | `ended:${string}`;

export interface Notifications {
  /** Notifies the subscribers in this process only, at once. */
  publishLocally(topic: Topic): void;
  /**
   * Runs `onNotification` at each notification of the topic, and after each reconnection to the
   * database, when any may have been lost. Returns the way to end that.
   */
  subscribe(topic: Topic, onNotification: () => void): () => void;
  /**
   * Subscribes at once; each `next()` resolves when there was a notification of the topic since the last
   * call, when the backstop has passed, or when `signal` aborts. Call `end()` when done.
   */
  watch(topic: Topic, signal?: AbortSignal): { next(): Promise<void>; end(): void };
}

/**
 * The part of a statement that notifies the subscribers of `topic` in every process, once the transaction
 * commits. As SQL the topic may differ from row to row. It must stay under PostgreSQL's 8,000 bytes.
 */
export function publish(topic: Topic | SQL): SQL {
  return sql`pg_notify(${CHANNEL}, ${topic})`;
}

/** Opens the process's one listener. */
export async function openNotifications(
  database: Pick<Database, 'listen'>,
): Promise<Notifications> {
  const topics = new EventEmitter().setMaxListeners(0);
  const notifySubscribers = (topic: string) => {
    // Any client of the database may announce anything; emitting `error` unheard would throw.
    if (topics.listenerCount(topic) > 0) topics.emit(topic);
  };
  const notifyAll = () => {
    for (const topic of topics.eventNames()) topics.emit(topic);
  };
  // After a reconnection whatever was published in between is unknown, so everyone looks again.
  await database.listen(CHANNEL, notifySubscribers, notifyAll);

  return {
    publishLocally: notifySubscribers,
    subscribe(topic, onNotification) {
      topics.on(topic, onNotification);
      return () => void topics.off(topic, onNotification);
    },
    watch(topic, signal) {
      let isNotified = false;
      let stopWaiting: (() => void) | undefined;
      const onNotification = () => {
        isNotified = true;
        stopWaiting?.();
      };
      topics.on(topic, onNotification);
      signal?.addEventListener('abort', onNotification);
      return {
        async next() {
          if (!isNotified && !signal?.aborted) {
            await new Promise<void>((resolve) => {
              const timer = setTimeout(resolve, BACKSTOP_MS);
              stopWaiting = () => {
                clearTimeout(timer);
                resolve();
              };
            });
          }
          stopWaiting = undefined;
          isNotified = false;
        },
        end() {
          topics.off(topic, onNotification);
          signal?.removeEventListener('abort', onNotification);
          stopWaiting?.();
        },
      };
    },
  };
}
