import { bonettPriceInterval, type PairedCounts } from './bonettPriceInterval.ts';
import { midPMcNemar } from './midPMcNemar.ts';
import type { PairedInference } from './pairedInference.ts';
import { smallestVisibleDifference } from './smallestVisibleDifference.ts';

/** Inference from pairs that are right or wrong on either side: in closed form, from counts alone. */
export function countInference(counts: PairedCounts): PairedInference {
  const { n, gained, lost } = counts;
  return {
    n,
    difference: n === 0 ? null : (100 * (gained - lost)) / n,
    // biome-ignore lint/correctness/useYield: there is nothing to wait for, unlike with resampling.
    *test() {
      return { interval: bonettPriceInterval(counts), pValue: midPMcNemar(gained, lost) };
    },
    smallestVisibleDifference: () => smallestVisibleDifference(counts),
    intervalOf: (pairs) =>
      bonettPriceInterval({
        n: pairs,
        gained: (gained / n) * pairs,
        lost: (lost / n) * pairs,
      }),
    withMore: (change, pairs) =>
      countInference({ ...counts, n: n + pairs, [change]: counts[change] + pairs }),
  };
}
