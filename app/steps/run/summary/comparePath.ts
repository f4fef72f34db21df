import type { Run } from '../../../lib/api.ts';
import { COMPARE_ID } from '../../../lib/modelStepLinks.ts';
import { steps } from '../../../lib/steps.ts';
import { CHOOSE_RUN_ID } from '../../verdict/CompareRunForm.tsx';
import { sidesOf } from '../../verdict/chosenRuns.ts';
import { comparisonPath } from '../../verdict/comparisonPath.ts';
import type { SummedVerdict } from '../../verdict/VerdictSummary.tsx';

/** Where a base model is connected. */
export const baseLink = `${steps.model.path}#${COMPARE_ID}`;

/** Where a run is compared: with the one that there is, with one to choose, or with one still to come. */
export function comparePathOf(run: Run, verdict: SummedVerdict | null, others: Run[]): string {
  if (verdict) {
    const { candidate, baseline } = verdict;
    return comparisonPath({ candidate: candidate.run, baseline: baseline.run });
  }
  if (run.comparisonId) return `${steps.batch.path}?comparison=${run.comparisonId}`;
  const [other, ...further] = others;
  if (!other) return baseLink;
  return further.length === 0 ? comparisonPath(sidesOf(run, other)) : `#${CHOOSE_RUN_ID}`;
}
