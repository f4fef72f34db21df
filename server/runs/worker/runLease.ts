import type { RunActivity } from '../../../contract/runActivity.ts';
import type { Db, Notifications } from '../../../db/engine/index.ts';
import { retryOnOutage } from '../../../db/engine/index.ts';
import { holdsLease, type LeasedRun, storeActivity } from './leaseStore.ts';

/** What keeps a worker at its run, and tells it when to let go. */
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
  write(store: (pace: RunActivity | null) => Promise<boolean>): Promise<boolean>;
  /** Stops watching. */
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
 * How long a look into the database counts. A worker that cannot reach it keeps its job for the 10 s of
 * the queue's heartbeat, sent every 3 s: within 5 s nobody else can have taken the run over.
 */
const LEASE_KNOWN_FOR_MS = 5_000;

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
    signals: { drain: noNewCalls, abort: noCalls },
    readActivity,
  }: { expiresInSeconds: number; signals: WorkSignals; readActivity(): RunActivity },
): RunLease {
  const stopped = new AbortController();
  const draining = new AbortController();
  const drainNow = () => draining.abort();
  const stop = () => stopped.abort();
  stopped.signal.addEventListener('abort', drainNow);
  noNewCalls?.addEventListener('abort', drainNow);
  noCalls?.addEventListener('abort', stop);
  if (noNewCalls?.aborted) drainNow();
  if (noCalls?.aborted) stop();

  let knownOursAt = performance.now();
  const look = async (isOurs: () => Promise<boolean>) => {
    const askedAt = performance.now();
    if (await isOurs()) knownOursAt = Math.max(knownOursAt, askedAt);
    else stop();
  };
  const lookNow = () => look(() => holdsLease(db, run));
  // A database that does not answer says nothing about whose the run is.
  const lookIfPossible = (looking: Promise<void>) => void looking.catch(() => {});
  // A notification is only a hint: after a reconnection every subscriber gets one.
  const stopListening = notifications.subscribe(`stop:${run.id}`, () => lookIfPossible(lookNow()));

  let hasExpired = false;
  const expiry = setTimeout(() => {
    hasExpired = true;
    stop();
  }, expiresInSeconds * 1000);

  let told = '';
  let toldAt = Number.NEGATIVE_INFINITY;
  const isDue = () => performance.now() - toldAt > REPORT_EVERY_MS * 0.9;
  const teller = setInterval(() => {
    if (!isDue()) return;
    const pace = readActivity();
    const news = JSON.stringify(pace);
    const isNews = news !== told;
    told = news;
    // Also a look whether the run is still ours: the notification that says so may be lost.
    lookIfPossible(isNews ? look(() => storeActivity(db, run, pace)) : lookNow());
  }, REPORT_EVERY_MS);

  return {
    stopped: stopped.signal,
    draining: draining.signal,
    get hasExpired() {
      return hasExpired;
    },
    stop,
    drain: drainNow,
    async assertLease() {
      if (performance.now() - knownOursAt > LEASE_KNOWN_FOR_MS) {
        await retryOnOutage(lookNow, draining.signal);
      }
      draining.signal.throwIfAborted();
    },
    async write(store) {
      const pace = isDue() ? readActivity() : null;
      if (pace) toldAt = performance.now();
      const askedAt = performance.now();
      const isOurs = await store(pace);
      if (isOurs) knownOursAt = Math.max(knownOursAt, askedAt);
      return isOurs;
    },
    release() {
      clearTimeout(expiry);
      clearInterval(teller);
      stopListening();
      noNewCalls?.removeEventListener('abort', drainNow);
      noCalls?.removeEventListener('abort', stop);
    },
  };
}
