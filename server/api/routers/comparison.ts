import { z } from 'zod';
import { statusOfComparison } from '../../../contract/comparisons.ts';
import { findComparison, orderOf } from '../../runs/index.ts';
import { comparisonOutput, withProgress } from '../outputs.ts';
import { pairsWithCheck } from '../pairsWithCheck.ts';
import { router, sessionProcedure } from '../trpc.ts';

export const someComparison = z.strictObject({
  comparisonId: z.uuid('must be the id of a comparison'),
});

export const comparisonRouter = router({
  /** The runs of a comparison, which of them are held against each other, and the order of their prompts. */
  get: sessionProcedure
    .input(someComparison)
    .output(comparisonOutput)
    .query(async ({ ctx, input }) => {
      const { services, session } = ctx;
      const { comparison, runs } = await findComparison(
        services.db,
        session.sessionHash,
        input.comparisonId,
      );
      return {
        ...comparison,
        status: statusOfComparison(runs),
        runs: runs.map(withProgress),
        pairs: await pairsWithCheck(services.db, session.sessionHash, runs),
        order: orderOf(comparison, runs),
      };
    }),
});
