import { z } from 'zod';
import {
  checkAdapter,
  checkAdapterInput,
  listAdapterChecks,
  stopChecks,
} from '../../adapterCheck/index.ts';
import { adapterCheckOutput, adapterCheckView } from '../adapterCheckOutput.ts';
import { router, sessionProcedure } from '../trpc.ts';

/** Whether a candidate answers otherwise than its base. */
export const adapterCheckRouter = router({
  /** Asks both models, or joins the check that goes on, and answers when it is over or after a minute. */
  start: sessionProcedure
    .input(checkAdapterInput)
    .output(adapterCheckOutput)
    .mutation(async ({ ctx, input }) => {
      await ctx.services.rateLimits.consume('adapterChecks', ctx.session);
      return adapterCheckView(await checkAdapter(ctx.services, ctx.session, input));
    }),

  /** All checks of the session, the newest first. */
  list: sessionProcedure
    .output(z.array(adapterCheckOutput))
    .query(async ({ ctx }) =>
      (await listAdapterChecks(ctx.services.db, ctx.session.sessionHash)).map(adapterCheckView),
    ),

  /** Stops the checks that go on. */
  stop: sessionProcedure.output(z.object({ stopped: z.boolean() })).mutation(async ({ ctx }) => ({
    stopped: await stopChecks(ctx.services.db, ctx.session.sessionHash),
  })),
});
