import type { RunPace } from '../../db/runPace.ts';
import type { Pacer } from './pacer.ts';

const RATE_OVER_MS = 10_000;
const MOST_SAMPLES = 240;

/** Keeps account of how a run is getting on, to be told now and then. */
export interface PaceReport {
  finished(): void;
  retried(backoffMs: number): void;
  /** How it stands. `inFlight` are this run's own calls. */
  read(inFlight: number, isWarmingUp: boolean): RunPace;
}

/** @param before what an earlier worker of the same run had told last */
export function createPaceReport(pacer: Pacer, before: RunPace | null): PaceReport {
  const startedAt = performance.now();
  const elapsedBefore = before?.timeline.at(-1)?.[0] ?? 0;
  let timeline = before?.timeline ?? [];
  let everyMs = 1_000;
  let retries = before?.retries ?? 0;
  let backingOffUntil = 0;
  let finishedAt: number[] = [];

  function sample(now: number, inFlight: number, limit: number): void {
    const at = Math.round(elapsedBefore + now - startedAt);
    if (timeline.length > 0 && at - (timeline.at(-1)?.[0] ?? 0) < everyMs) return;
    timeline = [...timeline, [at, inFlight, limit]];
    if (timeline.length < MOST_SAMPLES) return;
    timeline = timeline.filter((_, index) => index % 2 === 0);
    everyMs *= 2;
  }

  return {
    finished() {
      finishedAt.push(performance.now());
    },
    retried(backoffMs) {
      retries += 1;
      backingOffUntil = Math.max(backingOffUntil, performance.now() + backoffMs);
    },
    read(inFlight, isWarmingUp) {
      const now = performance.now();
      const { limit, startsPerSecond, pausedMs } = pacer.state;
      sample(now, inFlight, limit);
      finishedAt = finishedAt.filter((at) => at > now - RATE_OVER_MS);
      const overMs = Math.min(RATE_OVER_MS, now - startedAt);
      const waitMs = inFlight > 0 ? 0 : pausedMs || Math.max(0, backingOffUntil - now);
      return {
        state: stateOf({ waitMs, pausedMs, isWarmingUp }),
        resumesAt: waitMs > 0 ? new Date(Date.now() + waitMs).toISOString() : null,
        inFlight,
        limit,
        startsPerSecond,
        ratePerSecond:
          finishedAt.length === 0 ? null : Math.round((finishedAt.length / overMs) * 10_000) / 10,
        retries,
        timeline,
      };
    },
  };
}

function stateOf(now: { waitMs: number; pausedMs: number; isWarmingUp: boolean }) {
  if (now.waitMs > 0) return now.pausedMs > 0 ? 'paused' : 'backing_off';
  return now.isWarmingUp ? 'warming_up' : 'calling';
}
