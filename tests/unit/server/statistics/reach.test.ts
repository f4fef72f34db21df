import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bonettPriceInterval } from '../../../../server/statistics/bonettPriceInterval.ts';
import { compareCounts } from '../../../../server/statistics/compareCounts.ts';
import { smallestVisibleDifference } from '../../../../server/statistics/smallestVisibleDifference.ts';

const judged = (n: number, gained: number, lost: number, margin = 5) =>
  compareCounts({ n, gained, lost, margin, isFinal: true });

describe('smallest visible difference', () => {
  /** The condition that the interval lies above 0, solved for the surplus: quadratic in it. */
  it('is that of the first surplus that the interval would tell from nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), fc.nat(100), fc.nat(100), (n, one, two) => {
        const gained = Math.min(n, one);
        const lost = Math.min(n - gained, two);
        const square = 1.959963984540054 ** 2;
        let surplus = 1;
        const isVisible = () =>
          surplus ** 2 * (1 + square / (n + 2)) > square * (Math.max(gained + lost, surplus) + 2);
        while (surplus <= n && !isVisible()) surplus += 1;
        const expected = surplus > n ? null : (100 * surplus) / n;
        expect(smallestVisibleDifference({ n, gained, lost })).toBe(expected);
      }),
    );
  });

  it.each([
    { n: 200, gained: 57, lost: 19, points: 9 },
    { n: 200, gained: 0, lost: 0, points: 3 },
    { n: 10, gained: 0, lost: 0, points: 50 },
    { n: 3, gained: 0, lost: 0, points: null },
    { n: 0, gained: 0, lost: 0, points: null },
    { n: 50_000, gained: 5_300, lost: 4_900, points: 0.396 },
  ])('$points points for $gained gained and $lost lost of $n', ({ points, ...counts }) => {
    expect(smallestVisibleDifference(counts)).toBe(points);
  });
});

describe('prompts to decide', () => {
  it('is none where something is decided', () => {
    expect(judged(200, 57, 19).promptsToDecide).toBe(0);
    expect(judged(200, 0, 0).promptsToDecide).toBe(0);
  });

  it('is the first number with which the interval decides, if the shares stay', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(60), fc.nat(60), (n, one, two) => {
        const gained = Math.min(n, one);
        const lost = Math.min(n - gained, two);
        const { verdict, promptsToDecide } = judged(n, gained, lost);
        if (verdict !== 'undecided' || promptsToDecide === null) return;
        const decidesWith = (total: number) => {
          const scale = total / n;
          const [low, high] = bonettPriceInterval({
            n: total,
            gained: gained * scale,
            lost: lost * scale,
          });
          return total >= 10 && (low > -5 || high < 0);
        };
        expect(promptsToDecide).toBeGreaterThan(0);
        expect(decidesWith(n + promptsToDecide)).toBe(true);
        if (promptsToDecide > 1) expect(decidesWith(n + promptsToDecide - 1)).toBe(false);
      }),
    );
  });

  it('is unknown where a hundred thousand more would not do, and without pairs', () => {
    expect(judged(20, 10, 10, 0.1).promptsToDecide).toBeNull();
    expect(judged(0, 0, 0).promptsToDecide).toBeNull();
    expect(
      compareCounts({ n: 20, gained: 4, lost: 6, margin: 5, isFinal: false }).promptsToDecide,
    ).toBeNull();
  });

  it('makes up ten pairs first', () => {
    expect(judged(4, 0, 4).promptsToDecide).toBe(6);
  });
});
