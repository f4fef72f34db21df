/** States of runs and results in words, with the colour that goes along. */

import { gradeLabels } from '../../../contract/grades.ts';
import { outcomeDefinitions } from '../../../contract/outcomes.ts';
import { isRunOver, runState, runTitle } from '../../../contract/runs.ts';
import type { Tone } from '../../../contract/tone.ts';
import type { Run, RunResult } from '../../lib/api.ts';
import { listed, plural } from '../../lib/format.ts';
import type { RunProgress } from './runProgressState.ts';

interface Label {
  label: string;
  tone: Tone;
}

/**
 * What the table says of a result: how it was graded, or else how the call ended. A prompt that the model has
 * not seen whole, or an answer that may not be whole and is not right, is said to be that.
 */
export function resultLabel({
  outcome,
  success,
  correct,
  promptCut,
  probablyTruncated,
  overrule,
}: Pick<
  RunResult,
  'outcome' | 'success' | 'correct' | 'promptCut' | 'probablyTruncated' | 'overrule'
>): Label {
  if (overrule) {
    const { label, tone } = gradeLabels[overrule.pass ? 'correct' : 'incorrect'];
    return { label: `${label}, by you`, tone };
  }
  // A refusal may be what was asked for.
  if (!success && correct !== true) return outcomeDefinitions[outcome];
  if (promptCut) return { label: 'Prompt cut by the server', tone: 'warn' };
  if (correct !== true && probablyTruncated) return { label: 'Probably truncated', tone: 'warn' };
  if (correct !== true && outcome !== 'answered') return outcomeDefinitions[outcome];
  if (correct === null) return gradeLabels.ungraded;
  return correct ? gradeLabels.correct : gradeLabels.incorrect;
}

/** Which prompt a result is of, and from the second on which sample: `3`, `3.2`. */
export function promptNumber({ promptIndex, sample }: Pick<RunResult, 'promptIndex' | 'sample'>) {
  return `${promptIndex + 1}${sample > 0 ? `.${sample + 1}` : ''}`;
}

/** What a screen reader hears of a run: its quarters and its end, not each row. */
export function progressAnnouncement({ run }: Pick<RunProgress, 'run'>): string {
  const { totalPrompts, completedPrompts, failedPrompts } = run;
  const failed = failedPrompts > 0 ? `, ${failedPrompts} failed` : '';
  if (isRunOver(run)) {
    return `The run is over: ${runState(run).label.toLowerCase()}. ${completedPrompts} of ${plural(totalPrompts, 'prompt')} answered${failed}.`;
  }
  // Not for how long: a number that counts down would be read out each second.
  const waitText = run.pace?.state === 'paused' ? ' It waits, as the endpoint asked.' : '';
  const quarter = Math.floor(run.progress * 4);
  if (quarter === 0) return `The run is in progress: ${plural(totalPrompts, 'prompt')}.${waitText}`;
  // The count of failures would change with each of them, so it is told with the end.
  return `${quarter * 25} percent of the prompts are finished.${waitText}`;
}

/** The models of runs, each once: `a`, `a and b`, `a, b and c`. */
export function modelsOf(runs: Pick<Run, 'modelName'>[]): string {
  return listed([...new Set(runs.flatMap(({ modelName }) => modelName ?? []))]);
}

/** What runs are called, each name once: one for runs that were started together and not named apart. */
export function titlesOf(runs: Pick<Run, 'name' | 'suiteName'>[]): string {
  return listed([...new Set(runs.map(runTitle))]);
}
