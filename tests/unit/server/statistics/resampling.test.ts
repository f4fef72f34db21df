import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { bonettPriceInterval } from '../../../../server/statistics/bonettPriceInterval.ts';
import { bootstrapMean } from '../../../../server/statistics/bootstrapMean.ts';
import { differenceInference } from '../../../../server/statistics/differenceInference.ts';
import { geometricMeanRatio } from '../../../../server/statistics/geometricMeanRatio.ts';
import { runToEnd } from '../../../../server/statistics/runToEnd.ts';
import { signFlipTest } from '../../../../server/statistics/signFlipTest.ts';
import { seededRandom } from '../../../support/seededRandom.ts';

function drawn(length: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length }, () => random() - 0.4);
}

describe('bootstrap of a mean', () => {
  it('comes to the interval of the central limit theorem for many values', () => {
    const values = drawn(2_000, 1);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    const halfWidth = 1.96 * Math.sqrt(variance / values.length);
    const [low, high] = runToEnd(bootstrapMean(values, xoroshiro128plus(3)));
    expect(Math.abs(low - (mean - halfWidth))).toBeLessThan(0.1 * halfWidth);
    expect(Math.abs(high - (mean + halfWidth))).toBeLessThan(0.1 * halfWidth);
  });

  it('is the same for the same seed, and another for another', () => {
    const ofSeed = (seed: number) => runToEnd(bootstrapMean(drawn(50, 2), xoroshiro128plus(seed)));
    expect(ofSeed(1)).toEqual(ofSeed(1));
    expect(ofSeed(1)).not.toEqual(ofSeed(2));
  });

  /** Of two values a resample has none, one or two of either: a quarter has the lower one twice. */
  it('has the extremes of few values as its bounds', () => {
    const [low, high] = runToEnd(bootstrapMean(Float64Array.of(1, 2), xoroshiro128plus(1)));
    expect([low, high]).toEqual([1, 2]);
  });
});

describe('sign-flip test', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'comes near the share of all ways to sign twelve differences',
    (seed) => {
      const differences = drawn(12, seed).map((value) => value + 0.1 * (seed - 3));
      const observed = Math.abs(differences.reduce((sum, value) => sum + value, 0));
      let asFar = 0;
      for (let way = 0; way < 4_096; way += 1) {
        const sum = differences.reduce(
          (total, value, index) => total + ((way >> index) & 1 ? value : -value),
          0,
        );
        if (Math.abs(sum) >= observed - 1e-12) asFar += 1;
      }
      const exact = asFar / 4_096;
      const pValue = runToEnd(signFlipTest(differences, xoroshiro128plus(seed)));
      const standardError = Math.sqrt((exact * (1 - exact)) / 10_000);
      expect(Math.abs(pValue - exact)).toBeLessThan(4 * standardError + 1 / 10_000);
    },
  );

  it('is never nothing, and 1 where nothing differs', () => {
    const allGained = new Float64Array(100).fill(1 / 3);
    expect(runToEnd(signFlipTest(allGained, xoroshiro128plus(1)))).toBe(1 / 10_001);
    expect(runToEnd(signFlipTest(new Float64Array(100), xoroshiro128plus(1)))).toBe(1);
    expect(runToEnd(signFlipTest(new Float64Array(), xoroshiro128plus(1)))).toBe(1);
  });

  it('does not see which side is which', () => {
    const differences = drawn(77, 9);
    const pValue = (values: Float64Array) => runToEnd(signFlipTest(values, xoroshiro128plus(4)));
    expect(pValue(differences.map((value) => -value))).toBe(pValue(differences));
  });
});

describe('inference from differences', () => {
  const test = (differences: Float64Array) =>
    runToEnd(differenceInference(differences, xoroshiro128plus(8)).test());

  it('leaves open what a handful of prompts that do not differ cannot tell', () => {
    const [low, high] = bonettPriceInterval({ n: 30, gained: 0, lost: 0 });
    const { interval } = test(new Float64Array(30));
    expect(interval[0]).toBeCloseTo(low, 10);
    expect(interval[1]).toBeCloseTo(high, 10);
    const oneDiffers = new Float64Array(30);
    oneDiffers[4] = -1 / 3;
    expect(test(oneDiffers).interval[0]).toBeLessThan(-9);
  });

  it('counts prompts that are supposed beside those that there are', () => {
    const inference = differenceInference(Float64Array.of(0.5, 0, 0.25), xoroshiro128plus(1));
    expect(inference.withMore('lost', 2)).toMatchObject({ n: 5, difference: -25 });
    expect(inference.withMore('gained', 1)).toMatchObject({ n: 4, difference: 43.75 });
  });

  it('knows nothing without pairs', () => {
    const inference = differenceInference(new Float64Array(), xoroshiro128plus(1));
    expect(inference.difference).toBeNull();
    expect(inference.smallestVisibleDifference()).toBeNull();
  });
});

describe('geometric mean of ratios', () => {
  const ratioOf = (logs: number[]) =>
    runToEnd(geometricMeanRatio(Float64Array.from(logs), xoroshiro128plus(2)));

  it('is nothing without prompts, and has no interval for one', () => {
    expect(ratioOf([])).toBeNull();
    expect(ratioOf([Math.log(2)])).toEqual({ value: 2, interval: null, n: 1 });
  });

  it('leaves out what is no number', () => {
    expect(ratioOf([Number.NaN, Math.log(2), Number.POSITIVE_INFINITY, -Infinity])).toEqual({
      value: 2,
      interval: null,
      n: 1,
    });
  });

  it('lies between its bounds', () => {
    const ratio = ratioOf([...drawn(200, 5)]);
    const [low, high] = ratio?.interval ?? [];
    expect(low).toBeLessThan(ratio?.value as number);
    expect(high).toBeGreaterThan(ratio?.value as number);
  });
});
