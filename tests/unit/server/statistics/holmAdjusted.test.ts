import fc from 'fast-check';
import { expect, it } from 'vitest';
import { holmAdjusted } from '../../../../server/statistics/holmAdjusted.ts';

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 });

it('adjusts upwards, at most to one, and keeps the order', () => {
  fc.assert(
    fc.property(pValues, (values) => {
      const adjusted = holmAdjusted(values);
      expect(adjusted).toHaveLength(values.length);
      for (const [index, value] of values.entries()) {
        const own = adjusted[index] as number;
        expect(own).toBeGreaterThanOrEqual(value);
        expect(own).toBeLessThanOrEqual(Math.min(1, values.length * value));
        for (const [other, otherValue] of values.entries()) {
          if (otherValue >= value) expect(adjusted[other]).toBeGreaterThanOrEqual(own);
        }
      }
    }),
  );
});

it('leaves a single test as it is', () => {
  expect(holmAdjusted([0.03])).toEqual([0.03]);
  expect(holmAdjusted([])).toEqual([]);
});
