import type { RunActivity } from '../../../contract/runActivity.ts';
import type { Db, Notifications } from '../../../db/engine/index.ts';
import { retryOnOutage } from '../../../db/engine/index.ts';
import { holdsLease, type LeasedRun, storeActivity } from './leaseStore.ts';

/** A worker's right to work on a run: says when the run must be let go. */
export interface RunLease {
  /** The run is no longer ours to work on: whatever is in flight is given up. */
  readonly stopped: AbortSignal;
  /** Nothing new may be called; what is in flight may finish. */
  readonly draining: AbortSignal;
  /** The session ended before the run did. */
  readonly hasExpired: boolean;
  stop(): void;
  drain(): void;
  /**
   * Resolves while the run is known to be ours, which after a silence means asking the database.
   * @throws when it is not, or nothing may be called any more
   */
  assertLease(): Promise<void>;
  /** Does a fenced write, which takes along how the run is getting on where that is due. */
  write(store: (activity: RunActivity | null) => Promise<boolean>): Promise<boolean>;
  /** Ends the lease's own work; the row keeps the number until another worker takes the run. */
  release(): void;
}

/** From outside: what ends a worker's work on a run before the run is over. */
export interface WorkSignals {
  /** Aborts to stop asking; calls in flight may still finish. */
  drain?: AbortSignal;
  /** Aborts calls in flight as well. */
  abort?: AbortSignal;
}

/** How often watchers hear how the run is getting on, besides each result. */
const REPORT_EVERY_MS = 500;
/**
 * How long a confirmation by the database counts. A worker that cannot reach it keeps its job for the 10 s of
 * the queue's heartbeat, sent every 3 s: within 5 s nobody else can have taken the run over.
 */
const CONFIRMED_FOR_MS = 5_000;

/**
 * Watches over a run that this worker has the lease of: lets go when it is stopped from outside, taken
 * over by another worker, released, or when its session expires; and tells watchers now and then what
 * `readActivity` says.
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
  // A database that does not answer says nothing about whose the run is.
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
    const report = JSON.stringify(activity);
    const hasChanged = report !== reported;
    reported = report;
    // Also confirms that the run is still ours: the notification that it is not may be lost.
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
