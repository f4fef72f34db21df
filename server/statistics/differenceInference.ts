import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { type Interval, MIN_PAIRS } from '../../contract/runComparison.ts';
import { bootstrapMean } from './bootstrapMean.ts';
import { Z } from './normalQuantile.ts';
import type { PairedInference } from './pairedInference.ts';
import { signFlipTest } from './signFlipTest.ts';

/** Spreads below this are those of floating point. */
const NO_SPREAD = 1e-9;

/**
 * Inference from differences between the means of both sides, -1 to 1, one a pair: by resampling the pairs. What other
 * numbers of pairs would show is told from the standard deviation of the differences, by the normal approximation.
 */
export function differenceInference(
  differences: Float64Array,
  random: RandomGenerator,
): PairedInference {
  const n = differences.length;
  const center = meanOf(differences);
  const spread = standardDeviation(differences, center);
  const isThin = isTooLittle(differences, spread);
  const leastHalfWidth = (pairs: number) => (isThin ? halfWidthWithoutDifferences(pairs) : 0);
  const halfWidth = (pairs: number) =>
    Math.max((Z * spread) / Math.sqrt(pairs), leastHalfWidth(pairs));
  return {
    n,
    difference: n === 0 ? null : 100 * center,
    *test() {
      const [low, high] =
        spread < NO_SPREAD ? [center, center] : yield* bootstrapMean(differences, random);
      const least = leastHalfWidth(n);
      const interval = inPoints([Math.min(low, center - least), Math.max(high, center + least)]);
      return { interval, pValue: yield* signFlipTest(differences, random) };
    },
    smallestVisibleDifference: () => (n > 0 && halfWidth(n) < 1 ? 100 * halfWidth(n) : null),
    intervalOf: (pairs) => inPoints([center - halfWidth(pairs), center + halfWidth(pairs)]),
    withMore: (change, pairs) => {
      const more = new Float64Array(n + pairs).fill(change === 'gained' ? 1 : -1);
      more.set(differences);
      return differenceInference(more, random);
    },
  };
}

/**
 * Whether resampling would make too much of what there is: it knows of no prompt that it has not seen, so that a handful
 * that differ, or all by the same, would seem to leave nothing open.
 */
function isTooLittle(differences: Float64Array, spread: number): boolean {
  return spread < NO_SPREAD || differences.filter((value) => value !== 0).length < MIN_PAIRS;
}

/** Half the width of the interval of Bonett and Price where no pair differs: theirs is never narrower either. */
function halfWidthWithoutDifferences(pairs: number): number {
  return (Z * Math.SQRT2) / (pairs + 2);
}

function inPoints([low, high]: Interval): Interval {
  return [Math.max(-100, 100 * low), Math.min(100, 100 * high)];
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** That of a sample; 0 for a single value. */
function standardDeviation(values: Float64Array, mean: number): number {
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}
