import type { Db } from '../../db/client.ts';
import type { RunPace } from '../../db/runPace.ts';
import type { Wakeups } from '../../db/wakeups.ts';
import { persistently } from './persistently.ts';
import { type ClaimedRun, holdsClaim, storePace } from './runStore.ts';

/** What keeps a worker at its run, and tells it when to let go. */
export interface RunHold {
  /** The run is no longer ours to work on: whatever is in flight is given up. */
  readonly stopped: AbortSignal;
  /** Nothing new may be called; what is in flight may finish. */
  readonly noMoreCalls: AbortSignal;
  /** The session ended before the run did. */
  readonly hasExpired: boolean;
  stop(): void;
  takeNoMore(): void;
  /**
   * Resolves while the run is known to be ours, which after a silence means asking the database.
   * @throws when it is not, or nothing may be called any more
   */
  mayCall(): Promise<void>;
  /** Does a fenced write, which takes along how the run is getting on where that is due. */
  write(store: (pace: RunPace | null) => Promise<boolean>): Promise<boolean>;
  /** Stops watching. */
  release(): void;
}

/** From outside: what ends a worker's work on a run before the run is over. */
export interface WorkSignals {
  /** Aborts to stop asking; calls in flight may still finish. */
  noNewCalls?: AbortSignal;
  /** Aborts calls in flight as well. */
  noCalls?: AbortSignal;
}

/** How often watchers hear how the run is getting on, besides each result. */
const TELL_EVERY_MS = 500;
/**
 * How long a look into the database counts. A worker that cannot reach it keeps its job for the 10 s of
 * the queue's heartbeat, sent every 3 s: within 5 s nobody else can have taken the run over.
 */
const KNOWN_FOR_MS = 5_000;

/**
 * Watches over a claimed run: lets go when it is stopped from outside, taken over by another worker,
 * handed back, or when its session expires; and tells watchers now and then what `readPace` says.
 */
export function holdRun(
  { db, wakeups }: { db: Db; wakeups: Wakeups },
  run: ClaimedRun,
  {
    expiresInSeconds,
    signals: { noNewCalls, noCalls },
    readPace,
  }: { expiresInSeconds: number; signals: WorkSignals; readPace(): RunPace },
): RunHold {
  const stopped = new AbortController();
  const noMoreCalls = new AbortController();
  const takeNoMore = () => noMoreCalls.abort();
  const stop = () => stopped.abort();
  stopped.signal.addEventListener('abort', takeNoMore);
  noNewCalls?.addEventListener('abort', takeNoMore);
  noCalls?.addEventListener('abort', stop);
  if (noNewCalls?.aborted) takeNoMore();
  if (noCalls?.aborted) stop();

  let knownOursAt = performance.now();
  const look = async (isOurs: () => Promise<boolean>) => {
    const askedAt = performance.now();
    if (await isOurs()) knownOursAt = Math.max(knownOursAt, askedAt);
    else stop();
  };
  const lookNow = () => look(() => holdsClaim(db, run));
  // A database that does not answer says nothing about whose the run is.
  const lookIfPossible = (looking: Promise<void>) => void looking.catch(() => {});
  // A wake-up is only a hint; a reconnected listener wakes everyone.
  const stopListening = wakeups.onWake(`stop:${run.id}`, () => lookIfPossible(lookNow()));

  let hasExpired = false;
  const expiry = setTimeout(() => {
    hasExpired = true;
    stop();
  }, expiresInSeconds * 1000);

  let told = '';
  let toldAt = Number.NEGATIVE_INFINITY;
  const isDue = () => performance.now() - toldAt > TELL_EVERY_MS * 0.9;
  const teller = setInterval(() => {
    if (!isDue()) return;
    const pace = readPace();
    const news = JSON.stringify(pace);
    const isNews = news !== told;
    told = news;
    // Also a look whether the run is still ours: the wake-up that says so may be lost.
    lookIfPossible(isNews ? look(() => storePace(db, run, pace)) : lookNow());
  }, TELL_EVERY_MS);

  return {
    stopped: stopped.signal,
    noMoreCalls: noMoreCalls.signal,
    get hasExpired() {
      return hasExpired;
    },
    stop,
    takeNoMore,
    async mayCall() {
      if (performance.now() - knownOursAt > KNOWN_FOR_MS) {
        await persistently(lookNow, noMoreCalls.signal);
      }
      noMoreCalls.signal.throwIfAborted();
    },
    async write(store) {
      const pace = isDue() ? readPace() : null;
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
      noNewCalls?.removeEventListener('abort', takeNoMore);
      noCalls?.removeEventListener('abort', stop);
    },
  };
}
