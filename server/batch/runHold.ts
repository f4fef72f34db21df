import type { Db } from '../../db/client.ts';
import type { RunPace } from '../../db/runPace.ts';
import type { Wakeups } from '../../db/wakeups.ts';
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
  /** Stops watching. */
  release(): void;
}

/** How often watchers hear how the run is getting on, besides each result. */
const TELL_EVERY_MS = 500;

/**
 * Watches over a claimed run: lets go when it is stopped from outside, taken over by another worker,
 * handed back, or when its session expires; and tells watchers now and then what `readPace` says.
 */
export function holdRun(
  { db, wakeups }: { db: Db; wakeups: Wakeups },
  run: ClaimedRun,
  {
    expiresInSeconds,
    handBack,
    readPace,
  }: { expiresInSeconds: number; handBack: AbortSignal | undefined; readPace(): RunPace },
): RunHold {
  const stopped = new AbortController();
  const noMoreCalls = new AbortController();
  const takeNoMore = () => noMoreCalls.abort();
  stopped.signal.addEventListener('abort', takeNoMore);
  handBack?.addEventListener('abort', takeNoMore);
  if (handBack?.aborted) takeNoMore();

  const stopUnless = (isOurs: Promise<boolean>) => {
    // A database that does not answer says nothing about whose the run is.
    isOurs.then(
      (holds) => holds || stopped.abort(),
      () => {},
    );
  };
  // A wake-up is only a hint; a reconnected listener wakes everyone.
  const stopListening = wakeups.onWake(`stop:${run.id}`, () => stopUnless(holdsClaim(db, run)));

  let hasExpired = false;
  const expiry = setTimeout(() => {
    hasExpired = true;
    stopped.abort();
  }, expiresInSeconds * 1000);

  let told = '';
  const teller = setInterval(() => {
    const pace = readPace();
    const news = JSON.stringify(pace);
    const isNews = news !== told;
    told = news;
    // Also a look whether the run is still ours: the wake-up that says so may be lost.
    stopUnless(isNews ? storePace(db, run, pace) : holdsClaim(db, run));
  }, TELL_EVERY_MS);

  return {
    stopped: stopped.signal,
    noMoreCalls: noMoreCalls.signal,
    get hasExpired() {
      return hasExpired;
    },
    stop: () => stopped.abort(),
    takeNoMore,
    release() {
      clearTimeout(expiry);
      clearInterval(teller);
      stopListening();
      handBack?.removeEventListener('abort', takeNoMore);
    },
  };
}
