export { cancelRun } from './cancelRun.ts';
export {
  findRun,
  isOver,
  listRuns,
  type Run,
  type RunResult,
  resultColumns,
  resultsAfter,
} from './runQueries.ts';
export { startRun, startRunInput } from './startRun.ts';
export { type RunProgress, watchRun } from './watchRun.ts';
export { RunHandedBackError, workOnRun } from './workOnRun.ts';
