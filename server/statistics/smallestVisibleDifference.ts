import { bonettPriceInterval, type PairedCounts } from './bonettPriceInterval.ts';

/**
 * The smallest difference, in points, that so many pairs could show: that of the fewest prompts, gained more than lost,
 * for which the interval lies above 0. As many pairs are taken to differ as do, or as have to; where these cannot be
 * divided into two whole numbers that far apart, each has a half. Null where all pairs together could not.
 */
export function smallestVisibleDifference({ n, gained, lost }: PairedCounts): number | null {
  for (let surplus = 1; surplus <= n; surplus += 1) {
    const differing = Math.max(gained + lost, surplus);
    const [low] = bonettPriceInterval({
      n,
      gained: (differing + surplus) / 2,
      lost: (differing - surplus) / 2,
    });
    if (low > 0) return (100 * surplus) / n;
  }
  return null;
}
