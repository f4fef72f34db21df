import type { RunResult } from '../lib/api.ts';

/** One result in a chart of the latency over the run. */
export interface LatencyPoint {
  /** Place in the order in which results came, from 1. */
  seq: number;
  ms: number;
  success: boolean;
}

/** The results whose latency is known, in the order in which they came. */
export function latencyPoints(results: RunResult[]): LatencyPoint[] {
  return results.flatMap(({ seq, latencyMs, success }) =>
    latencyMs === null ? [] : [{ seq, ms: latencyMs, success }],
  );
}

/** The same percentile as the API's: over answered prompts, between neighbours (`percentile_cont`). */
export function percentileOf(points: LatencyPoint[], quantile: number): number | null {
  const sorted = points.filter(({ success }) => success).map(({ ms }) => ms);
  sorted.sort((a, b) => a - b);
  const position = (sorted.length - 1) * quantile;
  const low = sorted[Math.floor(position)];
  const high = sorted[Math.ceil(position)];
  if (low === undefined || high === undefined) return null;
  return low + (high - low) * (position - Math.floor(position));
}
