import type { RunActivity } from '../../../contract/runActivity.ts';
import type { RunSettings } from '../../../contract/runSettings.ts';
import { runWallMs } from '../../../contract/runs.ts';
import type { ModelCallError } from '../../endpoint/index.ts';
import type { Pacer, PacerState } from '../../pacing/index.ts';

const RATE_WINDOW_MS = 10_000;
/** Slow samples are too few in that time to compute a rate from, so the last few always count. */
const RATE_WINDOW_SAMPLES = 20;
const MAX_TIMELINE_POINTS = 240;
const FIRST_POINT_EVERY_MS = 250;

/**
 * What a run is doing just now, and what it waits for when nothing moves. It owns the run's counters:
 * calls in flight, retries, finished samples.
 */
export interface ActivityReport {
  /** A call of the run was sent; those that wait for their turn do not count. */
  callStarted(): void;
  callEnded(): void;
  /** From now on calls are, or are no longer, warm-ups. */
  warmUp(isActive: boolean): void;
  /** From now on the run waits for the part of another one, or no longer does. */
  waitForOther(isWaiting: boolean): void;
  /** One more sample waits, or waits no longer, for the same prompt of another run: a moment, not a queue. */
  inStep(isWaiting: boolean): void;
  sampleFinished(): void;
  /** A call failed and is made again after `backoffMs`. */
  retried(backoffMs: number, error: Pick<ModelCallError, 'reason' | 'status'>): void;
  /** The activity now. */
  read(): RunActivity;
}

/** What the report reads from. */
export interface ActivitySources {
  pacer: Pacer;
  settings: Pick<RunSettings, 'concurrency' | 'adaptive'>;
  /** Milliseconds until the delay that the settings ask for between two requests is over. */
  delayLeftMs(): number;
  /** How many samples this worker has to run. */
  samples: number;
  /** The last activity of an earlier worker of the same run. */
  previous: RunActivity | null;
}

/** Opens the report of one worker's part of a run. */
export function createActivityReport(sources: ActivitySources): ActivityReport {
  const { pacer, settings, previous } = sources;
  let callsInFlight = 0;
  let isWarmingUp = false;
  let isOthersTurn = false;
  let samplesInStep = 0;
  const startedAt = performance.now();
  const previousMs = previous ? runWallMs({ pace: previous }) : 0;
  let timeline = previous?.timeline ?? [];
  let pointEveryMs = FIRST_POINT_EVERY_MS;
  let retries = previous?.retries ?? 0;
  let lastRetry = previous?.lastRetry ?? null;
  let samplesLeft = sources.samples;
  let backingOffUntil: number[] = [];
  let finishTimes: number[] = [];

  function limitOf(state: PacerState): number {
    const { adaptive, concurrency } = settings;
    return adaptive ? Math.min(concurrency, state.limit) : concurrency;
  }

  function wallMs(now: number): number {
    return Math.round(previousMs + now - startedAt);
  }

  function recordPoint(now: number): void {
    const at = wallMs(now);
    if (timeline.length > 0 && at - (timeline.at(-1)?.[0] ?? 0) < pointEveryMs) return;
    timeline = [...timeline, [at, callsInFlight, limitOf(pacer.state)]];
    if (timeline.length < MAX_TIMELINE_POINTS) return;
    timeline = timeline.filter((_, index) => index % 2 === 0);
    pointEveryMs *= 2;
  }

  function ratePerSecond(now: number): number | null {
    const total = finishTimes.length;
    const recent = finishTimes.filter(
      (at, index) => at > now - RATE_WINDOW_MS || index >= total - RATE_WINDOW_SAMPLES,
    );
    // The sample before the window ended about when the first one in it began.
    const since = finishTimes[total - recent.length - 1] ?? startedAt;
    finishTimes = finishTimes.slice(-Math.max(recent.length + 1, RATE_WINDOW_SAMPLES));
    return recent.length === 0 ? null : (recent.length * 1_000) / Math.max(1, now - since);
  }

  /** What the run waits for and how long; while a call is in flight it waits for nothing. */
  function waitReason(now: number, { pausedMs, inFlight }: PacerState) {
    backingOffUntil = backingOffUntil.filter((until) => until > now);
    if (callsInFlight > 0) return { state: 'calling', waitMs: 0 } as const;
    if (isOthersTurn) return { state: 'others_turn', waitMs: 0 } as const;
    if (pausedMs > 0) return { state: 'paused', waitMs: pausedMs } as const;
    if (backingOffUntil.length > 0) {
      return { state: 'backing_off', waitMs: Math.min(...backingOffUntil) - now } as const;
    }
    const delayMs = sources.delayLeftMs();
    if (delayMs > 0) return { state: 'spacing', waitMs: delayMs } as const;
    if (samplesLeft > 0 && inFlight > 0 && samplesInStep === 0)
      return { state: 'queued', waitMs: 0 } as const;
    return { state: 'calling', waitMs: 0 } as const;
  }

  recordPoint(startedAt);
  return {
    callStarted() {
      callsInFlight += 1;
    },
    callEnded() {
      callsInFlight -= 1;
    },
    warmUp(isActive) {
      isWarmingUp = isActive;
    },
    waitForOther(isWaiting) {
      isOthersTurn = isWaiting;
    },
    inStep(isWaiting) {
      samplesInStep += isWaiting ? 1 : -1;
    },
    sampleFinished() {
      const now = performance.now();
      samplesLeft -= 1;
      finishTimes.push(now);
      recordPoint(now);
    },
    retried(backoffMs, { reason, status }) {
      retries += 1;
      lastRetry = { reason, status: status ?? null, at: new Date().toISOString() };
      if (backoffMs > 0) backingOffUntil.push(performance.now() + backoffMs);
    },
    read() {
      const now = performance.now();
      recordPoint(now);
      const { state, waitMs } = waitReason(now, pacer.state);
      const rate = ratePerSecond(now);
      return {
        state: state === 'calling' && isWarmingUp ? 'warming_up' : state,
        resumesAt: waitMs > 0 ? new Date(Date.now() + waitMs).toISOString() : null,
        waitSeconds: waitMs > 0 ? Math.ceil(waitMs / 1_000) : null,
        lastRetry,
        wallMs: wallMs(now),
        stoppedBy: null,
        inFlight: callsInFlight,
        limit: limitOf(pacer.state),
        callsAtOnce: pacer.state.callsAtOnce,
        startsPerSecond: pacer.state.startsPerSecond,
        ratePerSecond: rate === null ? null : Number(rate.toPrecision(3)),
        etaSeconds: rate === null ? null : Math.ceil(samplesLeft / rate + waitMs / 1_000),
        retries,
        timeline,
      };
    },
  };
}
