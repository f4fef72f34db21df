export { cancelRun } from './cancelRun.ts';
export { estimateRuns, runEstimateSchema } from './estimateRun.ts';
export { followRuns } from './feed/followRuns.ts';
export type { RunUpdate } from './feed/runFeed.ts';
export { createRunFeeds, type RunFeeds } from './feed/runFeeds.ts';
export { gradeAlike, gradeRun, gradeRunInput } from './grades/gradeRun.ts';
export { overruleInput, overruleResult } from './grades/overruleResult.ts';
export {
  type Comparison,
  findComparison,
  listComparisons,
  orderOf,
  pairsOf,
  runsOfComparison,
} from './joint/comparisonStore.ts';
export { renameRun, renameRunInput } from './renameRun.ts';
export { reproduceResult } from './reproduceResult.ts';
export { rerun, rerunInput } from './rerun.ts';
export { createResultWriter, type ResultWriter } from './results/resultWriter.ts';
export { resumeRun } from './resumeRun.ts';
export { promptKeysOf, promptOf, readRunPrompts } from './runPrompts.ts';
export {
  findEndedRun,
  findRun,
  lastStoredSeq,
  listRuns,
  type Run,
  runFromJson,
  runsToCompare,
  runsToCompareOf,
} from './runStore.ts';
export { endpointOfRun } from './sessionOfRun.ts';
export { setSloTargets } from './setSloTargets.ts';
export { startRuns } from './startRun.ts';
export { estimateRunInput, startRunInput } from './startRunInput.ts';
export { workOnRuns } from './worker/workOnRuns.ts';
