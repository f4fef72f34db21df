/**
 * Work that goes on in this process behind the answers that tell of it, for as long as the process has the lease of
 * its row. See docs/decisions/0028.
 */
import { type SQL, sql } from 'drizzle-orm';
import { type Db, type Notifications, retryOnOutage, type Topic } from '../../db/engine/index.ts';
import type { Session } from '../sessions/index.ts';
import { untilDisconnected } from './connectionChoice.ts';

/** Renewed this often, so that a process that stands still for a few seconds keeps its work. */
const RENEW_EVERY_MS = 3_000;
const LEASE_SECONDS = 10;

/** Until when a lease holds that is taken or renewed now. */
export const leaseEnd: SQL = sql`now() + make_interval(secs => ${LEASE_SECONDS})`;

/** What holds the row of some work for this process. */
export interface WorkLease {
  /** Names the work, and this try at it. */
  key: string;
  /** Tells that the row may have changed. */
  topic: Topic;
  /** Prolongs the lease. False once the work was stopped, taken over or deleted. */
  renew(): Promise<boolean>;
  /** Gives unfinished work up, so that somebody else begins it anew at once. */
  release(): Promise<void>;
  /** Forgets work that failed for a fault of ours. */
  drop(): Promise<void>;
}

export interface LeasedWork {
  /**
   * Does `work`, whose signal aborts when the lease is lost or one of the sessions' connections is removed.
   */
  begin(lease: WorkLease, sessions: Session[], work: (signal: AbortSignal) => Promise<void>): void;
  /** Lets work finish, then gives up what takes longer: it begins anew elsewhere. */
  close(withinMs: number): Promise<void>;
}

/** Why work ends before it is done. */
type EndReason = 'lost' | 'shutdown';

/** @param onFault hears of a fault of ours, which costs the work */
export function createLeasedWork(deps: {
  db: Db;
  notifications: Notifications;
  onFault(error: unknown): void;
}): LeasedWork {
  const { notifications, onFault } = deps;
  const going = new Map<string, { stop: AbortController; done: Promise<void> }>();

  async function hold(
    lease: WorkLease,
    sessions: Session[],
    { stop, work }: { stop: AbortController; work: (signal: AbortSignal) => Promise<void> },
  ): Promise<void> {
    const lose = () => stop.abort('lost' satisfies EndReason);
    const lifetimes = sessions.map((session) => untilDisconnected(deps, session));
    for (const { signal } of lifetimes) signal.addEventListener('abort', lose);
    // While the database does not answer, the work may still be ours: only an answer ends it.
    const confirm = () =>
      void lease.renew().then(
        (isOurs) => isOurs || lose(),
        () => {},
      );
    const renewing = setInterval(confirm, RENEW_EVERY_MS);
    const stopListening = notifications.subscribe(lease.topic, confirm);
    try {
      await work(stop.signal);
    } catch (error) {
      if (stop.signal.reason === ('shutdown' satisfies EndReason)) {
        await lease.release().catch(() => {});
      } else if (!stop.signal.aborted) {
        onFault(error);
        await retryOnOutage(() => lease.drop(), stop.signal).catch(onFault);
      }
    } finally {
      clearInterval(renewing);
      stopListening();
      for (const { signal, release } of lifetimes) {
        signal.removeEventListener('abort', lose);
        release();
      }
      // Those who wait in this process need not wait for the database to tell them.
      notifications.publishLocally(lease.topic);
    }
  }

  return {
    begin(lease, sessions, work) {
      const stop = new AbortController();
      const done = hold(lease, sessions, { stop, work }).finally(() => going.delete(lease.key));
      going.set(lease.key, { stop, done });
    },
    async close(withinMs) {
      const overdue = setTimeout(() => {
        for (const { stop } of going.values()) stop.abort('shutdown' satisfies EndReason);
      }, withinMs);
      await Promise.allSettled([...going.values()].map(({ done }) => done));
      clearTimeout(overdue);
    },
  };
}
