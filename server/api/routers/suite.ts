import { z } from 'zod';
import { findSuite, listSuites, type Suite } from '../../suites/index.ts';
import { suiteOutput, suiteWithPromptsOutput } from '../outputs.ts';
import { publicProcedure, router } from '../trpc.ts';

export const suiteRouter = router({
  list: publicProcedure
    .output(z.array(suiteOutput))
    .query(async ({ ctx }) => (await listSuites(ctx.services.db)).map(summarise)),

  get: publicProcedure
    .input(z.strictObject({ testSuiteId: z.uuid('must be the id of a suite') }))
    .output(suiteWithPromptsOutput)
    .query(async ({ ctx, input }) =>
      summarise(await findSuite(ctx.services.db, input.testSuiteId)),
    ),
});

function summarise(suite: Suite) {
  const categories = new Set(suite.prompts.flatMap((prompt) => prompt.category ?? []));
  return {
    ...suite,
    categories: [...categories],
    checkablePrompts: suite.prompts.filter((prompt) => prompt.expected_answer).length,
  };
}
