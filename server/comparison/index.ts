/** Two runs over the same prompts, held against each other. */
export { type AlignedRunStore, createAlignedRunStore } from './alignedRuns.ts';
export {
  comparedRunsInput,
  compareInput,
  compareRuns,
  findComparedRuns,
} from './compareRuns.ts';
export { flipsOffsetInput, type Pair, pairsInput, readFlips, readPairs } from './readPairs.ts';
