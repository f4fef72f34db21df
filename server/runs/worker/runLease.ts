import type { RunActivity } from '../../../contract/runActivity.ts';
import type { Db, Notifications } from '../../../db/engine/index.ts';
import { retryOnOutage } from '../../../db/engine/index.ts';
import { holdsLease, type LeasedRun, storeActivity } from './leaseStore.ts';

/** A worker's right to work on a run. Its signals say when that right ends. */
export interface RunLease {
  /** Aborts when this worker must stop at once; calls in flight are aborted too. */
  readonly stopped: AbortSignal;
  /** Aborts when no new calls may be made; those in flight may finish. */
  readonly draining: AbortSignal;
  /** The session ended before the run did. */
  readonly hasExpired: boolean;
  stop(): void;
  drain(): void;
  /**
   * Resolves while this worker has the lease. Asks the database when that was last confirmed too long ago.
   * @throws the reason of `draining` when no new call may be made
   */
  assertLease(): Promise<void>;
  /** Makes a fenced write, and passes the activity to be stored with it when that is due. */
  write(store: (activity: RunActivity | null) => Promise<boolean>): Promise<boolean>;
  /** Stops the timers and listeners; the row keeps its lease number until another worker takes the run. */
  release(): void;
}

/** How the process ends a worker's work on a run before the run is over. */
export interface WorkSignals {
  /** Aborts when no new calls may be made; those in flight may finish. */
  drain?: AbortSignal;
  /** Aborts when calls in flight must end as well. */
  abort?: AbortSignal;
}

/** How often the run's activity is stored for watchers, besides with results. */
const REPORT_EVERY_MS = 500;
/**
 * How long a confirmation by the database counts. A worker that cannot reach it keeps its job for the 10 s of
 * the queue's heartbeat, sent every 3 s: within 5 s nobody else can have taken the run over.
 */
const CONFIRMED_FOR_MS = 5_000;

/**
 * Keeps the lease of a run that `takeLease` has taken. Ends it when the run is stopped or taken over, when
 * the process stops, or when the session expires; and stores what `readActivity` returns now and then.
 * See docs/decisions/0022.
 */
export function acquireLease(
  { db, notifications }: { db: Db; notifications: Notifications },
  run: LeasedRun,
  {
    expiresInSeconds,
    signals,
    readActivity,
  }: { expiresInSeconds: number; signals: WorkSignals; readActivity(): RunActivity },
): RunLease {
  const stopped = new AbortController();
  const draining = new AbortController();
  const drain = () => draining.abort();
  const stop = () => stopped.abort();
  stopped.signal.addEventListener('abort', drain);
  signals.drain?.addEventListener('abort', drain);
  signals.abort?.addEventListener('abort', stop);
  if (signals.drain?.aborted) drain();
  if (signals.abort?.aborted) stop();

  let confirmedAt = performance.now();
  const confirm = async (isOurs: () => Promise<boolean>) => {
    const askedAt = performance.now();
    if (await isOurs()) confirmedAt = Math.max(confirmedAt, askedAt);
    else stop();
  };
  const confirmNow = () => confirm(() => holdsLease(db, run));
  // While the database does not answer, the lease may still be ours: only an answer ends it.
  const ignoreFailure = (confirming: Promise<void>) => void confirming.catch(() => {});
  // A notification is only a hint: after a reconnection every subscriber gets one.
  const stopListening = notifications.subscribe(`stop:${run.id}`, () =>
    ignoreFailure(confirmNow()),
  );

  let hasExpired = false;
  const expiry = setTimeout(() => {
    hasExpired = true;
    stop();
  }, expiresInSeconds * 1000);

  let reported = '';
  let reportedAt = Number.NEGATIVE_INFINITY;
  const isDue = () => performance.now() - reportedAt > REPORT_EVERY_MS * 0.9;
  const reporting = setInterval(() => {
    if (!isDue()) return;
    const activity = readActivity();
    // The time alone is no news: whoever watches has a clock.
    const report = JSON.stringify({ ...activity, wallMs: 0 });
    const hasChanged = report !== reported;
    reported = report;
    // Also confirms the lease, since the notification that it was lost may itself be lost.
    ignoreFailure(hasChanged ? confirm(() => storeActivity(db, run, activity)) : confirmNow());
  }, REPORT_EVERY_MS);

  return {
    stopped: stopped.signal,
    draining: draining.signal,
    get hasExpired() {
      return hasExpired;
    },
    stop,
    drain,
    async assertLease() {
      if (performance.now() - confirmedAt > CONFIRMED_FOR_MS) {
        await retryOnOutage(confirmNow, draining.signal);
      }
      draining.signal.throwIfAborted();
    },
    async write(store) {
      const activity = isDue() ? readActivity() : null;
      if (activity) reportedAt = performance.now();
      const askedAt = performance.now();
      const isOurs = await store(activity);
      if (isOurs) confirmedAt = Math.max(confirmedAt, askedAt);
      return isOurs;
    },
    release() {
      clearTimeout(expiry);
      clearInterval(reporting);
      stopListening();
      signals.drain?.removeEventListener('abort', drain);
      signals.abort?.removeEventListener('abort', stop);
    },
  };
}
