export { cancelRun } from './cancelRun.ts';
export { reproduceResult } from './reproduceResult.ts';
export { countOutcomes, rerun, rerunInput } from './rerun.ts';
export {
  findRun,
  listRuns,
  type Run,
  type RunResult,
  resultColumns,
  resultsAfter,
} from './runQueries.ts';
export { startRun, startRunInput } from './startRun.ts';
export { watchRun } from './watchRun.ts';
export { workOnRun } from './workOnRun.ts';
