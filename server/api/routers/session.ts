import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { DomainError } from '../../../contract/domainError.ts';
import { providerPresets } from '../../../contract/providerPresets.ts';
import {
  connectionReferenceFields,
  connectionReferenceInput,
} from '../../../contract/schemas/connectionReference.ts';
import { probeSchema } from '../../../contract/schemas/connectionReport.ts';
import { connectionTestAnswerSchema } from '../../../contract/schemas/connectionTest.ts';
import { testWaitsFields } from '../../../contract/schemas/testWaits.ts';
import { type SessionLengths, sessionLengthsWithin } from '../../../contract/sessionLength.ts';
import { simulatedModels } from '../../../contract/simulatedModels.ts';
import {
  chooseModel,
  connectModel,
  connectModelInput,
  contextWindowInput,
  endpointInput,
  findLocalServers,
  listConnections,
  listEndpointModels,
  modelIdInput,
  reproduceTest,
  stopConnectionTest,
  testConnection,
  testContextWindow,
  withConnection,
} from '../../connections/index.ts';
import {
  deleteSession,
  endSessionsInTheWay,
  hashSessionToken,
  missingSessionError,
} from '../../sessions/index.ts';
import { connectionView, sessionView } from '../connectionViews.ts';
import type { Services } from '../context.ts';
import {
  callRecipesOutput,
  deletionOutput,
  localServersOutput,
  modelNamesOutput,
  newSessionOutput,
  presetsOutput,
  sessionOutput,
} from '../outputs.ts';
import { addressOf } from '../requireSession.ts';
import { publicProcedure, router, sessionProcedure } from '../trpc.ts';

export const testConnectionInput = z
  .strictObject({ ...connectionReferenceFields, ...testWaitsFields })
  .default({});
const contextInput = contextWindowInput.extend(connectionReferenceFields);
export const probeContextInput = contextInput.default(() => contextInput.parse({}));
export const chooseModelInput = z.strictObject({
  ...connectionReferenceFields,
  modelId: modelIdInput,
});

export const sessionRouter = router({
  /** Where the model form can start from; `simulated` only where the built-in model is offered. */
  presets: publicProcedure.output(presetsOutput).query(({ ctx }) => ({
    presets: providerPresets,
    sessionLengths: offeredLengths(ctx.services),
    isLocalMode: ctx.services.isLocalMode,
    simulated: ctx.services.simulatedEndpointUrl
      ? {
          provider: 'simulated',
          name: 'Simulated model',
          baseUrl: ctx.services.simulatedEndpointUrl,
          docsUrl: '',
          exampleModelId: simulatedModels.candidate.modelId,
          needsKey: false,
          notes: [],
        }
      : null,
  })),

  /** Connects a model. `sessionId` is the capability for everything that follows, told only here. */
  create: publicProcedure
    .input(connectModelInput)
    .output(newSessionOutput)
    .mutation(async ({ ctx, input }) => {
      await ctx.services.rateLimits.consume('sessions', addressOf(ctx));
      const { sessionToken, session } = await connectModel(ctx.services, input, ctx.clientAddress);
      // Who connects another model no longer waits for the one before.
      const sessionHash = ctx.sessionToken && hashSessionToken(ctx.sessionToken);
      if (sessionHash) await stopConnectionTest(ctx.services, { sessionHash });
      return { ...sessionView(session), pendingTest: null, sessionId: sessionToken };
    }),

  current: sessionProcedure.output(sessionOutput).query(async ({ ctx: { services, session } }) => {
    const connections = await Promise.all(
      (await listConnections(services.db, session)).map((connection) =>
        connectionView(services, { ...session, connection }),
      ),
    );
    const { connectionId } = session.connection;
    const first = connections.find((each) => each.connectionId === connectionId);
    return { ...sessionView(session), pendingTest: first?.pendingTest ?? null, connections };
  }),

  /** Answers within ten seconds; a model that is being loaded is waited for behind that, and joined again. */
  testConnection: sessionProcedure
    .input(testConnectionInput)
    .output(connectionTestAnswerSchema)
    .mutation(async ({ ctx, input: { connectionId, role, ...waits } }) => {
      const session = await withConnection(ctx.services.db, ctx.session, { connectionId, role });
      await ctx.services.rateLimits.consume('connectionTests', session);
      return testConnection(ctx.services, session, waits);
    }),

  /** Stops a test whose model has not answered yet. */
  stopTest: sessionProcedure
    .input(connectionReferenceInput)
    .output(z.object({ stopped: z.boolean() }))
    .mutation(async ({ ctx, input }) =>
      stopConnectionTest(ctx.services, await withConnection(ctx.services.db, ctx.session, input)),
    ),

  /** Sends a long prompt and tells whether the server cuts it without a word. */
  probeContext: sessionProcedure
    .input(probeContextInput)
    .output(probeSchema)
    .mutation(async ({ ctx, input: { connectionId, role, ...test } }) => {
      const session = await withConnection(ctx.services.db, ctx.session, { connectionId, role });
      await ctx.services.rateLimits.consume('contextProbes', session);
      return testContextWindow(ctx.services, session, test);
    }),

  /** The models an endpoint lists, before anything is connected. Stores nothing. */
  listModels: publicProcedure
    .input(endpointInput)
    .output(modelNamesOutput)
    .mutation(async ({ ctx, input }) => {
      await ctx.services.rateLimits.consume('modelLists', addressOf(ctx));
      return listEndpointModels(ctx.services, input, ctx.clientAddress);
    }),

  /** Model servers at the usual ports of this machine. In local mode only: anywhere else the machine is not the caller's. */
  findLocalServers: publicProcedure.output(localServersOutput).mutation(async ({ ctx }) => {
    if (!ctx.services.isLocalMode) {
      throw new TRPCError({ code: 'NOT_FOUND', message: 'Only local mode looks for servers.' });
    }
    await ctx.services.rateLimits.consume('localSearches', addressOf(ctx));
    return { servers: await findLocalServers(ctx.services) };
  }),

  /** The question of the connection test as curl, TypeScript and promptfoo YAML, without the key. */
  reproduce: sessionProcedure
    .input(connectionReferenceInput)
    .output(callRecipesOutput)
    .query(async ({ ctx, input }) =>
      reproduceTest(ctx.services, await withConnection(ctx.services.db, ctx.session, input)),
    ),

  /** Turns to another model of the same endpoint, which then has to be tested. */
  chooseModel: sessionProcedure
    .input(chooseModelInput)
    .output(z.object({ modelId: z.string() }))
    .mutation(async ({ ctx, input: { modelId, ...reference } }) => {
      const session = await withConnection(ctx.services.db, ctx.session, reference);
      await chooseModel(ctx.services.db, session, modelId);
      return { modelId };
    }),

  /**
   * Ends the oldest session of the caller's address that keeps it from another one. For local mode, where
   * whoever lost the cookie of a session would wait for its end.
   */
  endInTheWay: publicProcedure
    .output(z.object({ ended: z.number().int() }))
    .mutation(async ({ ctx }) => {
      const { db, addressBucket, sessionBounds, isLocalMode } = ctx.services;
      if (!isLocalMode) {
        throw new DomainError('forbidden', 'Only its holder can end a session of this server.');
      }
      const address = addressBucket(ctx.clientAddress);
      const ended = await endSessionsInTheWay(db, address, sessionBounds.maxSessionsPerAddress);
      return { ended };
    }),

  /** Deletes the session, its key and everything it measured. */
  delete: sessionProcedure.output(deletionOutput).mutation(async ({ ctx }) => {
    const { db } = ctx.services;
    const { sessionHash } = ctx.session;
    const deleted = await deleteSession(db, sessionHash);
    // Somebody else was faster, or its time was over.
    if (!deleted.config) throw await missingSessionError(db, sessionHash);
    return { deleted };
  }),
});

/** A server for others has one length that its pages offer; a program may choose a shorter or longer one. */
function offeredLengths({ sessionBounds, isLocalMode }: Services): SessionLengths {
  const { sessionMinutes, maxSessionMinutes } = sessionBounds;
  return sessionLengthsWithin(sessionMinutes, isLocalMode ? maxSessionMinutes : sessionMinutes);
}
