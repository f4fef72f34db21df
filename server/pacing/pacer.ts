/**
 * Decides when the next call to one endpoint may start, so that a run is as fast as the endpoint
 * allows without being told how fast that is. Two things are learnt, since an endpoint may bound
 * both: how many calls may be in flight, and how many may start in a second (docs/decisions/0013).
 *
 * The number in flight grows with every answer, as TCP's congestion window does in slow start (RFC
 * 5681), until a call is refused, or until more in flight only wait longer. A refusal rarely says which
 * bound it hit, but what was accepted before tells: a bound that was not exceeded then cannot be the
 * reason now. What was accepted is also what we fall back to. From there the bounds are tried again now
 * and then, after ever longer pauses while the endpoint keeps refusing.
 */

import { type ErrorReason, QUOTA_WAIT_MS } from '../../contract/errorReasons.ts';
import type { ConcurrencyBoundCause } from '../../contract/runActivity.ts';
import { createSaturationDetector } from './saturationDetector.ts';

/** The right to make one call. Exactly one of its methods must be called when the call has ended. */
export interface Permit {
  /** How long it was waited for, in milliseconds. */
  readonly waitedMs: number;
  /**
   * The endpoint accepted the call, however it ended.
   * @param firstByteMs time to first byte in milliseconds; null where it is not known
   */
  succeeded(firstByteMs?: number | null): void;
  /**
   * The endpoint refused the call because of a limit.
   * @param waitMs how long it asks us to wait; null when it does not say
   */
  rateLimited(reason: RateLimitReason, waitMs: number | null): void;
  /** The call ended in a way that says nothing about limits. */
  release(): void;
}

/** Too many a second, or too many in flight. Many endpoints say the first and mean the second. */
export type RateLimitReason = Extract<ErrorReason, 'too_fast' | 'too_many_at_once'>;

export interface PacerState {
  inFlight: number;
  /** Most calls in flight at present; infinite while nothing bounds them. */
  limit: number;
  /** Most calls in flight that the endpoint was found to accept; null while no bound is known. */
  callsAtOnce: number | null;
  /** How that bound was found; null while none is known. */
  callsAtOnceBy: ConcurrencyBoundCause | null;
  /** Most starts a second that it was found to accept; null while no bound is known. */
  startsPerSecond: number | null;
  /** Milliseconds until calls may start again, 0 when they may. */
  pausedMs: number;
}

export interface Pacer {
  /**
   * Resolves when the next call may start.
   * @param options.adaptive whether the learnt bounds hold for this call; a pause always does
   * @param options.owner on whose behalf: owners take turns, the one with the fewest calls in flight first; and while no
   *   bound is known, one that has none need not wait for those of others, which may be those of a slower model
   * @throws the reason of `signal` when that is aborted first
   */
  acquire(options: { adaptive: boolean; signal: AbortSignal; owner?: string }): Promise<Permit>;
  readonly state: PacerState;
}

/** Calls in flight before anything is known. */
const FIRST_WINDOW = 2;
/** Growth of the window for each answer: it doubles with each round of answers. */
const WINDOW_GROWTH = 1;
/** Added to a pause at random, so that many processes do not come back in the same moment. */
const PAUSE_JITTER = 0.05;
const MAX_PAUSE_JITTER_MS = 2_000;
const FIRST_PROBE_AFTER_MS = 500;
const MAX_PROBE_AFTER_MS = 30_000;
/** A refusal that asks for a wait is paid for with a pause of all calls, so it is risked less often. */
const WAITS_BEFORE_PROBE = 10;
/** How much more a probe asks for, as a share of the bound: this at first, then twice as much each time. */
const FIRST_STEP = 0.1;
const MAX_STEP = 0.4;
/** The rate is counted over one second. */
const RATE_SPAN_MS = 1_000;
/** Starts that left us evenly arrive unevenly, so a little below the bound is as fast as is safe. */
const RATE_MARGIN = 0.98;
/** A call in flight for this many times as long as a refusal took was accepted, else it had been refused. */
const ACCEPTED_AFTER_REFUSALS = 5;
/** Left of both bounds when nothing tells which of them a refusal meant. */
const DECREASE = 0.85;

interface Waiter {
  adaptive: boolean;
  owner: string | undefined;
  since: number;
  start(): void;
}

/** A call in flight, with what held when it started, itself included. */
interface StartedCall {
  owner: string | undefined;
  startedAt: number;
  concurrency: number;
  startsPerSecond: number;
}

/** A bound that is being learnt, and when to probe beyond it. */
interface Bound {
  /** Infinite until it was exceeded. */
  value: number;
  /** The most that was accepted since the bound was last lowered below that. */
  accepted: number;
  probeAfterMs: number;
  probeAt: number;
  /** The value that the last probe started from. */
  beforeProbe: number;
  /** How much more the next probe asks for, as a share of the bound. */
  step: number;
  /** Whether it was raised by a probe since it was last lowered. */
  wasProbed: boolean;
}

/** Opens the pacer of one endpoint. `random` is for jitter, 0 to 1. */
export function createPacer(random: () => number = Math.random): Pacer {
  let inFlight = 0;
  /** Most calls in flight while no bound is known; grows with every answer. */
  let window = FIRST_WINDOW;
  let pausedUntil = 0;
  let nextStartAt = 0;
  let lastLoweredAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const waiters: Waiter[] = [];
  /** When the calls of the last second started; refused ones do not count. */
  let starts: number[] = [];
  /** Calls in flight, in the order in which they started. */
  const active = new Set<StartedCall>();
  const concurrencyBound = unknownBound();
  let boundBy: ConcurrencyBoundCause | null = null;
  const saturation = createSaturationDetector();
  const rateBound = unknownBound();

  function limit(): number {
    return Math.max(1, Math.floor(Math.min(window, concurrencyBound.value)));
  }

  function pump(): void {
    clearTimeout(timer);
    timer = undefined;
    for (let next = nextInTurn(); next; next = nextInTurn()) {
      const { waiter, callsOfOwner } = next;
      const now = performance.now();
      const startsAt = Math.max(pausedUntil, waiter.adaptive ? nextStart() : 0);
      if (now < startsAt) {
        timer = setTimeout(pump, startsAt - now);
        return;
      }
      // A window that is only a guess may be filled for long by the calls of another.
      const isBesides = callsOfOwner === 0 && !Number.isFinite(concurrencyBound.value);
      if (waiter.adaptive && inFlight >= limit() && !isBesides) return;
      waiters.splice(waiters.indexOf(waiter), 1);
      waiter.start();
    }
  }

  /** Whose owner has the fewest calls in flight, so that a slow one keeps no more than its share; of those the first. */
  function nextInTurn(): { waiter: Waiter; callsOfOwner: number } | undefined {
    const calls = new Map<string | undefined, number>();
    for (const { owner } of active) calls.set(owner, (calls.get(owner) ?? 0) + 1);
    let next: { waiter: Waiter; callsOfOwner: number } | undefined;
    for (const waiter of waiters) {
      const callsOfOwner = calls.get(waiter.owner) ?? 0;
      if (!next || callsOfOwner < next.callsOfOwner) next = { waiter, callsOfOwner };
    }
    return next;
  }

  /** When one more start keeps both the delay between starts and the number in any second. */
  function nextStart(): number {
    if (!Number.isFinite(rateBound.value)) return 0;
    // Of the last starts, as many as a second may have, the oldest must be a second ago.
    const oldest = starts.at(-Math.max(1, Math.floor(rateBound.value)));
    return Math.max(nextStartAt, oldest === undefined ? 0 : oldest + RATE_SPAN_MS / RATE_MARGIN);
  }

  function begin(waiter: Waiter): Permit {
    const startedAt = performance.now();
    inFlight += 1;
    starts = starts.filter((at) => at > startedAt - RATE_SPAN_MS / RATE_MARGIN);
    starts.push(startedAt);
    const call = {
      owner: waiter.owner,
      startedAt,
      concurrency: inFlight,
      startsPerSecond: starts.length,
    };
    active.add(call);
    const wasFull = waiter.adaptive && inFlight >= limit();
    if (waiter.adaptive && Number.isFinite(rateBound.value)) {
      nextStartAt = Math.max(startedAt, nextStartAt + RATE_SPAN_MS / rateBound.value);
      if (nextStartAt === startedAt) nextStartAt += RATE_SPAN_MS / rateBound.value;
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
        noteAccepted(call);
        if (firstByteMs !== null) heedSaturation(call, firstByteMs);
        if (wasFull && window < concurrencyBound.value) window += WINDOW_GROWTH;
        probe(wasFull ? concurrencyBound : rateBound);
        pump();
      },
      rateLimited(reason, waitMs) {
        if (!end()) return;
        starts = starts.filter((at) => at !== startedAt);
        const now = performance.now();
        // The bounds were lowered after this call had started: its refusal tells nothing new.
        if (startedAt > lastLoweredAt) {
          noteAcceptedInFlight(now, now - startedAt);
          lower(reason, call, waitMs ?? 0);
          lastLoweredAt = now;
        }
        if (waitMs !== null) {
          // Nobody waits for longer: that is a quota.
          const pause = Math.min(waitMs, QUOTA_WAIT_MS);
          const jitter = random() * Math.min(pause * PAUSE_JITTER, MAX_PAUSE_JITTER_MS);
          pausedUntil = Math.max(pausedUntil, now + pause + jitter);
        }
        pump();
      },
      release() {
        if (end()) pump();
      },
    };
  }

  function noteAccepted({ concurrency, startsPerSecond }: StartedCall): void {
    concurrencyBound.accepted = Math.max(concurrencyBound.accepted, concurrency);
    rateBound.accepted = Math.max(rateBound.accepted, startsPerSecond);
  }

  /** Calls that have been in flight for much longer than a refusal takes were accepted. */
  function noteAcceptedInFlight(now: number, refusedAfterMs: number): void {
    const acceptedBefore = now - ACCEPTED_AFTER_REFUSALS * (refusedAfterMs + 1);
    for (const earlier of active) {
      if (earlier.startedAt >= acceptedBefore) break;
      noteAccepted(earlier);
    }
  }

  /** Fewer in flight bring as much: goes back to so many, and stays there for a while. */
  function heedSaturation({ startedAt, concurrency }: StartedCall, firstByteMs: number): void {
    const saturated = saturation.noteAnswer({ startedAt, concurrency, firstByteMs });
    if (!saturated || saturated.limit >= limit()) return;
    lowerTo(concurrencyBound, saturated.limit);
    boundBy = 'latency';
    window = concurrencyBound.value;
    concurrencyBound.probeAt = Math.max(
      concurrencyBound.probeAt,
      performance.now() + saturated.holdMs,
    );
  }

  /** Lowers the bound that a refusal meant, as far as that can be known (docs/decisions/0013). */
  function lower(reason: RateLimitReason, call: StartedCall, waitMs: number): void {
    saturation.reset();
    const before = concurrencyBound.value;
    const { concurrency, startsPerSecond } = call;
    const exceedsConcurrency = concurrency > concurrencyBound.accepted;
    const exceedsRate = startsPerSecond > rateBound.accepted;
    if (reason === 'too_many_at_once') {
      lowerTo(concurrencyBound, exceedsConcurrency ? concurrencyBound.accepted : concurrency / 2);
    } else if (exceedsConcurrency) {
      // If it was the rate instead, the next refusal will come with fewer in flight, and say so.
      lowerTo(concurrencyBound, concurrencyBound.accepted);
    } else if (exceedsRate) {
      lowerTo(rateBound, rateBound.accepted);
    } else {
      // Both were accepted before. Either a probe went too far, or the endpoint takes less by now.
      const probed = [concurrencyBound, rateBound].filter(({ wasProbed }) => wasProbed);
      for (const bound of probed) lowerTo(bound, bound.beforeProbe);
      if (probed.length === 0) {
        lowerTo(concurrencyBound, concurrency * DECREASE);
        lowerTo(rateBound, startsPerSecond * DECREASE);
      }
    }
    if (concurrencyBound.value < before) boundBy = 'refusal';
    window = Math.max(1, Math.min(window, concurrencyBound.value));
    const soonest = performance.now() + waitMs * WAITS_BEFORE_PROBE;
    for (const bound of [concurrencyBound, rateBound]) {
      bound.probeAt = Math.max(bound.probeAt, soonest);
    }
  }

  function lowerTo(bound: Bound, value: number): void {
    bound.value = Math.max(1, value);
    bound.accepted = Math.min(bound.accepted, value);
    // The longer the endpoint keeps to its bound, the less often we probe beyond it.
    bound.probeAfterMs = bound.wasProbed
      ? Math.min(bound.probeAfterMs * 2, MAX_PROBE_AFTER_MS)
      : FIRST_PROBE_AFTER_MS;
    bound.probeAt = performance.now() + bound.probeAfterMs;
    bound.step = FIRST_STEP;
    bound.wasProbed = false;
  }

  /** Raises the bound that holds calls back by a little, to see whether more is accepted. */
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
    acquire({ adaptive, signal, owner }) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const giveUp = () => {
          const index = waiters.indexOf(waiter);
          if (index !== -1) waiters.splice(index, 1);
          reject(signal.reason);
          pump();
        };
        const waiter: Waiter = {
          adaptive,
          owner,
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
      const isRateBounded = Number.isFinite(rateBound.value);
      return {
        inFlight,
        limit: limit(),
        callsAtOnce: Number.isFinite(concurrencyBound.value)
          ? Math.floor(concurrencyBound.value)
          : null,
        callsAtOnceBy: boundBy,
        startsPerSecond: isRateBounded ? Math.round(rateBound.value * 10) / 10 : null,
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
