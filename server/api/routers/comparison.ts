import { z } from 'zod';
import { statusOfComparison } from '../../../contract/comparisons.ts';
import { findComparison, followRuns, orderOf } from '../../runs/index.ts';
import type { RequestContext } from '../context.ts';
import { comparisonOutput, runOutput, withProgress } from '../outputs.ts';
import { pairsWithCheck } from '../pairsWithCheck.ts';
import { mapSubscription, router, sessionProcedure } from '../trpc.ts';

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

  /** Follows the runs of a comparison until all are over: one of them an event, as it is now. */
  onProgress: sessionProcedure.input(someComparison).subscription(({ ctx, input, signal }) =>
    mapSubscription(follow(ctx.services, { ...ctx.session, ...input }, signal), ({ run }) => ({
      run: runOutput.parse(withProgress(run)),
    })),
  ),
});

async function* follow(
  { db, feeds }: RequestContext['services'],
  { sessionHash, comparisonId }: { sessionHash: string; comparisonId: string },
  signal: AbortSignal | undefined,
) {
  const { runs } = await findComparison(db, sessionHash, comparisonId);
  const runIds = runs.map(({ id }) => id);
  yield* followRuns(feeds, { sessionHash, runIds }, signal);
}
