import type { z } from 'zod';
import type { Db } from '../../db/engine/index.ts';
import { adapterCheckOf } from '../adapterCheck/index.ts';
import { pairsOf, type Run } from '../runs/index.ts';
import { adapterCheckView } from './adapterCheckOutput.ts';
import type { comparisonOutput } from './outputs.ts';

/** The pairs of a comparison, each with the latest adapter check of its two models. */
export function pairsWithCheck(
  db: Db,
  sessionHash: string,
  runs: Run[],
): Promise<z.output<typeof comparisonOutput>['pairs']> {
  const modelOf = (runId: string) => {
    const { connectionId = null, modelId = null } = runs.find(({ id }) => id === runId) ?? {};
    return connectionId === null || modelId === null ? null : { connectionId, modelId };
  };
  return Promise.all(
    pairsOf(runs).map(async (pair) => {
      const candidate = modelOf(pair.candidateRunId);
      const baseline = modelOf(pair.baselineRunId);
      const check =
        candidate && baseline && (await adapterCheckOf(db, sessionHash, { candidate, baseline }));
      return { ...pair, adapterCheck: check ? adapterCheckView(check) : null };
    }),
  );
}
