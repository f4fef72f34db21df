import { SIGNIFICANCE_LEVEL } from '../../contract/runComparison.ts';
import type { ComparedStatistics } from './comparedValues.ts';
import { holmAdjusted } from './holmAdjusted.ts';
import type { PairedInference } from './pairedInference.ts';
import type { PairOutcomes } from './pairOutcomes.ts';
import { isTooMuchMissing } from './verdictOf.ts';

type CategoryStatistics = ComparedStatistics['categories'][number];

/** One category's pairs. */
export interface CategoryPairs {
  category: number;
  missing: number;
  outcomes: PairOutcomes;
  inference: PairedInference;
}

/**
 * What each category says, the worst for the candidate first. Their p-values are adjusted to one another; their intervals
 * are each by itself. One is called better or worse only where both agree and at most a tenth of it is missing.
 */
export function* categoryStatistics(
  categories: CategoryPairs[],
  isFinal: boolean,
): Generator<void, CategoryStatistics[]> {
  const tested: CategoryStatistics[] = [];
  for (const { category, missing, outcomes, inference } of categories) {
    const { n, bothRight, bothWrong, gained, lost } = outcomes;
    const { interval, pValue } = isFinal
      ? yield* inference.test()
      : { interval: null, pValue: null };
    tested.push({
      category,
      n,
      missing,
      bothRight,
      bothWrong,
      gained,
      lost,
      difference: inference.difference,
      interval,
      pValue,
      pAdjusted: null,
      verdict: 'undecided',
    });
    yield;
  }
  if (isFinal) {
    const adjusted = holmAdjusted(tested.map(({ pValue }) => pValue ?? 1));
    for (const [index, statistics] of tested.entries()) {
      statistics.pAdjusted = adjusted[index] as number;
      statistics.verdict = verdictOfCategory(statistics);
    }
  }
  return tested.sort(
    (one, other) =>
      (one.difference ?? 0) - (other.difference ?? 0) || one.category - other.category,
  );
}

function verdictOfCategory(statistics: CategoryStatistics): CategoryStatistics['verdict'] {
  const { n, missing, interval, pAdjusted } = statistics;
  if (!interval || pAdjusted === null || isTooMuchMissing(n, missing)) return 'undecided';
  if (pAdjusted >= SIGNIFICANCE_LEVEL) return 'undecided';
  if (interval[0] > 0) return 'better';
  return interval[1] < 0 ? 'worse' : 'undecided';
}
