/** States of runs and results in words, with the colour that goes along. */

import { isRunOver } from '../../../contract/runs.ts';
import type { Run, RunResult } from '../../lib/api.ts';
import { plural } from '../../lib/format.ts';
import type { BadgeTone } from '../../ui/Badge.tsx';
import type { RunProgress } from './runProgressState.ts';

interface Label {
  label: string;
  tone: BadgeTone;
}

const statuses: Record<Run['status'], Label> = {
  pending: { label: 'Waiting', tone: 'accent' },
  running: { label: 'Running', tone: 'accent' },
  completed: { label: 'Completed', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
  cancelled: { label: 'Cancelled', tone: 'warn' },
};

export const runStatusLabel = ({ status }: Pick<Run, 'status'>): Label => statuses[status];

/** How a call ended, in a word and in a sentence. */
export const outcomeLabels: Record<RunResult['outcome'], Label & { meaning: string }> = {
  answered: { label: 'Complete', tone: 'good', meaning: 'The model gave a whole answer.' },
  truncated: { label: 'Cut off', tone: 'warn', meaning: 'The answer reached the token limit.' },
  thinking_only: {
    label: 'Only thought',
    tone: 'bad',
    meaning: 'The tokens were used up before an answer came.',
  },
  empty: { label: 'Empty', tone: 'bad', meaning: 'The endpoint answered without any text.' },
  refused: { label: 'Refused', tone: 'bad', meaning: 'The model or a content filter declined.' },
  broken: { label: 'Broke off', tone: 'bad', meaning: 'The answer ended in the middle.' },
  rate_limited: { label: 'Limited', tone: 'bad', meaning: 'The endpoint limits requests.' },
  timed_out: { label: 'Timed out', tone: 'bad', meaning: 'No whole answer came in time.' },
  failed: { label: 'Failed', tone: 'bad', meaning: 'The call failed; each row tells why.' },
};

/** What the table says of a result: how it was graded, or else how the call ended. */
export function resultLabel({
  outcome,
  success,
  correct,
}: Pick<RunResult, 'outcome' | 'success' | 'correct'>): Label {
  if (!success || (outcome === 'truncated' && correct !== true)) return outcomeLabels[outcome];
  if (correct === null) return { label: 'Not graded', tone: 'neutral' };
  return correct ? { label: 'Correct', tone: 'good' } : { label: 'Wrong', tone: 'warn' };
}

/** What a screen reader hears of a run: its quarters and its end, not each row. */
export function progressAnnouncement({ run }: Pick<RunProgress, 'run'>): string {
  const { totalPrompts, completedPrompts, failedPrompts } = run;
  const failed = failedPrompts > 0 ? `, ${failedPrompts} failed` : '';
  if (isRunOver(run)) {
    return `The test is over: ${runStatusLabel(run).label.toLowerCase()}. ${completedPrompts} of ${plural(totalPrompts, 'prompt')} answered${failed}.`;
  }
  // Not for how long: a number that counts down would be read out each second.
  const waits = run.pace?.state === 'paused' ? ' It waits, as the endpoint asked.' : '';
  const quarter = Math.floor(run.progress * 4);
  if (quarter === 0) return `The test is running: ${plural(totalPrompts, 'prompt')}.${waits}`;
  // The count of failures would change with each of them, so it is told with the end.
  return `${quarter * 25} percent of the prompts are finished.${waits}`;
}
