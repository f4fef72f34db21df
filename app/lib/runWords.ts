/** States of runs and results in words, with the colour that goes along. */
import type { BadgeTone } from '../components/ui/Badge.tsx';
import type { Run, RunResult } from './api.ts';
import { plural } from './format.ts';
import { isOver, type RunProgress } from './runProgressState.ts';

interface Words {
  label: string;
  tone: BadgeTone;
}

const statuses: Record<Run['status'], Words> = {
  pending: { label: 'Waiting', tone: 'accent' },
  running: { label: 'Running', tone: 'accent' },
  completed: { label: 'Completed', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
  cancelled: { label: 'Cancelled', tone: 'warn' },
};

export const runStatusWords = ({ status }: Pick<Run, 'status'>): Words => statuses[status];

export function outcomeWords({ success, correct }: Pick<RunResult, 'success' | 'correct'>): Words {
  if (!success) return { label: 'Failed', tone: 'bad' };
  if (correct === null) return { label: 'Not graded', tone: 'neutral' };
  return correct ? { label: 'Correct', tone: 'good' } : { label: 'Wrong', tone: 'warn' };
}

/** What a screen reader hears of a run: its quarters and its end, not each row. */
export function spokenProgress({ run }: Pick<RunProgress, 'run'>): string {
  const { totalPrompts, completedPrompts, failedPrompts } = run;
  const failed = failedPrompts > 0 ? `, ${failedPrompts} failed` : '';
  if (isOver(run)) {
    return `The test is over: ${runStatusWords(run).label.toLowerCase()}. ${completedPrompts} of ${plural(totalPrompts, 'prompt')} answered${failed}.`;
  }
  const quarter = Math.floor(run.progress * 4);
  if (quarter === 0) return `The test is running: ${plural(totalPrompts, 'prompt')}.`;
  return `${quarter * 25} percent of the prompts are finished${failed}.`;
}
