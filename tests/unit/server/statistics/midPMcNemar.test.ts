import fc from 'fast-check';
import { expect, it } from 'vitest';
import { midPMcNemar } from '../../../../server/statistics/midPMcNemar.ts';

const count = fc.oneof(fc.nat(30), fc.nat(2_000), fc.nat(50_000));

it('is a probability, the same from either side', () => {
  fc.assert(
    fc.property(count, count, (gained, lost) => {
      const pValue = midPMcNemar(gained, lost);
      expect(pValue).toBeGreaterThanOrEqual(0);
      expect(pValue).toBeLessThanOrEqual(1);
      expect(midPMcNemar(lost, gained)).toBe(pValue);
    }),
  );
});

it('is 1 where as many were gained as lost, and where nothing differs', () => {
  expect(midPMcNemar(0, 0)).toBe(1);
  expect(midPMcNemar(17, 17)).toBe(1);
});

it('falls with every pair that goes the way of most', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(300), (lost, surplus) => {
      expect(midPMcNemar(lost + surplus + 1, lost)).toBeLessThan(midPMcNemar(lost + surplus, lost));
    }),
  );
});

/** Counted out: each way in which so many pairs can fall is as likely as any other. */
it('is the share of all ways to fall', () => {
  for (let trials = 1; trials <= 12; trials += 1) {
    for (let gained = 0; gained <= trials; gained += 1) {
      const lost = trials - gained;
      if (gained === lost) continue;
      let ways = 0;
      for (let way = 0; way < 2 ** trials; way += 1) {
        const up = way.toString(2).replaceAll('0', '').length;
        const asFar = Math.abs(2 * up - trials) - Math.abs(gained - lost);
        ways += asFar > 0 ? 1 : asFar === 0 ? 0.5 : 0;
      }
      expect(midPMcNemar(gained, lost)).toBeCloseTo(ways / 2 ** trials, 12);
    }
  }
});

it('is above nothing for all but the most lopsided of a hundred thousand', () => {
  expect(midPMcNemar(45_000, 55_000)).toBeGreaterThan(0);
  expect(midPMcNemar(0, 100_000)).toBe(0);
});
