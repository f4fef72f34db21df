import type { Interval } from '../../contract/runComparison.ts';

/** What pairs tell about prompts like them. There are two: of counts, and of differences between means. */
export interface PairedInference {
  n: number;
  /** In points; null without pairs. */
  difference: number | null;
  /** Needs at least one pair. `interval` is 95 % and in points, `pValue` two-sided. */
  test(): Generator<void, { interval: Interval; pValue: number }>;
  /** The smallest difference, in points, that so many pairs could show; null if none. */
  smallestVisibleDifference(): number | null;
  /** The interval, in points, if there were so many pairs that are otherwise like these. */
  intervalOf(pairs: number): Interval;
  /** The same with more pairs, all of them right on one side only. */
  withMore(change: 'gained' | 'lost', pairs: number): PairedInference;
}
