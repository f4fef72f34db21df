import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { Interval } from '../../contract/runComparison.ts';

const RESAMPLES = 2_000;
/** Draws between two yields: one or two milliseconds of work. */
const DRAWS_AT_ONCE = 250_000;
const TWO_POW_32 = 2 ** 32;

/**
 * The 95 % interval of a mean, by the percentiles of the means of 2,000 resamples; `values` must not be empty.
 * Source: B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13.
 */
export function* bootstrapMean(
  values: Float64Array,
  random: RandomGenerator,
): Generator<void, Interval> {
  const means = new Float64Array(RESAMPLES);
  let draws = 0;
  for (let resample = 0; resample < RESAMPLES; resample += 1) {
    means[resample] = resampledMean(values, random);
    draws += values.length;
    if (draws >= DRAWS_AT_ONCE) {
      draws = 0;
      yield;
    }
  }
  means.sort();
  return [percentile(means, 0.025), percentile(means, 0.975)];
}

function resampledMean(values: Float64Array, random: RandomGenerator): number {
  const { length } = values;
  let sum = 0;
  for (let draw = 0; draw < length; draw += 1) {
    // Not quite uniform, by less than one in a million for any number of prompts that there is; three times as fast.
    const index = Math.floor(((random.next() >>> 0) / TWO_POW_32) * length);
    sum += values[index] as number;
  }
  return sum / length;
}

/** Of sorted values, with a line between neighbours: type 7 of Hyndman and Fan (1996). */
function percentile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (place - below) * (high - low);
}
