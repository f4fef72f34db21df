import { MAX_PROMPTS_TO_DECIDE, MIN_PAIRS } from '../../contract/runComparison.ts';
import type { PairedInference } from './pairedInference.ts';
import type { DecidedVerdict } from './verdictOf.ts';

/**
 * How many more prompts it would take until the interval decides, if they turn out as those that there are; 0 where it is
 * decided. Null where it is more than can be said, without pairs, and where a verdict is open for another reason: more
 * prompts neither end a run nor make up for missing grades.
 * @param margin in points
 */
export function promptsToDecide(
  inference: PairedInference,
  { undecidedBecause }: DecidedVerdict,
  margin: number,
): number | null {
  if (undecidedBecause === null) return 0;
  const isForMore = undecidedBecause === 'interval' || undecidedBecause === 'few_pairs';
  if (!isForMore || inference.n === 0) return null;
  // Tried one by one: shares of few pairs draw the interval this way and that as it narrows.
  for (let more = Math.max(1, MIN_PAIRS - inference.n); more <= MAX_PROMPTS_TO_DECIDE; more += 1) {
    const [low, high] = inference.intervalOf(inference.n + more);
    if (high < 0 || low > -margin) return more;
  }
  return null;
}
