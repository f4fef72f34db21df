import { setTimeout } from 'node:timers/promises';
import { DomainError } from '../../contract/domainError.ts';
import type { Session } from '../sessions/index.ts';
import type { RequestContext } from './context.ts';

/**
 * An unknown session id is not answered sooner, whatever it looks like and however fast we find out.
 * See docs/decisions/0014.
 */
const UNKNOWN_SESSION_MS = 250;

/** Whose limits per client address apply. */
export function addressOf({ services, clientAddress }: RequestContext): { addressBucket: string } {
  return { addressBucket: services.addressBucket(clientAddress) };
}

/**
 * The session that a request names.
 * @throws DomainError `session_required`, `session_not_found`, `session_expired`, `rate_limited`
 */
export async function requireSession(ctx: RequestContext): Promise<Session> {
  if (ctx.sessionToken) return lookUpSession(ctx, ctx.sessionToken);
  throw new DomainError(
    'session_required',
    'Give the session id that you got when you connected.',
    { field: 'sessionId' },
  );
}

/**
 * Only a failed look-up counts and waits: nobody's live session is ever refused for what others behind
 * the same address try.
 */
async function lookUpSession(ctx: RequestContext, token: string): Promise<Session> {
  const startedAt = performance.now();
  const { audit, findSession, rateLimits } = ctx.services;
  try {
    return await findSession(token, audit.sessionExpired);
  } catch (error) {
    if (!(error instanceof DomainError && error.kind === 'session_not_found')) throw error;
    const refusal = await rateLimits.consume('failedLookups', addressOf(ctx)).then(
      () => error,
      (tooMany: unknown) => tooMany,
    );
    await setTimeout(Math.max(0, UNKNOWN_SESSION_MS - (performance.now() - startedAt)));
    throw refusal;
  }
}
