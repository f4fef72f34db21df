import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bonettPriceInterval } from '../../../../server/statistics/bonettPriceInterval.ts';

const counts = fc
  .tuple(fc.nat(200), fc.nat(200), fc.nat(2_000))
  .filter(([gained, lost, same]) => gained + lost + same > 0)
  .map(([gained, lost, same]) => ({ n: gained + lost + same, gained, lost }));

it('stays between all lost and all gained, and has a width', () => {
  fc.assert(
    fc.property(counts, (pairs) => {
      const [low, high] = bonettPriceInterval(pairs);
      expect(low).toBeGreaterThanOrEqual(-100);
      expect(high).toBeLessThanOrEqual(100);
      expect(low).toBeLessThan(high);
    }),
  );
});

it('holds the difference', () => {
  fc.assert(
    fc.property(counts, ({ n, gained, lost }) => {
      const [low, high] = bonettPriceInterval({ n, gained, lost });
      const difference = (100 * (gained - lost)) / n;
      expect(low).toBeLessThanOrEqual(difference);
      expect(high).toBeGreaterThanOrEqual(difference);
    }),
  );
});

it('is mirrored where sides are swapped', () => {
  fc.assert(
    fc.property(counts, ({ n, gained, lost }) => {
      const [low, high] = bonettPriceInterval({ n, gained, lost });
      const swapped = bonettPriceInterval({ n, gained: lost, lost: gained });
      expect(swapped[0]).toBeCloseTo(-high, 10);
      expect(swapped[1]).toBeCloseTo(-low, 10);
    }),
  );
});
