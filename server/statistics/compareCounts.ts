import type { PairedCounts } from './bonettPriceInterval.ts';
import { countInference } from './countInference.ts';
import { type Judgement, judge } from './judge.ts';
import { runToEnd } from './runToEnd.ts';

/** What counts say where there is nothing else, as of votes. `n` holds ties too; the margin is in points. */
export function compareCounts({
  margin,
  isFinal,
  ...counts
}: PairedCounts & { margin: number; isFinal: boolean }): Judgement {
  return runToEnd(judge(countInference(counts), { missing: 0, margin, isFinal }));
}
