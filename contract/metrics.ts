/** Metrics computed from results, in the shapes in which the API tells them. */
import type { ErrorReason } from './errorReasons.ts';
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
  /** Percentage of results that were answered, with the bounds of its 95 % Wilson interval. */
  successRate: number | null;
  successRateLow: number | null;
  successRateHigh: number | null;
  /** Results that have a grade. */
  gradedPrompts: number;
  correctPrompts: number;
  /** Results that could have been graded, had not the endpoint or the network failed. */
  leftOutPrompts: number;
  /**
   * Percentage of graded results that passed, with the bounds of its 95 % Wilson interval. The interval counts each prompt once,
   * however often it was asked: answers to one prompt are alike.
   */
  accuracy: number | null;
  accuracyLow: number | null;
  accuracyHigh: number | null;
}

/** How many of some results passed. */
export interface Accuracy {
  graded: number;
  correct: number;
  /** Results that could have been graded, had not the endpoint or the network failed. */
  leftOut: number;
  /** Prompts among them that have a graded result; the interval counts each once. */
  prompts: number;
  /** Percentage, and the bounds of its 95 % Wilson interval; null where nothing was graded. */
  accuracy: number | null;
  accuracyLow: number | null;
  accuracyHigh: number | null;
}

/** The accuracy of a run, and of its parts. */
export interface AccuracyReport extends Accuracy {
  /** Results whose grade is a person's. */
  overruled: number;
  /** How often each prompt was asked. */
  samples: number;
  /**
   * Percentage of prompts of which every sample passed, and of which at least one did, over those whose samples were all
   * graded; null where each was asked once.
   */
  passHatK: number | null;
  passAtK: number | null;
  /** By name; prompts without a category are in none. */
  categories: ({ name: string } & Accuracy)[];
  /** By the part of the data set that they are from, such as the level in a pooled suite. */
  splits: ({ name: string } & Accuracy)[];
}

/** With fewer graded prompts a page says what an accuracy cannot show. */
export const MIN_GRADED_PROMPTS = 30;

/** So many answers carry a percentile: with fewer none can be expected beyond it. */
export const MIN_ANSWERS_OF_PERCENTILE = { p50: 2, p95: 20, p99: 100 } as const;

/** The answers to one prompt, those that say the same together. */
export interface AnswerCluster {
  /** What they say: the place that the grade is about, else how they begin. */
  text: string;
  count: number;
  correct: boolean | null;
}

export interface PromptAnswers {
  promptIndex: number;
  prompt: string;
  category: string | null;
  samples: number;
  graded: number;
  correct: number;
  /** The most frequent first. */
  clusters: AnswerCluster[];
}

/** How many results of a run had an outcome, and what one click can do about it. */
export interface OutcomeCount {
  outcome: Outcome;
  count: number;
  /** How many of them are answers that were probably truncated; the remedy is then for those. */
  probablyTruncated: number;
  /** How many of them failed because the endpoint refused the key, or does not let it do this. */
  keyRefused: number;
  /** Why there was no answer, the most frequent first. */
  reasons: FailureReason[];
  /** The settings with which a rerun may cure it; null where there is none. */
  remedy: { label: string; config: Partial<RunSettings> } | null;
}

/** Why calls failed. */
export interface FailureReason {
  reason: ErrorReason;
  count: number;
  /** Index of the prompt from which on every one failed for this reason; null where others were answered after it. */
  unbrokenFrom: number | null;
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
