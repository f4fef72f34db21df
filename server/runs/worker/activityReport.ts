import type { RunActivity } from '../../../contract/runActivity.ts';
import type { RunSettings } from '../../../contract/runSettings.ts';
import type { ModelCallError } from '../../endpoint/index.ts';
import type { Pacer, PacerState } from '../../pacing/index.ts';

const RATE_OVER_MS = 10_000;
/** Slow prompts are too few in that time to tell a rate by. */
const RATE_OVER_PROMPTS = 20;
const MAX_SAMPLES = 240;
const FIRST_SAMPLES_EVERY_MS = 250;

/**
 * What a run is doing, for people who wonder why nothing moves. It owns the run's counters: its calls in
 * flight, its retries, its finished samples.
 */
export interface ActivityReport {
  /** A call of the run is on its way; waiting ones do not count. */
  callStarted(): void;
  callEnded(): void;
  /** From now on calls are, or are no longer, warm-ups. */
  warmUp(isActive: boolean): void;
  sampleFinished(): void;
  /** A call failed and is made again after `backoffMs`. */
  retried(backoffMs: number, error: Pick<ModelCallError, 'reason' | 'status'>): void;
  /** The activity now. */
  read(): RunActivity;
}

/** What the report looks at. */
export interface ActivitySources {
  pacer: Pacer;
  settings: Pick<RunSettings, 'concurrency' | 'adaptive'>;
  /** Milliseconds until the run's own pause between two starts is over. */
  delayLeftMs(): number;
  /** How many samples this worker has to run. */
  samples: number;
  /** The last activity of an earlier worker of the same run. */
  before: RunActivity | null;
}

/** Opens the report of one worker's part of a run. */
export function createActivityReport(sources: ActivitySources): ActivityReport {
  const { pacer, settings, before } = sources;
  let callsInFlight = 0;
  let isWarmingUp = false;
  const startedAt = performance.now();
  const elapsedBefore = before?.timeline.at(-1)?.[0] ?? 0;
  let timeline = before?.timeline ?? [];
  let everyMs = FIRST_SAMPLES_EVERY_MS;
  let retries = before?.retries ?? 0;
  let lastRetry = before?.lastRetry ?? null;
  let left = sources.samples;
  let backingOffUntil: number[] = [];
  let finishedAt: number[] = [];

  function limitOf(state: PacerState): number {
    const { adaptive, concurrency } = settings;
    return adaptive ? Math.min(concurrency, state.limit) : concurrency;
  }

  function sample(now: number): void {
    const at = Math.round(elapsedBefore + now - startedAt);
    if (timeline.length > 0 && at - (timeline.at(-1)?.[0] ?? 0) < everyMs) return;
    timeline = [...timeline, [at, callsInFlight, limitOf(pacer.state)]];
    if (timeline.length < MAX_SAMPLES) return;
    timeline = timeline.filter((_, index) => index % 2 === 0);
    everyMs *= 2;
  }

  function ratePerSecond(now: number): number | null {
    const first = finishedAt.length;
    const recent = finishedAt.filter(
      (at, index) => at > now - RATE_OVER_MS || index >= first - RATE_OVER_PROMPTS,
    );
    // What is left out here marks when the first one that counts was begun with.
    const since = finishedAt[first - recent.length - 1] ?? startedAt;
    finishedAt = finishedAt.slice(-Math.max(recent.length + 1, RATE_OVER_PROMPTS));
    return recent.length === 0 ? null : (recent.length * 1_000) / Math.max(1, now - since);
  }

  /** What keeps the run from calling and for how long; a call in flight means that nothing does. */
  function waitReason(now: number, { pausedMs, inFlight }: PacerState) {
    backingOffUntil = backingOffUntil.filter((until) => until > now);
    if (callsInFlight > 0) return { state: 'calling', waitMs: 0 } as const;
    if (pausedMs > 0) return { state: 'paused', waitMs: pausedMs } as const;
    if (backingOffUntil.length > 0) {
      return { state: 'backing_off', waitMs: Math.min(...backingOffUntil) - now } as const;
    }
    const delayMs = sources.delayLeftMs();
    if (delayMs > 0) return { state: 'spacing', waitMs: delayMs } as const;
    if (left > 0 && inFlight > 0) return { state: 'queued', waitMs: 0 } as const;
    return { state: 'calling', waitMs: 0 } as const;
  }

  sample(startedAt);
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
    sampleFinished() {
      const now = performance.now();
      left -= 1;
      finishedAt.push(now);
      sample(now);
    },
    retried(backoffMs, { reason, status }) {
      retries += 1;
      lastRetry = { reason, status: status ?? null, at: new Date().toISOString() };
      if (backoffMs > 0) backingOffUntil.push(performance.now() + backoffMs);
    },
    read() {
      const now = performance.now();
      sample(now);
      const { state, waitMs } = waitReason(now, pacer.state);
      const rate = ratePerSecond(now);
      return {
        state: state === 'calling' && isWarmingUp ? 'warming_up' : state,
        resumesAt: waitMs > 0 ? new Date(Date.now() + waitMs).toISOString() : null,
        waitSeconds: waitMs > 0 ? Math.ceil(waitMs / 1_000) : null,
        lastRetry,
        inFlight: callsInFlight,
        limit: limitOf(pacer.state),
        callsAtOnce: pacer.state.callsAtOnce,
        startsPerSecond: pacer.state.startsPerSecond,
        ratePerSecond: rate === null ? null : Math.round(rate * 10) / 10,
        etaSeconds: rate === null ? null : Math.ceil(left / rate + waitMs / 1_000),
        retries,
        timeline,
      };
    },
  };
}
