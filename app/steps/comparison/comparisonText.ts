import { comparisonState } from '../../../contract/comparisons.ts';
import { isRunOver } from '../../../contract/runs.ts';
import type { Run } from '../../lib/api.ts';

/** What a screen reader hears of a comparison: its quarters and its end, not each answer. */
export function comparisonAnnouncement(runs: Run[]): string {
  if (runs.every(isRunOver)) {
    const answered = runs.map(
      ({ modelName, completedPrompts, totalPrompts }) =>
        `${modelName} answered ${completedPrompts} of ${totalPrompts} prompts`,
    );
    return `The comparison is over: ${comparisonState(runs).label.toLowerCase()}. ${answered.join(', ')}.`;
  }
  const slowest = Math.min(...runs.map(({ progress }) => progress));
  const quarter = Math.floor(slowest * 4);
  return quarter === 0
    ? 'The comparison is in progress.'
    : `${quarter * 25} percent of the prompts are finished.`;
}
