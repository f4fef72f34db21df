import { initTRPC } from '@trpc/server';
import { DomainError } from '../../contract/domainError.ts';
import { isDatabaseError } from '../../db/engine/index.ts';
import { currentRequestId } from '../ops/log/index.ts';
import type { RequestContext } from './context.ts';
import { asRefusal, toProblem, toTrpcError } from './problems.ts';
import { requireSession } from './requireSession.ts';
import { transformer } from './transformer.ts';
import { whileDatabaseAnswers } from './whileDatabaseAnswers.ts';

const t = initTRPC.context<RequestContext>().create({
  transformer,
  errorFormatter({ shape, error }) {
    const problem = toProblem(error);
    return {
      ...shape,
      message: problem.message,
      data: {
        code: shape.data.code,
        httpStatus: problem.status,
        problem,
        requestId: currentRequestId(),
      },
    };
  },
  sse: {
    ping: { enabled: true, intervalMs: 10_000 },
    client: { reconnectAfterInactivityMs: 30_000 },
  },
});

export const { router, createCallerFactory } = t;

/** What happens to every call: it is counted and audited, and its refusal put into tRPC's words. */
const observed = t.middleware(async ({ next, ctx, path }) => {
  const { audit, log, telemetry } = ctx.services;
  const token = ctx.sessionToken;
  const result = await next();
  if (result.ok) {
    telemetry.procedureCalls.inc({ procedure: path, outcome: 'ok' });
    audit.called(path, { token, output: result.data });
    return result;
  }
  const cause = asRefusal(result.error.cause);
  const refusal = cause instanceof DomainError ? toTrpcError(cause) : result.error;
  const { kind } = toProblem(refusal);
  telemetry.procedureCalls.inc({ procedure: path, outcome: kind });
  audit.called(path, { token, refusal: kind });
  if (kind === 'internal') {
    if (isDatabaseError(cause)) telemetry.databaseErrors.inc({ where: 'procedure' });
    log.error({ err: cause ?? result.error, path }, 'a procedure failed');
  }
  throw refusal;
});

/** A subscription waits for a database that does not answer, and goes on by itself. */
const answerWithoutDatabase = t.middleware(({ next, ctx: { services }, type }) =>
  type === 'subscription' ? next() : whileDatabaseAnswers(services, next),
);

/** A process that stops begins nothing: whoever asks again reaches another one. */
const refuseWhileStopping = t.middleware(({ next, ctx: { services }, type }) => {
  if (type === 'mutation' && services.stopping.aborted) {
    const message = 'This server is about to stop. Try again in a moment.';
    throw new DomainError('unavailable', message, { retryAfterSeconds: 1 });
  }
  return next();
});

/** Open to everyone. */
export const publicProcedure = t.procedure
  .use(observed)
  .use(refuseWhileStopping)
  .use(answerWithoutDatabase);

/**
 * For the holder of a session; `ctx.session` is its row.
 * @throws DomainError `session_required`, `session_not_found`, `session_expired`
 */
export const sessionProcedure = publicProcedure.use(async ({ ctx, next }) =>
  next({ ctx: { ...ctx, session: await requireSession(ctx) } }),
);

/**
 * Passes a subscription's events on as `show` makes them, and turns what the domain throws in the middle
 * into an error that the client understands as final; anything unknown makes it reconnect.
 */
export function mapSubscription<Event, Shown = Event>(
  events: AsyncGenerator<Event>,
  show: (event: Event) => Shown = (event) => event as unknown as Shown,
): AsyncIterable<Shown> {
  // Not a generator around the generator: a thousand watchers would pay for it with each event.
  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        try {
          const { value, done } = await events.next();
          return done ? { value, done } : { value: show(value), done };
        } catch (error) {
          const refusal = asRefusal(error);
          throw refusal instanceof DomainError ? toTrpcError(refusal) : error;
        }
      },
      async return() {
        await events.return(undefined);
        return { value: undefined, done: true };
      },
    }),
  };
}
