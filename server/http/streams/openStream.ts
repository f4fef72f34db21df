import type express from 'express';
import { procedureType } from '../../api/callByName.ts';
import type { Services } from '../../api/context.ts';
import { hashSessionToken } from '../../sessions/index.ts';
import { requestContext } from '../requestContext.ts';
import { assertSameOrigin } from '../security/sameOrigin.ts';

/**
 * Takes a slot for an answer that is a stream, until its connection closes. Goes before the first
 * byte, so that a refusal is a plain 429. A stream is read by GET and yet may make a model talk, so
 * it must come from where a change may come from (docs/decisions/0023).
 * @throws DomainError `stream_limit` or `forbidden`
 */
export function openStream(
  services: Services,
  req: express.Request,
  res: express.Response,
  sessionToken = requestContext(services, req).sessionToken,
): void {
  assertSameOrigin(req, res);
  const { clientAddress } = requestContext(services, req);
  const close = services.streamSlots.acquire({
    sessionHash: sessionToken && hashSessionToken(sessionToken),
    addressBucket: services.addressBucket(clientAddress),
  });
  // The response's, since the request's does not come dependably.
  res.once('close', close);
}

/** True for a call of a tRPC subscription, whose path is given relative to where tRPC is mounted. */
export function isSubscription(path: string): boolean {
  return named(path).some((name) => procedureType(name) === 'subscription');
}

/** The procedures that a path names, as tRPC reads it. */
function named(path: string): string[] {
  try {
    return decodeURIComponent(path.slice(1)).split(',');
  } catch {
    return [];
  }
}
