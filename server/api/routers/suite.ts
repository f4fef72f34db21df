import { z } from 'zod';
import { DomainError } from '../../../contract/domainError.ts';
import { writeSuiteFile, writtenFormats } from '../../../suiteFiles/index.ts';
import { chooseGrader } from '../../grading/index.ts';
import {
  changeSuite,
  changeSuiteInput,
  createSuite,
  createSuiteInput,
  deleteSuite,
  findSuite,
  importSuite,
  importSuiteInput,
  listSuites,
  type Suite,
} from '../../suites/index.ts';
import type { RequestContext } from '../context.ts';
import { importedSuiteOutput, suiteOutput, suiteWithPromptsOutput } from '../outputs.ts';
import { requireSession } from '../requireSession.ts';
import { publicProcedure, router, sessionProcedure } from '../trpc.ts';

export const someSuite = z.strictObject({ testSuiteId: z.uuid('must be the id of a suite') });

export const suiteDocumentInput = someSuite.extend({
  format: z
    .enum(writtenFormats, { error: `must be one of ${writtenFormats.join(', ')}` })
    .default('json'),
});

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

  /** Reads somebody's file and stores what was understood of it as a suite; a preview stores nothing. */
  import: sessionProcedure
    .input(importSuiteInput)
    .output(importedSuiteOutput)
    .mutation(async ({ ctx, input, signal }) => {
      await ctx.services.rateLimits.consume('suites', ctx.session);
      return importSuite(ctx.services.db, ctx.session.sessionHash, input, signal);
    }),

  /** An own or a curated suite as a file that can be imported again. */
  document: publicProcedure
    .input(suiteDocumentInput)
    .output(z.object({ name: z.string(), format: z.enum(writtenFormats), text: z.string() }))
    .query(async ({ ctx, input: { testSuiteId, format } }) => {
      const suite = await findSuite(ctx.services.db, testSuiteId, await sessionHashIfAny(ctx));
      return { name: suite.name, format, text: writeSuiteFile(suite.prompts, format) };
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
  const graders = suite.prompts.map((prompt) => chooseGrader(prompt)?.name ?? null);
  return {
    ...suite,
    categories: [...categories],
    checkablePrompts: graders.filter((grader) => grader !== null).length,
    graders,
  };
}
