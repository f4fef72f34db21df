import type { Interval } from '../../contract/runComparison.ts';
import { Z } from './normalQuantile.ts';

/** Pairs, and those of them that are right on one side only. Fractions are taken too, where counts are thought up. */
export interface PairedCounts {
  n: number;
  gained: number;
  lost: number;
}

/**
 * The 95 % interval of the difference of gained and lost, in points of all pairs. It is made as if one more pair had been
 * gained and one more lost, so that it has a width where nothing was seen to differ, and is not centred on the difference.
 * Source: D. G. Bonett and R. M. Price, "Adjusted Wald confidence interval for a difference of binomial proportions
 * based on paired data", Journal of Educational and Behavioral Statistics 37 (2012).
 */
export function bonettPriceInterval(counts: PairedCounts): Interval {
  const total = counts.n + 2;
  const gained = (counts.gained + 1) / total;
  const lost = (counts.lost + 1) / total;
  const difference = gained - lost;
  const halfWidth = Z * Math.sqrt((gained + lost - difference ** 2) / total);
  return [
    Math.max(-100, 100 * (difference - halfWidth)),
    Math.min(100, 100 * (difference + halfWidth)),
  ];
}
