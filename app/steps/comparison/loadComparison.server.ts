import type { AppLoadContext } from '@remix-run/node';
import { isRunOver } from '../../../contract/runs.ts';
import { comparisonNotFound, throwIfSessionEnded } from '../../lib/wizardSession.server.ts';
import { sumUpPair } from '../verdict/loadPairVerdict.server.ts';
import type { ShownComparison } from './ComparisonView.tsx';

/** A comparison of the session, with the figures of its runs once all are over. */
export async function loadComparison(
  context: AppLoadContext,
  comparisonId: string,
): Promise<ShownComparison> {
  const { api } = context;
  try {
    const { id, promptOrder, createdAt, runs, pairs } = await api.comparison.get({ comparisonId });
    const isOver = runs.every(isRunOver);
    const metrics = isOver
      ? await Promise.all(
          runs.map(
            async (run) => [run.id, await api.batch.metrics({ testRunId: run.id })] as const,
          ),
        )
      : null;
    const verdicts = isOver ? await Promise.all(pairs.map((pair) => sumUpPair(context, pair))) : [];
    const refused = await Promise.all(
      runs
        .filter((run) => isRunOver(run) && run.failedPrompts > 0)
        .map(async ({ id: testRunId }) => {
          const outcomes = await api.batch.outcomes({ testRunId });
          const count = outcomes.reduce((sum, { keyRefused }) => sum + keyRefused, 0);
          return [testRunId, count] as const;
        }),
    );
    return {
      comparison: { id, promptOrder, createdAt },
      runs,
      metrics: metrics && Object.fromEntries(metrics),
      verdicts: verdicts.filter((verdict) => verdict !== null),
      keyRefused: Object.fromEntries(refused),
    };
  } catch (error) {
    throwIfSessionEnded(context, error);
    if (context.foreseenProblem(error)) throw comparisonNotFound();
    throw error;
  }
}
