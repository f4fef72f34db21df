import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wilsonInterval } from '../../../../server/statistics/wilsonInterval.ts';

it('is unknown where nothing was counted', () => {
  expect(wilsonInterval(0, 0)).toBeNull();
});

/**
 * From R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17
 * (1998), table I, method 3.
 */
it.each<[successes: number, total: number, low: number, high: number]>([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('%d of %d', (successes, total, low, high) => {
  const interval = wilsonInterval(successes, total);
  expect(interval?.low).toBeCloseTo(low, 4);
  expect(interval?.high).toBeCloseTo(high, 4);
});

/**
 * Its definition, solved by halving: the shares from which what was seen is no more than 1.96 standard
 * errors away.
 */
it('has as its bounds the farthest shares that what was seen does not contradict', () => {
  const counts = fc
    .integer({ min: 1, max: 20_000 })
    .chain((total) => fc.tuple(fc.integer({ min: 0, max: total }), fc.constant(total)));
  fc.assert(
    fc.property(counts, ([successes, total]) => {
      const seen = successes / total;
      const isPossible = (share: number) =>
        Math.abs(seen - share) <= 1.959963984540054 * Math.sqrt((share * (1 - share)) / total);
      const farthest = (from: number, to: number) => {
        let [possible, impossible] = [from, to];
        for (let step = 0; step < 60; step += 1) {
          const middle = (possible + impossible) / 2;
          if (isPossible(middle)) possible = middle;
          else impossible = middle;
        }
        return possible;
      };
      const interval = wilsonInterval(successes, total);
      expect(interval?.low).toBeCloseTo(seen === 0 ? 0 : farthest(seen, 0), 9);
      expect(interval?.high).toBeCloseTo(seen === 1 ? 1 : farthest(seen, 1), 9);
    }),
  );
});
