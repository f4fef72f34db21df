import type { RunActivity } from '../../../contract/runActivity.ts';
import type { RunSettings } from '../../../contract/runSettings.ts';
import type { ModelCallError } from '../../endpoint/index.ts';
import type { Pacer, PacerState } from '../../pacing/index.ts';

const RATE_OVER_MS = 10_000;
/** Slow prompts are too few in that time to tell a rate by. */
const RATE_OVER_PROMPTS = 20;
const MAX_SAMPLES = 240;
const FIRST_SAMPLES_EVERY_MS = 250;

/** Keeps account of how a run is getting on, to be told now and then. */
export interface ActivityReport {
  finished(): void;
  /** A call failed and is made again after `backoffMs`. */
  retried(backoffMs: number, error: Pick<ModelCallError, 'reason' | 'status'>): void;
  /** How it stands. */
  read(): RunActivity;
}

/** What the report looks at. */
export interface ActivitySources {
  pacer: Pacer;
  config: Pick<RunSettings, 'concurrency' | 'adaptive'>;
  /** The run's own calls. */
  calls: { inFlight: number; areWarmUp: boolean };
  /** Milliseconds until the run's own pause between two starts is over. */
  delayLeftMs(): number;
  /** Prompts that this worker has to ask. */
  samples: number;
  /** What an earlier worker of the same run had told last. */
  before: RunActivity | null;
}

/** Opens the account of one worker's part of a run. */
export function createActivityReport(sources: ActivitySources): ActivityReport {
  const { pacer, config, calls, before } = sources;
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
    return config.adaptive ? Math.min(config.concurrency, state.limit) : config.concurrency;
  }

  function sample(now: number): void {
    const at = Math.round(elapsedBefore + now - startedAt);
    if (timeline.length > 0 && at - (timeline.at(-1)?.[0] ?? 0) < everyMs) return;
    timeline = [...timeline, [at, calls.inFlight, limitOf(pacer.state)]];
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
    if (calls.inFlight > 0) return { state: 'calling', waitMs: 0 } as const;
    if (pausedMs > 0) return { state: 'paused', waitMs: pausedMs } as const;
    if (backingOffUntil.length > 0) {
      return { state: 'backing_off', waitMs: Math.min(...backingOffUntil) - now } as const;
    }
    const spacingMs = sources.delayLeftMs();
    if (spacingMs > 0) return { state: 'spacing', waitMs: spacingMs } as const;
    if (left > 0 && inFlight > 0) return { state: 'queued', waitMs: 0 } as const;
    return { state: 'calling', waitMs: 0 } as const;
  }

  sample(startedAt);
  return {
    finished() {
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
        state: state === 'calling' && calls.areWarmUp ? 'warming_up' : state,
        resumesAt: waitMs > 0 ? new Date(Date.now() + waitMs).toISOString() : null,
        waitSeconds: waitMs > 0 ? Math.ceil(waitMs / 1_000) : null,
        lastRetry,
        inFlight: calls.inFlight,
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
