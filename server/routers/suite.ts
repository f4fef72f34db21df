import { z } from 'zod';
import { findSuite, listSuites, type Suite } from '../suite/index.ts';
import { publicProcedure, router } from '../trpc.ts';
import { suitePromptView, suiteView } from './views.ts';

export const suiteRouter = router({
  list: publicProcedure
    .output(z.array(suiteView))
    .query(async ({ ctx }) => (await listSuites(ctx.services.db)).map(summarise)),

  get: publicProcedure
    .input(z.strictObject({ testSuiteId: z.uuid('must be the id of a suite') }))
    .output(suiteView.extend({ prompts: z.array(suitePromptView) }))
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
