export { cancelRun } from './cancelRun.ts';
export { estimateRun, runEstimate } from './estimateRun.ts';
export { createPacers, type Pacers } from './pacers.ts';
export { persistently } from './persistently.ts';
export { reproduceResult } from './reproduceResult.ts';
export { countOutcomes, rerun, rerunInput } from './rerun.ts';
export { createResultWriter, type ResultWriter } from './resultWriter.ts';
export { resumeRun } from './resumeRun.ts';
export type { RunNews } from './runFeed.ts';
export { createRunFeeds, type RunFeeds } from './runFeeds.ts';
export {
  findEndedRun,
  findResult,
  findRun,
  isOver,
  lastSeqOf,
  listRuns,
  type Run,
  type RunResult,
  resultColumns,
  resultsAfter,
  resultsByPrompt,
  runsToCompare,
} from './runQueries.ts';
export { startRun, startRunInput } from './startRun.ts';
export { workOnRun } from './workOnRun.ts';
