/** What the API tells of two runs that are held against each other. */
import { z } from 'zod';
import {
  type ComparedCategory,
  type ComparedSide,
  comparedMeasures,
  type Difference,
  type Doubt,
  doubtKinds,
  flipStates,
  pairStates,
  type Ratio,
  type RunComparison,
  undecidedReasons,
  verdicts,
} from '../../contract/runComparison.ts';
import type { NamedSchema } from '../../contract/schemas/namedSchema.ts';
import type { Pair } from '../comparison/index.ts';
import { resultOutput } from './outputs.ts';

const whole = z.number().int();
const known = z.number().nullable();
const interval = z.tuple([z.number(), z.number()]).nullable();

const differenceShape = {
  n: whole,
  bothRight: whole,
  bothWrong: whole,
  gained: whole,
  lost: whole,
  difference: known,
  interval,
  pValue: known,
} satisfies Record<keyof Difference, z.ZodType>;

const side = z.object({
  run: z.uuid(),
  model: z.string(),
  graded: whole,
  correct: whole.nullable(),
  accuracy: known,
  meanScore: known,
  overruled: whole,
} satisfies Record<keyof ComparedSide, z.ZodType>);

const ratio = z
  .object({ value: z.number(), interval, n: whole } satisfies Record<keyof Ratio, z.ZodType>)
  .nullable();

const category = z.object({
  ...differenceShape,
  category: z.string(),
  missing: whole,
  pAdjusted: known,
  verdict: z.enum(['better', 'worse', 'undecided']),
} satisfies Record<keyof ComparedCategory, z.ZodType>);

const comparisonShape = {
  ...differenceShape,
  candidate: side,
  baseline: side,
  measure: z.enum(comparedMeasures),
  missing: whole,
  notComparable: whole,
  ungraded: whole,
  verdict: z.enum(verdicts),
  undecidedBecause: z.enum(undecidedReasons).nullable(),
  worstCase: z.enum(verdicts).nullable(),
  nonInferior: z.boolean(),
  margin: z.number(),
  smallestVisibleDifference: known,
  promptsToDecide: whole.nullable(),
  final: z.boolean(),
  sentence: z.string(),
  doubts: z.array(
    z.object({ kind: z.enum(doubtKinds), text: z.string() } satisfies Record<
      keyof Doubt,
      z.ZodType
    >),
  ),
  categories: z.array(category),
  latencyRatio: ratio,
  ttftRatio: ratio,
  tpotRatio: ratio,
  outputTokensRatio: ratio,
} satisfies Record<keyof RunComparison, z.ZodType>;

const pairShape = {
  promptKey: z.string(),
  prompt: z.string(),
  category: z.string().nullable(),
  expectedAnswer: z.string().nullable(),
  candidateMean: known,
  baselineMean: known,
  candidate: resultOutput.nullable(),
  baseline: resultOutput.nullable(),
} satisfies Record<Exclude<keyof Pair, 'state'>, z.ZodType>;

const pair = z.object({ ...pairShape, state: z.enum(pairStates) });
export interface PairOutput extends z.output<typeof pair> {}

const pairPage = z.object({
  /** All that match. */
  total: whole,
  offset: whole,
  pairs: z.array(pair as NamedSchema<PairOutput, typeof pair>),
  /** Where the next page begins; null after the last. */
  nextOffset: whole.nullable(),
});
export interface PairPageOutput extends z.output<typeof pairPage> {}
export const pairPageOutput: NamedSchema<PairPageOutput, typeof pairPage> = pairPage;

const flip = z.object({ ...pairShape, change: z.enum(flipStates) });

const runComparison = z.object({
  ...comparisonShape,
  /** Prompts that are right on one side only, lost ones first; of many those from `flipsOffset` on. */
  flips: z.array(flip),
  /** Where the next ones begin; null after the last. */
  nextFlipsOffset: whole.nullable(),
});
export interface RunComparisonOutput extends z.output<typeof runComparison> {}
/** The verdict of two runs with the prompts that changed. */
export const runComparisonOutput: NamedSchema<RunComparisonOutput, typeof runComparison> =
  runComparison;

/** A pair that is one, under the name that the contract has for it. */
export function toFlip({ state, ...pair }: Pair): Pair & { change: (typeof flipStates)[number] } {
  return { ...pair, state, change: state as (typeof flipStates)[number] };
}
