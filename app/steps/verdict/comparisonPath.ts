import { steps } from '../../lib/steps.ts';

/** Where two runs are held against each other. */
export function comparisonPath(runs: { candidate: string; baseline: string }): string {
  return `${comparePath}?${new URLSearchParams({ candidate: runs.candidate, baseline: runs.baseline })}`;
}

export const comparePath = `${steps.batch.path}/compare`;
