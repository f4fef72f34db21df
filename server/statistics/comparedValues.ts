/** What goes into the statistics of a comparison and what comes out: plain data, since it crosses into a thread. */
import type {
  ComparedCategory,
  Difference,
  Ratio,
  UndecidedReason,
  Verdict,
} from '../../contract/runComparison.ts';

/** The figures that models are held against each other by, beside their grades. */
export const ratioNames = ['latency', 'ttft', 'tpot', 'outputTokens'] as const;
export type RatioName = (typeof ratioNames)[number];

export interface ComparedValues {
  /** One a pair: the mean of its samples on either side, 0 to 1; 0 or 1 where each prompt was asked once. */
  candidate: Float64Array;
  baseline: Float64Array;
  /** The number of each pair's category, from 0; -1 where it has none. */
  categories: Int32Array;
  /** How many prompts lack a grade on at least one side, by the number of the category. */
  missingOfCategory: Int32Array;
  /** The same over all, those without a category included. */
  missing: number;
  /** In points, above 0. */
  margin: number;
  /** Whether both runs have ended. */
  isFinal: boolean;
  /** What resampling is drawn with: a 32-bit integer, the same for the same two runs. */
  seed: number;
  /** Natural logarithms of candidate by baseline, one a prompt that both answered. */
  logRatios: Record<RatioName, Float64Array>;
}

export interface ComparedStatistics extends Difference {
  verdict: Verdict;
  undecidedBecause: UndecidedReason | null;
  worstCase: Verdict | null;
  nonInferior: boolean;
  smallestVisibleDifference: number | null;
  promptsToDecide: number | null;
  /** Those with at least one pair, by the number of the category. */
  categories: (Omit<ComparedCategory, 'category'> & { category: number })[];
  ratios: Record<RatioName, Ratio | null>;
}
