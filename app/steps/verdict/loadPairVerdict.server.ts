import type { AppLoadContext } from '@remix-run/node';
import type { ComparedPair } from '../../../contract/comparisons.ts';
import { isRunOver } from '../../../contract/runs.ts';
import { MAX_PROMPTS } from '../../../contract/suites.ts';
import type { Run } from '../../lib/api.ts';
import type { SummedVerdict } from './VerdictSummary.tsx';

/** The verdict of the first pair of its start that a run is of; null where it has none, or a run of it goes on. */
export async function loadPairVerdict(
  context: AppLoadContext,
  { id, comparisonId }: Run,
): Promise<SummedVerdict | null> {
  if (!comparisonId) return null;
  const { runs, pairs } = await context.api.comparison.get({ comparisonId });
  const pair = pairs.find((each) => each.candidateRunId === id || each.baselineRunId === id);
  return pair && runs.every(isRunOver) ? sumUpPair(context, pair) : null;
}

/** The verdict of two runs; null where they cannot be held against each other, as when none was asked anything. */
export async function sumUpPair(
  { api, foreseenProblem }: AppLoadContext,
  { candidateRunId, baselineRunId }: ComparedPair,
): Promise<SummedVerdict | null> {
  try {
    const { candidate, baseline, verdict, sentence } = await api.comparison.compare({
      candidate: candidateRunId,
      baseline: baselineRunId,
      // What is behind the last prompt: flips are not shown here.
      flipsOffset: MAX_PROMPTS,
    });
    return { candidate, baseline, verdict, sentence };
  } catch (error) {
    if (foreseenProblem(error)?.kind === 'invalid_input') return null;
    throw error;
  }
}
