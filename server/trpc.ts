import { setTimeout } from 'node:timers/promises';
import { initTRPC } from '@trpc/server';
import superjson from 'superjson';
import type { RequestContext } from './context.ts';
import { DomainError } from './domainError.ts';
import { toProblem, toTrpcError } from './errors.ts';
import { findSession, type Session } from './session/index.ts';

/** An unknown session id is not answered sooner, whatever it looks like and however fast we find out. */
const UNKNOWN_SESSION_MS = 250;

const t = initTRPC.context<RequestContext>().create({
  transformer: superjson,
  errorFormatter({ shape, error }) {
    const problem = toProblem(error);
    return {
      ...shape,
      message: problem.message,
      data: { code: shape.data.code, httpStatus: problem.status, problem },
    };
  },
  sse: {
    ping: { enabled: true, intervalMs: 10_000 },
    client: { reconnectAfterInactivityMs: 30_000 },
  },
});

export const { router, createCallerFactory } = t;

const mapDomainErrors = t.middleware(async ({ next, ctx, path }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  if (cause instanceof DomainError) throw toTrpcError(cause);
  if (result.error.code === 'INTERNAL_SERVER_ERROR') {
    ctx.services.log.error({ err: cause ?? result.error, path }, 'a procedure failed');
  }
  return result;
});

/** Open to everyone. */
export const publicProcedure = t.procedure.use(mapDomainErrors);

/**
 * For the holder of a session; `ctx.session` is its row.
 * @throws DomainError `session_required`, `session_not_found`, `session_expired`
 */
export const sessionProcedure = publicProcedure.use(async ({ ctx, next }) => {
  if (!ctx.sessionToken) {
    throw new DomainError(
      'session_required',
      'Give the session id that you got when you connected.',
      {
        field: 'sessionId',
      },
    );
  }
  return next({ ctx: { ...ctx, session: await lookUpSession(ctx, ctx.sessionToken) } });
});

/** Whose limits per client address apply. */
export function addressOf({ services, clientAddress }: RequestContext): { addressBucket: string } {
  return { addressBucket: services.addressBucket(clientAddress) };
}

/**
 * Passes a subscription's events on and turns what the domain throws in the middle into an error that
 * the client understands as final; anything unknown would make it reconnect for ever.
 */
export async function* relay<Event>(events: AsyncIterable<Event>): AsyncGenerator<Event> {
  try {
    yield* events;
  } catch (error) {
    throw error instanceof DomainError ? toTrpcError(error) : error;
  }
}

/**
 * Only a failed look-up counts and waits: nobody's live session is ever refused for what others behind
 * the same address try.
 */
async function lookUpSession(ctx: RequestContext, token: string): Promise<Session> {
  const startedAt = performance.now();
  const { db, rateLimits } = ctx.services;
  try {
    return await findSession(db, token);
  } catch (error) {
    if (!(error instanceof DomainError && error.kind === 'session_not_found')) throw error;
    const refusal = await rateLimits.spend('failedLookups', addressOf(ctx)).then(
      () => error,
      (tooMany: unknown) => tooMany,
    );
    await setTimeout(Math.max(0, UNKNOWN_SESSION_MS - (performance.now() - startedAt)));
    throw refusal;
  }
}
