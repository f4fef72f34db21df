import type { Difference } from '../../contract/runComparison.ts';
import type { PairedInference } from './pairedInference.ts';
import { promptsToDecide } from './promptsToDecide.ts';
import { type DecidedVerdict, verdictOf } from './verdictOf.ts';

/** What is known beside the pairs. */
export interface Circumstances {
  /** Pairs that lack a grade on at least one side. */
  missing: number;
  /** In points, above 0. */
  margin: number;
  /** Until then there is a difference, and nothing that follows from it. */
  isFinal: boolean;
}

export interface Judgement
  extends DecidedVerdict,
    Pick<Difference, 'difference' | 'interval' | 'pValue'> {
  smallestVisibleDifference: number | null;
  promptsToDecide: number | null;
}

/** The verdict on all pairs together, and what it follows from. */
export function* judge(
  inference: PairedInference,
  circumstances: Circumstances,
): Generator<void, Judgement> {
  const { n, difference } = inference;
  const isTested = circumstances.isFinal && n > 0;
  const { interval, pValue } = isTested
    ? yield* inference.test()
    : { interval: null, pValue: null };
  const decided = verdictOf({ ...circumstances, n, interval, pValue });
  return {
    ...decided,
    difference,
    interval,
    pValue,
    smallestVisibleDifference: isTested ? inference.smallestVisibleDifference() : null,
    promptsToDecide: promptsToDecide(inference, decided, circumstances.margin),
  };
}
