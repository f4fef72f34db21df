/** Statistics as pure functions of numbers: they know nothing of runs, and load nothing that a thread would not want. */
export type { ComparedStatistics, ComparedValues } from './comparedValues.ts';
export { percentInterval } from './wilsonInterval.ts';
