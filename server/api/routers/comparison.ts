import { z } from 'zod';
import { statusOfComparison } from '../../../contract/comparisons.ts';
import {
  comparedRunsInput,
  compareInput,
  compareRuns,
  findComparedRuns,
  flipsOffsetInput,
  pairsInput,
  readFlips,
  readPairs,
} from '../../comparison/index.ts';
import { findComparison, followRuns, gradeAlike, orderOf } from '../../runs/index.ts';
import type { Session } from '../../sessions/index.ts';
import type { RequestContext } from '../context.ts';
import { comparisonOutput, regradingOutput, runOutput, withProgress } from '../outputs.ts';
import { pairsWithCheck } from '../pairsWithCheck.ts';
import { pairPageOutput, runComparisonOutput, toFlip } from '../runComparisonOutput.ts';
import { mapSubscription, router, sessionProcedure } from '../trpc.ts';

export const someComparison = z.strictObject({
  comparisonId: z.uuid('must be the id of a comparison'),
});

export const runComparisonInput = compareInput.extend({ flipsOffset: flipsOffsetInput });

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

  /** The verdict of two runs, the candidate's against the baseline's, with what changed between them. */
  compare: sessionProcedure
    .input(runComparisonInput)
    .output(runComparisonOutput)
    .query(async ({ ctx, input: { margin, flipsOffset, ...named } }) => {
      const runs = await runsOf(ctx, named);
      const [comparison, { pairs, nextOffset }] = await Promise.all([
        compareRuns(ctx.services, ctx.session, runs, margin),
        readFlips(ctx.services, runs, flipsOffset),
      ]);
      return { ...comparison, flips: pairs.map(toFlip), nextFlipsOffset: nextOffset };
    }),

  /** The prompts of two runs with both answers, a page at a time. */
  pairs: sessionProcedure
    .input(pairsInput)
    .output(pairPageOutput)
    .query(async ({ ctx, input: { candidate, baseline, ...page } }) =>
      readPairs(ctx.services, await runsOf(ctx, { candidate, baseline }), page),
    ),

  /** Grades the prompts that two runs share by the same rules on both sides; calls nothing. */
  grade: sessionProcedure
    .input(comparedRunsInput)
    .output(regradingOutput)
    .mutation(async ({ ctx, input }) => {
      const runs = await runsOf(ctx, input);
      await ctx.services.rateLimits.consume('gradings', ctx.session);
      return gradeAlike(ctx.services, runs);
    }),

  /** Follows the runs of a comparison until all are over: one of them an event, as it is now. */
  onProgress: sessionProcedure.input(someComparison).subscription(({ ctx, input, signal }) =>
    mapSubscription(follow(ctx.services, { ...ctx.session, ...input }, signal), ({ run }) => ({
      run: runOutput.parse(withProgress(run)),
    })),
  ),
});

/** @throws DomainError `run_not_found`, `invalid_input` */
function runsOf({ services, session }: Asking, input: z.output<typeof comparedRunsInput>) {
  return findComparedRuns(services.db, session.sessionHash, input);
}

type Asking = { services: RequestContext['services']; session: Session };

async function* follow(
  { db, feeds }: RequestContext['services'],
  { sessionHash, comparisonId }: { sessionHash: string; comparisonId: string },
  signal: AbortSignal | undefined,
) {
  const { runs } = await findComparison(db, sessionHash, comparisonId);
  const runIds = runs.map(({ id }) => id);
  yield* followRuns(feeds, { sessionHash, runIds }, signal);
}
