import { errorReasonDefinitions } from '../../../contract/errorReasons.ts';
import type { RunActivity } from '../../../contract/runActivity.ts';
import type { RunSettings } from '../../../contract/runSettings.ts';
import { runWallMs } from '../../../contract/runs.ts';
import type { ModelCallError } from '../../endpoint/index.ts';
import type { Pacer, PacerState } from '../../pacing/index.ts';
import { createAccuracySoFar, type GradedSample } from './accuracySoFar.ts';
import { type CallsNow, createFinishForecast } from './finishForecast.ts';

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
  sampleFinished(sample: GradedSample & { latencyMs: number | null }): void;
  /** A call failed and is made again after `backoffMs`. */
  retried(backoffMs: number, error: Pick<ModelCallError, 'reason' | 'status'>): void;
  /** The activity now. */
  read(): RunActivity;
}

/** What the report reads from. */
export interface ActivitySources {
  pacer: Pacer;
  settings: Pick<RunSettings, 'concurrency' | 'adaptive' | 'delayMs'>;
  /** Milliseconds until the delay that the settings ask for between two requests is over. */
  delayLeftMs(): number;
  /** How many samples this worker has to run. */
  samples: number;
  /** Those that have a result already. */
  finished: GradedSample[];
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
  const forecast = createFinishForecast(startedAt);
  const accuracy = createAccuracySoFar(sources.finished);

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

  /** The pause that holds now, told to the forecast as often as anybody looks. */
  function notePause(now: number): void {
    const { pausedMs } = pacer.state;
    if (pausedMs > 0) forecast.paused(now, now + pausedMs);
  }

  /** The run's calls, and what bounds them: what was learnt, where it holds for them, and its own settings. */
  function callsNow(): CallsNow {
    const { callsAtOnce, startsPerSecond } = pacer.state;
    const { adaptive, concurrency, delayMs } = settings;
    const rates = [adaptive ? startsPerSecond : null, delayMs > 0 ? 1_000 / delayMs : null].filter(
      (rate) => rate !== null,
    );
    return {
      inFlight: callsInFlight,
      callsAtOnce: adaptive && callsAtOnce !== null ? Math.min(callsAtOnce, concurrency) : null,
      startsPerSecond: rates.length === 0 ? null : Math.min(...rates),
    };
  }

  /** Seconds until the last sample is finished, and not before the longest back-off is over. */
  function etaSeconds(now: number, waitMs: number): number | null {
    const leftMs = forecast.leftMs(now, samplesLeft, callsNow());
    if (leftMs === null) return null;
    const backoffMs = Math.max(0, ...backingOffUntil.map((until) => until - now));
    return Math.ceil(Math.max(leftMs, backoffMs, waitMs) / 1_000);
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
    sampleFinished({ latencyMs, ...sample }) {
      const now = performance.now();
      samplesLeft -= 1;
      notePause(now);
      forecast.finished(now, latencyMs);
      accuracy.add(sample);
      recordPoint(now);
    },
    retried(backoffMs, { reason, status }) {
      retries += 1;
      lastRetry = { reason, status: status ?? null, at: new Date().toISOString() };
      if (errorReasonDefinitions[reason].kind !== 'rate_limit') forecast.repeated();
      const now = performance.now();
      notePause(now);
      if (backoffMs > 0) backingOffUntil.push(now + backoffMs);
    },
    read() {
      const now = performance.now();
      recordPoint(now);
      notePause(now);
      const { state, waitMs } = waitReason(now, pacer.state);
      const rate = forecast.ratePerSecond(now);
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
        callsAtOnceBy: pacer.state.callsAtOnceBy,
        startsPerSecond: pacer.state.startsPerSecond,
        ratePerSecond: rate === null ? null : Number(rate.toPrecision(3)),
        etaSeconds: etaSeconds(now, waitMs),
        retries,
        accuracy: accuracy.read(),
        timeline,
      };
    },
  };
}
