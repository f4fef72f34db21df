import { expect, it } from 'vitest';
import type { Interval, Verdict } from '../../../../contract/runComparison.ts';
import { verdictOf } from '../../../../server/statistics/verdictOf.ts';

const basis = { n: 200, missing: 0, pValue: 0.01, margin: 5, isFinal: true };

it.each<[interval: Interval, pValue: number, verdict: Verdict, nonInferior: boolean]>([
  [[10, 27], 0.001, 'better', true],
  [[0.1, 4], 0.04, 'better', true],
  [[0.1, 4], 0.06, 'equivalent', true],
  [[0.1, 9], 0.06, 'no_worse', true],
  [[0, 9], 0.04, 'no_worse', true],
  [[-27, -10], 0.001, 'worse', false],
  [[-4, -0.1], 0.04, 'worse', true],
  [[-4, -0.1], 0.05, 'equivalent', true],
  [[-9, -0.1], 0.05, 'undecided', false],
  [[-9, 0], 0.04, 'undecided', false],
  [[-4.9, 4.9], 1, 'equivalent', true],
  [[-4.9, 5], 1, 'no_worse', true],
  [[-5, 4.9], 1, 'undecided', false],
  [[-20, 30], 1, 'undecided', false],
])('an interval of %j with p = %d: %s', (interval, pValue, verdict, nonInferior) => {
  expect(verdictOf({ ...basis, interval, pValue })).toEqual({
    verdict,
    undecidedBecause: verdict === 'undecided' ? 'interval' : null,
    nonInferior,
  });
});

const clear: Interval = [10, 27];

it.each([
  {
    change: { isFinal: false, interval: null, pValue: null, n: 3, missing: 9 },
    because: 'not_final',
  },
  { change: { n: 9, missing: 9 }, because: 'few_pairs' },
  { change: { n: 0, interval: null, pValue: null }, because: 'few_pairs' },
  { change: { n: 89, missing: 10 }, because: 'missing' },
])('says nothing, however clear, because of $because', ({ change, because }) => {
  expect(verdictOf({ ...basis, interval: clear, ...change })).toEqual({
    verdict: 'undecided',
    undecidedBecause: because,
    nonInferior: false,
  });
});

it('decides with just ten pairs, and with just a tenth missing', () => {
  expect(verdictOf({ ...basis, n: 10, interval: clear }).verdict).toBe('better');
  expect(verdictOf({ ...basis, n: 90, missing: 10, interval: clear }).verdict).toBe('better');
});
