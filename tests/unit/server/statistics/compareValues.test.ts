import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCounts } from '../../../../server/statistics/compareCounts.ts';
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

it('says what the verdict would be if missing pairs went against the side that leads', () => {
  const barely: Parameters<typeof valuesOf>[0] = [
    [1, 0, -1, 30],
    [0, 1, -1, 14],
    [1, 1, -1, 156],
  ];
  expect(compared(barely, { missing: 12 })).toMatchObject({
    verdict: 'better',
    worstCase: 'undecided',
  });
  expect(compared(swapped(barely), { missing: 12 })).toMatchObject({
    verdict: 'worse',
    worstCase: 'undecided',
  });
  expect(compared(barely, { missing: 0 }).worstCase).toBeNull();
  expect(compared(barely, { missing: 60 })).toMatchObject({
    verdict: 'undecided',
    undecidedBecause: 'missing',
    worstCase: null,
    promptsToDecide: null,
  });
  expect(compared(EXAMPLE, { missing: 4 })).toMatchObject({ verdict: 'better', worstCase: null });
});

it('tries both sides of missing pairs where nobody leads', () => {
  const alike: Parameters<typeof valuesOf>[0] = [[1, 1, -1, 300]];
  expect(compared(alike, { missing: 20 })).toMatchObject({
    verdict: 'equivalent',
    worstCase: 'worse',
  });
  expect(compared(alike, { missing: 2 })).toMatchObject({ verdict: 'equivalent', worstCase: null });
});

it('calls no category of which more than a tenth is missing', () => {
  const called = (missingOfFirst: number) => {
    const missingOfCategory = Int32Array.of(missingOfFirst, 0, 0);
    return compared(EXAMPLE, { missing: missingOfFirst, missingOfCategory }).categories[0];
  };
  expect(called(3)).toMatchObject({ category: 0, missing: 3, verdict: 'worse' });
  expect(called(4)).toMatchObject({ category: 0, missing: 4, verdict: 'undecided' });
});

it('leaves out categories without a pair, and takes the larger mean for gained or lost', () => {
  const statistics = compared([
    [2 / 3, 1 / 3, 2, 2],
    [1 / 3, 2 / 3, 2, 1],
    [2 / 3, 2 / 3, 0, 4],
    [0.1 + 0.2, 0.3, 0, 3],
    [0.5, 0.5, 0, 1],
  ]);
  expect(statistics).toMatchObject({ n: 11, gained: 2, lost: 1, bothRight: 4, bothWrong: 4 });
  expect(statistics.difference).toBeCloseTo(100 / 33, 10);
  expect(statistics.categories.map(({ category, n }) => [category, n])).toEqual([
    [0, 8],
    [2, 3],
  ]);
});

it('says nothing of nothing', () => {
  expect(compared([])).toMatchObject({
    n: 0,
    difference: null,
    interval: null,
    pValue: null,
    verdict: 'undecided',
    undecidedBecause: 'few_pairs',
    worstCase: null,
    smallestVisibleDifference: null,
    promptsToDecide: null,
    categories: [],
  });
});

it('gives way to other work while it resamples', () => {
  const steps = [...compareValues(valuesOf([[1 / 3, 2 / 3, 0, 2_000]]))];
  expect(steps.length).toBeGreaterThan(10);
});

it('resamples the ratios of what both sides answered', () => {
  const logs = Float64Array.from({ length: 40 }, (_, index) => Math.log(1.2 + index / 100));
  const { ratios } = compared(EXAMPLE, { logRatios: { ...NO_RATIOS, ttft: logs } });
  expect(ratios).toMatchObject({ latency: null, ttft: { n: 40 } });
  expect(ratios.ttft?.interval?.[0]).toBeGreaterThan(1.3);
});

function swapped(pairs: Parameters<typeof valuesOf>[0]): typeof pairs {
  return pairs.map(([candidate, baseline, category, count]) => [
    baseline,
    candidate,
    category,
    count,
  ]);
}

const mirrored = { better: 'worse', worse: 'better' } as const;

describe('whatever the pairs', () => {
  const value = (samples: number) => fc.nat(samples).map((right) => right / samples);
  const pairsOf = (samples: number) =>
    fc.array(
      fc.tuple(value(samples), value(samples), fc.integer({ min: -1, max: 2 }), fc.nat(40)),
      {
        maxLength: 8,
      },
    );
  const margin = fc.constantFrom(1, 5, 20);

  it.each([1, 3])('swapping the sides mirrors all that is said: %d samples', (samples) => {
    fc.assert(
      fc.property(pairsOf(samples), margin, (pairs, margin) => {
        const one = compared(pairs, { margin });
        const other = compared(swapped(pairs), { margin });
        expect(other).toMatchObject({
          n: one.n,
          gained: one.lost,
          lost: one.gained,
          bothRight: one.bothRight,
          bothWrong: one.bothWrong,
          pValue: one.pValue,
        });
        expectOpposite(one.difference, other.difference);
        expectOpposite(one.interval?.[0], other.interval?.[1]);
        expectOpposite(one.interval?.[1], other.interval?.[0]);
        if (one.verdict === 'better' || one.verdict === 'worse') {
          expect(other.verdict).toBe(mirrored[one.verdict]);
        } else if (one.verdict === 'equivalent') expect(other.verdict).toBe('equivalent');
        else expect(['no_worse', 'undecided']).toContain(other.verdict);
        const categoryOf = new Map(other.categories.map((entry) => [entry.category, entry]));
        for (const category of one.categories) {
          const reverse = categoryOf.get(category.category);
          expectOpposite(category.difference, reverse?.difference);
          expect(reverse?.pAdjusted).toBe(category.pAdjusted);
          expect(reverse?.verdict).toBe(
            category.verdict === 'undecided' ? 'undecided' : mirrored[category.verdict],
          );
        }
      }),
      // Three samples are resampled.
      { numRuns: samples === 1 ? 200 : 40 },
    );
  });

  it('more pairs that do not differ never turn worse into better, nor better into worse', () => {
    const count = fc.nat(120);
    fc.assert(
      fc.property(
        count,
        count,
        count,
        fc.nat(3_000),
        margin,
        (gained, lost, same, more, margin) => {
          const verdictAmong = (n: number) =>
            compareCounts({ n, gained, lost, margin, isFinal: true }).verdict;
          const verdicts = [gained + lost + same, gained + lost + same + more].map(verdictAmong);
          expect(new Set(verdicts)).not.toEqual(new Set(['better', 'worse']));
          if (gained < lost) expect(verdicts).not.toContain('better');
          if (gained > lost) expect(verdicts).not.toContain('worse');
        },
      ),
    );
  });

  it('stays within what there is, and is never no number', () => {
    fc.assert(
      fc.property(pairsOf(2), fc.nat(20), margin, (pairs, missing, margin) => {
        const statistics = compared(pairs, { missing, margin });
        expect(JSON.stringify(statistics)).not.toContain('NaN');
        for (const bound of statistics.interval ?? []) {
          expect(Number.isFinite(bound)).toBe(true);
          expect(Math.abs(bound)).toBeLessThanOrEqual(100);
        }
        const { pValue, n } = statistics;
        if (n === 0) return;
        expect(pValue).toBeGreaterThanOrEqual(0);
        expect(pValue).toBeLessThanOrEqual(1);
        const isAboveMargin = (statistics.interval?.[0] ?? Number.NaN) > -margin;
        expect(statistics.nonInferior).toBe(statistics.undecidedBecause === null && isAboveMargin);
      }),
      { numRuns: 40 },
    );
  });
});

function expectOpposite(one: number | null | undefined, other: number | null | undefined): void {
  if (one === null || one === undefined) expect(other ?? null).toBeNull();
  else expect(one).toBeCloseTo(-(other as number), 9);
}
