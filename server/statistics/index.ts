/**
 * Statistics as pure functions of numbers: they know nothing of runs, and load nothing that a thread would not want
 * (docs/decisions/0043).
 */
export { compareCounts } from './compareCounts.ts';
export {
  type ComparedStatistics,
  type ComparedValues,
  type RatioName,
  ratioNames,
} from './comparedValues.ts';
export { compareValues } from './compareValues.ts';
export { shuffled } from './shuffled.ts';
export { percentInterval } from './wilsonInterval.ts';
