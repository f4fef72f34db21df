import { scaleLinear } from '@visx/scale';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { distinctTicks, wholeTicks } from '../../../../app/charts/distinctTicks.ts';
import { formatCount, formatElapsed, formatMs } from '../../../../app/lib/format.ts';

it('never labels two ticks alike, and has one at least', () => {
  const labels = [formatMs, formatElapsed, formatCount];
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 1e8, noNaN: true }),
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom(...labels),
      (max, count, label) => {
        const ticks = distinctTicks(scaleLinear({ domain: [0, max] }), count, label);
        expect(ticks.length).toBeGreaterThan(0);
        expect(new Set(ticks.map(label)).size).toBe(ticks.length);
      },
    ),
  );
});

it('takes fewer where more would be the same', () => {
  const scale = scaleLinear({ domain: [0, 3] });
  expect(distinctTicks(scale, 6, formatMs)).toEqual([0, 1, 2, 3]);
  expect(distinctTicks(scale, 6, String)).toHaveLength(7);
});

it('counts in wholes', () => {
  expect(wholeTicks(scaleLinear({ domain: [0, 2] }), 4)).toEqual([0, 1, 2]);
});
