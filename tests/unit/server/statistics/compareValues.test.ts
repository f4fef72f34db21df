import { expect, it } from 'vitest';
import type { ComparedValues } from '../../../../server/statistics/comparedValues.ts';
import { compareValues } from '../../../../server/statistics/compareValues.ts';
import { runToEnd } from '../../../../server/statistics/runToEnd.ts';

const NO_RATIOS = {
  latency: new Float64Array(),
  ttft: new Float64Array(),
  tpot: new Float64Array(),
  outputTokens: new Float64Array(),
};

/** Pairs as `[candidate, baseline, category, how many of them]`. */
function valuesOf(
  pairs: [candidate: number, baseline: number, category: number, count: number][],
  more: Partial<ComparedValues> = {},
): ComparedValues {
  const all = pairs.flatMap((pair) => Array.from({ length: pair[3] }, () => pair));
  return {
    candidate: Float64Array.from(all, ([candidate]) => candidate),
    baseline: Float64Array.from(all, ([, baseline]) => baseline),
    categories: Int32Array.from(all, ([, , category]) => category),
    missingOfCategory: new Int32Array(3),
    missing: 0,
    margin: 5,
    isFinal: true,
    seed: 7,
    logRatios: NO_RATIOS,
    ...more,
  };
}

const compared = (...input: Parameters<typeof valuesOf>) =>
  runToEnd(compareValues(valuesOf(...input)));

/** 146 of 200 against 108: 57 gained, 19 lost. The first category has lost 13 and gained 1. */
const EXAMPLE: Parameters<typeof valuesOf>[0] = [
  [1, 0, 0, 1],
  [0, 1, 0, 13],
  [1, 1, 0, 13],
  [0, 0, 0, 3],
  [1, 0, 1, 56],
  [0, 1, 2, 6],
  [1, 1, 2, 76],
  [0, 0, -1, 32],
];

it('counts, tests and judges pairs, and their categories, the worst first', () => {
  const statistics = compared(EXAMPLE);
  expect(statistics).toMatchObject({
    n: 200,
    bothRight: 89,
    bothWrong: 35,
    gained: 57,
    lost: 19,
    difference: 19,
    verdict: 'better',
    undecidedBecause: null,
    worstCase: null,
    nonInferior: true,
    promptsToDecide: 0,
    smallestVisibleDifference: 9,
    ratios: { latency: null, ttft: null, tpot: null, outputTokens: null },
  });
  expect(statistics.interval?.map(Math.round)).toEqual([11, 27]);
  expect(statistics.categories.map(({ category, verdict }) => [category, verdict])).toEqual([
    [0, 'worse'],
    [2, 'worse'],
    [1, 'better'],
  ]);
  expect(statistics.categories[0]).toMatchObject({ n: 30, gained: 1, lost: 13, missing: 0 });
});

it('holds back all but counts and differences until both runs have ended', () => {
  const logs = Float64Array.of(0.1, 0.2);
  const statistics = compared(EXAMPLE, {
    isFinal: false,
    logRatios: { ...NO_RATIOS, latency: logs },
  });
  expect(statistics).toMatchObject({
    n: 200,
    difference: 19,
    interval: null,
    pValue: null,
    verdict: 'undecided',
    undecidedBecause: 'not_final',
    smallestVisibleDifference: null,
    promptsToDecide: null,
    ratios: { latency: null },
  });
  for (const category of statistics.categories) {
    expect(category).toMatchObject({ interval: null, pValue: null, pAdjusted: null });
    expect(category.verdict).toBe('undecided');
    expect(category.difference).not.toBeNull();
  }
});
