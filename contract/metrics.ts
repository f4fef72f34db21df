/** Metrics computed from results, in the shapes in which the API tells them. */
import type { Outcome } from './outcomes.ts';
import type { RunSettings } from './runSettings.ts';

/**
 * Metrics of a session's or a run's results. Latency, TTFT, TPOT and speed are over answered prompts only and
 * null while there is none; tokens are null when no answer came with a count. Percentages are 0–100.
 */
export interface SessionMetrics {
  totalPrompts: number;
  completedPrompts: number;
  failedPrompts: number;
  avgLatencyMs: number | null;
  p50LatencyMs: number | null;
  p95LatencyMs: number | null;
  p99LatencyMs: number | null;
  minLatencyMs: number | null;
  maxLatencyMs: number | null;
  avgTtftMs: number | null;
  p50TtftMs: number | null;
  p95TtftMs: number | null;
  p99TtftMs: number | null;
  /** Median time to the first reasoning token, of answers that had any. */
  p50FirstThoughtMs: number | null;
  p50TpotMs: number | null;
  p95TpotMs: number | null;
  p99TpotMs: number | null;
  /** Of single answers; what all of them brought in a second is the throughput. */
  avgOutputTokensPerSecond: number | null;
  p50OutputTokensPerSecond: number | null;
  totalInputTokens: number | null;
  totalOutputTokens: number | null;
  /** The part of the output that was spent on reasoning, where servers tell. */
  totalReasoningTokens: number | null;
  /** The latencies of all results added up, also of calls that were in flight at the same time. */
  totalLatencyMs: number | null;
  /** Our queueing and back-off, added up in the same way. */
  totalWaitedMs: number | null;
  /** Attempts after the first, over all results. */
  retries: number | null;
  /** Characters. */
  avgResponseLength: number | null;
  /** Percentage of results that were answered. */
  successRate: number | null;
  /** Results that have a grade. */
  gradedPrompts: number;
  correctPrompts: number;
  /** Percentage of graded answers that passed. */
  accuracy: number | null;
}

/** How many results of a run had an outcome, and what one click can do about it. */
export interface OutcomeCount {
  outcome: Outcome;
  count: number;
  /** How many of them are answers that were probably truncated; the remedy is then for those. */
  probablyTruncated: number;
  /** How many of them failed because the endpoint refused the key, or does not let it do this. */
  keyRefused: number;
  /** The settings with which a rerun may cure it; null where there is none. */
  remedy: { label: string; config: Partial<RunSettings> } | null;
}

/** How many results are of a category. */
export interface CategoryCount {
  category: string;
  count: number;
}

/** One bar of a latency histogram: answers whose latency is at least `fromMs` and below `toMs`. */
export interface LatencyBucket {
  fromMs: number;
  toMs: number;
  count: number;
}
