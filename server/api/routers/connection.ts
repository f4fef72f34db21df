import { z } from 'zod';
import {
  addConnection,
  addConnectionInput,
  connectionIdInput,
  editConnection,
  editConnectionInput,
  listConnectionModels,
  removeConnection,
  withConnection,
} from '../../connections/index.ts';
import { connectionView } from '../connectionViews.ts';
import { addedConnectionOutput, connectionOutput, modelNamesOutput } from '../outputs.ts';
import { addressOf } from '../requireSession.ts';
import { router, sessionProcedure } from '../trpc.ts';

/** The models of a session beside its first; `session.current` lists all. */
export const connectionRouter = router({
  /** Connects another model, which then has to be tested. */
  add: sessionProcedure
    .input(addConnectionInput)
    .output(addedConnectionOutput)
    .mutation(async ({ ctx, input }) => {
      await ctx.services.rateLimits.consume('sessions', addressOf(ctx));
      const session = await addConnection(ctx.services, ctx.session, input, ctx.clientAddress);
      return {
        ...(await connectionView(ctx.services, session)),
        expiresAt: session.expiresAt,
      };
    }),

  /** The models that the endpoint of a connection lists, asked with the stored key. Stores nothing. */
  listModels: sessionProcedure
    .input(connectionIdInput)
    .output(modelNamesOutput)
    .mutation(async ({ ctx, input }) => {
      await ctx.services.rateLimits.consume('modelLists', addressOf(ctx));
      const session = await withConnection(ctx.services.db, ctx.session, input);
      return listConnectionModels(ctx.services, session);
    }),

  /** Changes what is given and leaves the rest; runs stay as they were made. */
  edit: sessionProcedure
    .input(editConnectionInput)
    .output(connectionOutput)
    .mutation(async ({ ctx, input }) => {
      await ctx.services.rateLimits.consume('sessions', addressOf(ctx));
      const session = await editConnection(ctx.services, ctx.session, input, ctx.clientAddress);
      return connectionView(ctx.services, session);
    }),

  /** Removes a connection with its key, and ends its calls. Its runs and their results stay. */
  remove: sessionProcedure
    .input(connectionIdInput)
    .output(z.object({ removed: z.literal(true) }))
    .mutation(async ({ ctx, input }) => {
      await removeConnection(ctx.services, ctx.session, input.connectionId);
      return { removed: true as const };
    }),
});
