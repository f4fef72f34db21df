import { z } from 'zod';
import { providerPresets } from '../endpoint/index.ts';
import {
  connectModel,
  connectModelInput,
  deleteSession,
  testConnection,
} from '../session/index.ts';
import { publicProcedure, router, sessionProcedure } from '../trpc.ts';
import { connectionTestView, sessionView } from './views.ts';

const presetView = z.object({
  provider: z.string(),
  name: z.string(),
  baseUrl: z.string(),
  docsUrl: z.string(),
  exampleModelId: z.string(),
  needsKey: z.boolean(),
});

export const sessionRouter = router({
  /** Where the model form can start from; `simulated` only where the built-in model is offered. */
  presets: publicProcedure
    .output(z.object({ presets: z.array(presetView), simulated: presetView.nullable() }))
    .query(({ ctx }) => ({
      presets: providerPresets,
      simulated: ctx.services.simulatedEndpointUrl
        ? {
            provider: 'simulated',
            name: 'Simulated model',
            baseUrl: ctx.services.simulatedEndpointUrl,
            docsUrl: '',
            exampleModelId: 'simulated-model',
            needsKey: false,
          }
        : null,
    })),

  /** Connects a model. `sessionId` is the capability for everything that follows, told only here. */
  create: publicProcedure
    .input(connectModelInput)
    .output(sessionView.extend({ sessionId: z.string() }))
    .mutation(async ({ ctx, input }) => {
      const { sessionToken, session } = await connectModel(ctx.services, input, ctx.clientAddress);
      return { ...session, sessionId: sessionToken };
    }),

  current: sessionProcedure.output(sessionView).query(({ ctx }) => ctx.session),

  testConnection: sessionProcedure
    .output(connectionTestView)
    .mutation(({ ctx }) => testConnection(ctx.services, ctx.session)),

  /** Deletes the session, its key and everything it measured. */
  delete: sessionProcedure
    .output(
      z.object({
        deleted: z.object({ config: z.boolean(), testRuns: z.number(), results: z.number() }),
      }),
    )
    .mutation(async ({ ctx }) => ({
      deleted: await deleteSession(ctx.services.db, ctx.session.sessionId),
    })),
});
