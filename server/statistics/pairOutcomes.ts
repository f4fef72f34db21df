import type { PairCounts } from '../../contract/runComparison.ts';

/** Pairs with how far apart their two sides are, candidate minus baseline, -1 to 1. */
export interface PairOutcomes extends PairCounts {
  differences: Float64Array;
}

/** Means closer than this are equal: they may have been added up in another order. */
const SAME = 1e-9;

/** How the pairs did. Where the means of both sides are equal, both are right above a half, and wrong otherwise. */
export function pairOutcomes(candidate: Float64Array, baseline: Float64Array): PairOutcomes {
  const counts = { n: candidate.length, bothRight: 0, bothWrong: 0, gained: 0, lost: 0 };
  const differences = new Float64Array(candidate.length);
  for (const [pair, value] of candidate.entries()) {
    const difference = value - (baseline[pair] as number);
    if (difference > SAME) counts.gained += 1;
    else if (difference < -SAME) counts.lost += 1;
    else if (value > 0.5) counts.bothRight += 1;
    else counts.bothWrong += 1;
    differences[pair] = Math.abs(difference) > SAME ? difference : 0;
  }
  return { ...counts, differences };
}
