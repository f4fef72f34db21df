import { z } from 'zod';
import { DomainError } from '../../../contract/domainError.ts';
import {
  changeSuite,
  changeSuiteInput,
  createSuite,
  createSuiteInput,
  deleteSuite,
  findSuite,
  listSuites,
  type Suite,
} from '../../suites/index.ts';
import type { RequestContext } from '../context.ts';
import { suiteOutput, suiteWithPromptsOutput } from '../outputs.ts';
import { requireSession } from '../requireSession.ts';
import { publicProcedure, router, sessionProcedure } from '../trpc.ts';

export const someSuite = z.strictObject({ testSuiteId: z.uuid('must be the id of a suite') });

export const suiteRouter = router({
  /** The suites that come with the product; with a session also its own, whose categories are told by `get`. */
  list: publicProcedure.output(z.array(suiteOutput)).query(async ({ ctx }) => {
    const suites = await listSuites(ctx.services.db, await sessionHashIfAny(ctx));
    return suites.map(summarise);
  }),

  get: publicProcedure
    .input(someSuite)
    .output(suiteWithPromptsOutput)
    .query(async ({ ctx, input }) =>
      summarise(await findSuite(ctx.services.db, input.testSuiteId, await sessionHashIfAny(ctx))),
    ),

  /** Stores a suite of the session's own. */
  create: sessionProcedure
    .input(createSuiteInput)
    .output(suiteWithPromptsOutput)
    .mutation(async ({ ctx, input }) => {
      await ctx.services.rateLimits.consume('suites', ctx.session);
      return summarise(await createSuite(ctx.services.db, ctx.session.sessionHash, input));
    }),

  /** Changes the name of an own suite, or all its prompts; what was run with them before stays as it was. */
  change: sessionProcedure
    .input(changeSuiteInput)
    .output(suiteWithPromptsOutput)
    .mutation(async ({ ctx, input }) => {
      const { db, rateLimits } = ctx.services;
      const { sessionHash } = ctx.session;
      await rateLimits.consume('suites', ctx.session);
      await changeSuite(db, sessionHash, input);
      return summarise(await findSuite(db, input.testSuiteId, sessionHash));
    }),

  /** Deletes an own suite; its runs stay. */
  delete: sessionProcedure
    .input(someSuite)
    .output(z.object({ deleted: z.literal(true) }))
    .mutation(async ({ ctx, input }) => {
      await deleteSuite(ctx.services.db, ctx.session.sessionHash, input.testSuiteId);
      return { deleted: true as const };
    }),
});

/** Whoever has no session, or none any more, sees what everybody sees. */
async function sessionHashIfAny(ctx: RequestContext): Promise<string | undefined> {
  if (!ctx.sessionToken) return undefined;
  try {
    return (await requireSession(ctx)).sessionHash;
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

function summarise(suite: Suite) {
  const categories = new Set(suite.prompts.flatMap((prompt) => prompt.category ?? []));
  return {
    ...suite,
    categories: [...categories],
    checkablePrompts: suite.prompts.filter(isCheckable).length,
  };
}

function isCheckable({ expected_answer: expected, grader }: Suite['prompts'][number]): boolean {
  return Boolean(expected?.trim()) || grader !== undefined;
}
