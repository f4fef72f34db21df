import type { AppLoadContext } from '@remix-run/node';
import { isRunOver } from '../../../../contract/runs.ts';
import type { Run } from '../../../lib/api.ts';
import { sidesOf } from '../../verdict/chosenRuns.ts';
import { comparisonPath } from '../../verdict/comparisonPath.ts';
import type { ListedAccuracy, ShownRuns } from './RunsOfSession.tsx';
import { RUNS_PER_PAGE, readRunsQuery } from './runsQuery.ts';

/**
 * The runs of a page of the list, with what is right of each.
 * @returns where two were chosen, the path of their comparison
 */
export async function loadRunsOfSession(
  context: AppLoadContext,
  params: URLSearchParams,
): Promise<ShownRuns | { comparison: string }> {
  const runs = await context.api.batch.list();
  const { page: asked, chosen: ids, isSent } = readRunsQuery(params);
  // In the order of the list, so that the newer of two is the candidate where their roles do not say.
  const chosen = runs.filter(({ id }) => ids.includes(id));
  const [newer, older] = chosen;
  if (isSent && newer && older && chosen.length === 2) {
    return { comparison: comparisonPath(sidesOf(newer, older)) };
  }
  const page = Math.min(asked, Math.max(1, Math.ceil(runs.length / RUNS_PER_PAGE)));
  const listed = runs.slice((page - 1) * RUNS_PER_PAGE, page * RUNS_PER_PAGE);
  const accuracies = await Promise.all(listed.map((run) => accuracyOf(context, run)));
  return {
    runs: listed.map((run, index) => ({ run, accuracy: accuracies[index] ?? null })),
    total: runs.length,
    page,
    chosen: chosen.map(({ id }) => id),
    isSent,
  };
}

/** Of a run that goes on, as far as it has come. */
async function accuracyOf({ api }: AppLoadContext, run: Run): Promise<ListedAccuracy | null> {
  if (!isRunOver(run)) {
    const soFar = run.pace?.accuracy;
    return soFar && soFar.graded > 0
      ? { accuracy: (100 * soFar.correct) / soFar.graded, low: soFar.low, high: soFar.high }
      : null;
  }
  const { accuracy, accuracyLow, accuracyHigh } = await api.batch.metrics({ testRunId: run.id });
  return accuracy === null ? null : { accuracy, low: accuracyLow, high: accuracyHigh };
}
