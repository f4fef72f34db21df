/** Two runs over the same prompts, held against each other. */
export { type AlignedRunStore, createAlignedRunStore } from './alignedRuns.ts';
export { type ComparedRuns, comparedRunsInput, findComparedRuns } from './comparedRuns.ts';
export { type ComparedSample, comparedSamples } from './comparedSamples.ts';
export { compareInput, compareRuns, judgeRuns } from './compareRuns.ts';
export type { Pair } from './pairPage.ts';
export { flipsOffsetInput, pairsInput, readFlips, readPairs } from './readPairs.ts';
