import type { AccuracySoFar } from '../../../contract/runActivity.ts';
import { percentInterval } from '../../statistics/index.ts';

/** A finished sample, as far as its grade goes. */
export interface GradedSample {
  promptIndex: number;
  /** Null where it was not graded. */
  correct: boolean | null;
}

/** Counts the grades of a run as they come, so that nobody has to read its rows for that. */
export function createAccuracySoFar(earlier: GradedSample[]): {
  add(sample: GradedSample): void;
  /** Null while nothing was graded. */
  read(): AccuracySoFar | null;
} {
  let graded = 0;
  let correct = 0;
  const prompts = new Set<number>();

  function add(sample: GradedSample): void {
    if (sample.correct === null) return;
    graded += 1;
    if (sample.correct) correct += 1;
    prompts.add(sample.promptIndex);
  }

  for (const sample of earlier) add(sample);
  return {
    add,
    read() {
      // Answers to one prompt are alike, so each prompt counts once.
      const { low, high } = percentInterval(correct, graded, prompts.size);
      if (low === null || high === null) return null;
      return { graded, correct, low: toOneDecimal(low), high: toOneDecimal(high) };
    },
  };
}

function toOneDecimal(percent: number): number {
  return Math.round(percent * 10) / 10;
}
