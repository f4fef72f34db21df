/**
 * Decides when the next call to one endpoint may start, so that a run is as fast as the endpoint
 * allows without being told how fast that is. Two things are learnt, since an endpoint may bound
 * both: how many calls may be in flight, and how many may start in a second (docs/decisions/0013).
 *
 * The number in flight grows with every answer, as TCP's congestion window does in slow start and
 * AIMD in general, until a call is refused, or until more in flight only wait longer. A refusal
 * rarely says which bound it hit, but what was accepted before tells: a bound that was not exceeded
 * then cannot be the reason now. What was accepted is also what we fall back to, and from there the
 * bounds are tried again now and then, each time after a longer pause while the endpoint keeps
 * refusing.
 */

import { createSaturationDetector } from './saturationDetector.ts';

/** A call that was let through. Exactly one of its methods must be called when it has ended. */
export interface Permit {
  /** How long it had to wait for its turn, in milliseconds. */
  readonly waitedMs: number;
  /**
   * The endpoint took the call, however it ended.
   * @param firstByteMs how long it let the call wait, where that is known
   */
  succeeded(firstByteMs?: number | null): void;
  /** The endpoint refused the call because of a limit; `waitMs` is how long it asks us to wait. */
  rateLimited(limit: 'too_fast' | 'too_many_at_once', waitMs: number | null): void;
  /** The call ended in a way that says nothing about limits. */
  release(): void;
}

export interface PacerState {
  inFlight: number;
  /** Most calls in flight at present; infinite while nothing bounds them. */
  limit: number;
  /** Most calls in flight that the endpoint was found to take; null while none is known. */
  callsAtOnce: number | null;
  /** Most starts a second that were learnt; null while none is known. */
  startsPerSecond: number | null;
  /** Milliseconds until calls may start again, 0 when they may. */
  pausedMs: number;
}

export interface Pacer {
  /**
   * Resolves when the next call may start.
   * @param options.adaptive whether what was learnt bounds this call; a pause always does
   * @throws the reason of `signal` when that is aborted first
   */
  acquire(options: { adaptive: boolean; signal: AbortSignal }): Promise<Permit>;
  readonly state: PacerState;
}

const FIRST_LIMIT = 2;
/** Growth for each answer while no bound is known: twice as many with each round of answers. */
const GROWTH = 1;
/** How long what was asked for is waited for at most; longer waits are a quota, which ends a run. */
const MAX_PAUSE_MS = 30_000;
const FIRST_PROBE_AFTER_MS = 500;
const MAX_PROBE_PAUSE_MS = 30_000;
/** Spacing between starts is never quite even by the time they arrive. */
const RATE_MARGIN = 0.98;
const WINDOW_MS = 1_000;
/** In times that the refusal took. */
const TAKEN_AFTER = 5;
const LESS = 0.85;
const FIRST_STEP = 0.1;
const MAX_STEP = 0.4;
const WAITS_BETWEEN_PROBES = 10;

interface Waiter {
  adaptive: boolean;
  since: number;
  start(): void;
}

/** A bound that is being learnt, and when to try beyond it. */
interface Bound {
  /** Infinite until it was hit. */
  value: number;
  /** The most that was accepted since the last time the bound was lowered without explanation. */
  accepted: number;
  probeAfterMs: number;
  probeAt: number;
  /** The value that the last probe started from. */
  beforeProbe: number;
  /** How much more the next probe asks for, as a share. */
  step: number;
  /** Raised since it was last lowered. */
  wasProbed: boolean;
}

/** Opens the pacer of one endpoint. `random` is for jitter, 0 to 1. */
export function createPacer(random: () => number = Math.random): Pacer {
  let inFlight = 0;
  let window = FIRST_LIMIT;
  let pausedUntil = 0;
  let nextStartAt = 0;
  let lastLoweredAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const waiters: Waiter[] = [];
  /** Moments at which calls started, those of the last second; refused ones do not count. */
  let starts: number[] = [];
  /** Calls in flight, in the order in which they started. */
  const active = new Set<{ startedAt: number; atOnce: number; inLastSecond: number }>();
  const concurrencyBound = unknownBound();
  const saturation = createSaturationDetector();
  const rateBound = unknownBound();

  function limit(): number {
    return Math.max(1, Math.floor(Math.min(window, concurrencyBound.value)));
  }

  function pump(): void {
    clearTimeout(timer);
    timer = undefined;
    while (waiters.length > 0) {
      const now = performance.now();
      const [first] = waiters as [Waiter];
      const startsAt = Math.max(pausedUntil, first.adaptive ? nextStart() : 0);
      if (now < startsAt) {
        timer = setTimeout(pump, startsAt - now);
        return;
      }
      if (first.adaptive && inFlight >= limit()) return;
      waiters.shift();
      first.start();
    }
  }

  /** When one more start keeps both the spacing and the number in any second. */
  function nextStart(): number {
    if (!Number.isFinite(rateBound.value)) return 0;
    const inTheWay = starts.at(-Math.max(1, Math.floor(rateBound.value)));
    return Math.max(nextStartAt, inTheWay === undefined ? 0 : inTheWay + WINDOW_MS / RATE_MARGIN);
  }

  function begin(waiter: Waiter): Permit {
    const startedAt = performance.now();
    inFlight += 1;
    starts = starts.filter((at) => at > startedAt - WINDOW_MS / RATE_MARGIN);
    starts.push(startedAt);
    const atOnce = inFlight;
    const inLastSecond = starts.length;
    const call = { startedAt, atOnce, inLastSecond };
    active.add(call);
    const wasFull = waiter.adaptive && inFlight >= limit();
    if (waiter.adaptive && Number.isFinite(rateBound.value)) {
      nextStartAt = Math.max(startedAt, nextStartAt + WINDOW_MS / rateBound.value);
      if (nextStartAt === startedAt) nextStartAt += WINDOW_MS / rateBound.value;
    }
    let isOver = false;
    const end = () => {
      if (isOver) return false;
      isOver = true;
      inFlight -= 1;
      active.delete(call);
      return true;
    };
    return {
      waitedMs: Math.round(startedAt - waiter.since),
      succeeded(firstByteMs = null) {
        if (!end()) return;
        noteAccepted(atOnce, inLastSecond);
        const enough =
          firstByteMs === null
            ? undefined
            : saturation.answered({ startedAt, atOnce, firstByteMs });
        if (enough && enough.limit < limit()) {
          lowerTo(concurrencyBound, enough.limit);
          window = concurrencyBound.value;
          concurrencyBound.probeAt = Math.max(
            concurrencyBound.probeAt,
            performance.now() + enough.stayMs,
          );
        }
        if (wasFull && window < concurrencyBound.value) window += GROWTH;
        probe(wasFull ? concurrencyBound : rateBound);
        pump();
      },
      rateLimited(said, waitMs) {
        if (!end()) return;
        starts = starts.filter((at) => at !== startedAt);
        const now = performance.now();
        // What started before the last time we slowed down says nothing new.
        if (startedAt > lastLoweredAt) {
          // A call that is out for much longer than a refusal takes was taken.
          const takenBefore = now - TAKEN_AFTER * (now - startedAt + 1);
          for (const earlier of active) {
            if (earlier.startedAt >= takenBefore) break;
            noteAccepted(earlier.atOnce, earlier.inLastSecond);
          }
          lower(said, atOnce, inLastSecond, waitMs ?? 0);
          lastLoweredAt = now;
        }
        if (waitMs !== null) {
          const pause = Math.min(waitMs, MAX_PAUSE_MS) * (1 + random() * 0.05);
          pausedUntil = Math.max(pausedUntil, now + pause);
        }
        pump();
      },
      release() {
        if (end()) pump();
      },
    };
  }

  function noteAccepted(atOnce: number, inLastSecond: number): void {
    concurrencyBound.accepted = Math.max(concurrencyBound.accepted, atOnce);
    rateBound.accepted = Math.max(rateBound.accepted, inLastSecond);
  }

  function lower(
    said: 'too_fast' | 'too_many_at_once',
    atOnce: number,
    inLastSecond: number,
    waitMs: number,
  ): void {
    saturation.reset();
    const exceedsTogether = atOnce > concurrencyBound.accepted;
    const exceedsRate = inLastSecond > rateBound.accepted;
    if (said === 'too_many_at_once') {
      lowerTo(concurrencyBound, exceedsTogether ? concurrencyBound.accepted : atOnce / 2);
    } else if (exceedsTogether) {
      // If it was the rate instead, the next refusal will come with fewer in flight, and say so.
      lowerTo(concurrencyBound, concurrencyBound.accepted);
    } else if (exceedsRate) {
      lowerTo(rateBound, rateBound.accepted, rateBound.accepted);
    } else {
      // Both were fine before. Either what was tried last was not, or the endpoint takes less by now.
      const tried = [concurrencyBound, rateBound].filter(({ wasProbed }) => wasProbed);
      for (const bound of tried) lowerTo(bound, bound.beforeProbe);
      if (tried.length === 0) {
        lowerTo(concurrencyBound, atOnce * LESS);
        lowerTo(rateBound, inLastSecond * LESS);
      }
    }
    window = Math.max(1, Math.min(window, concurrencyBound.value));
    const soonest = performance.now() + waitMs * WAITS_BETWEEN_PROBES;
    for (const bound of [concurrencyBound, rateBound])
      bound.probeAt = Math.max(bound.probeAt, soonest);
  }

  function lowerTo(bound: Bound, value: number, proven = value): void {
    bound.value = Math.max(1, value);
    bound.accepted = Math.min(bound.accepted, proven);
    // The longer the endpoint holds on to its bound, and the more a refusal costs, the less we try.
    bound.probeAfterMs = bound.wasProbed
      ? Math.min(bound.probeAfterMs * 2, MAX_PROBE_PAUSE_MS)
      : FIRST_PROBE_AFTER_MS;
    bound.probeAt = performance.now() + bound.probeAfterMs;
    bound.step = FIRST_STEP;
    bound.wasProbed = false;
  }

  /** Tries a little more than what is known to be accepted, of the bound that is in the way. */
  function probe(bound: Bound): void {
    const now = performance.now();
    if (!Number.isFinite(bound.value) || now < bound.probeAt) return;
    bound.beforeProbe = bound.value;
    bound.value += Math.max(1, bound.value * bound.step);
    bound.step = Math.min(bound.step * 2, MAX_STEP);
    bound.wasProbed = true;
    bound.probeAt = now + bound.probeAfterMs;
    window = Math.max(window, Math.min(concurrencyBound.value, window + 1));
  }

  return {
    acquire({ adaptive, signal }) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const giveUp = () => {
          const place = waiters.indexOf(waiter);
          if (place !== -1) waiters.splice(place, 1);
          reject(signal.reason);
          pump();
        };
        const waiter: Waiter = {
          adaptive,
          since: performance.now(),
          start() {
            signal.removeEventListener('abort', giveUp);
            resolve(begin(waiter));
          },
        };
        signal.addEventListener('abort', giveUp, { once: true });
        waiters.push(waiter);
        pump();
      });
    },
    get state() {
      const bounded = Number.isFinite(rateBound.value);
      return {
        inFlight,
        limit: limit(),
        callsAtOnce: Number.isFinite(concurrencyBound.value)
          ? Math.floor(concurrencyBound.value)
          : null,
        startsPerSecond: bounded ? Math.round(rateBound.value * 10) / 10 : null,
        pausedMs: Math.max(0, Math.round(pausedUntil - performance.now())),
      };
    },
  };
}

function unknownBound(): Bound {
  return {
    value: Number.POSITIVE_INFINITY,
    accepted: 0,
    beforeProbe: Number.POSITIVE_INFINITY,
    probeAfterMs: FIRST_PROBE_AFTER_MS,
    probeAt: 0,
    step: FIRST_STEP,
    wasProbed: false,
  };
}
