import type express from 'express';
import type { Services } from '../../api/index.ts';
import { procedureType } from '../../api/index.ts';
import { hashSessionToken } from '../../sessions/index.ts';
import { requestContext } from '../requestContext.ts';
import { assertSameOrigin } from '../security/sameOrigin.ts';

/**
 * Takes a stream slot for a response until its connection closes. To be called before the first byte, so
 * that a refusal is a plain 429. Although a stream is read by GET it may cause model calls, so it must
 * be same-origin, as changes must (docs/decisions/0023).
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
  const release = services.streamSlots.acquire({
    sessionHash: sessionToken && hashSessionToken(sessionToken),
    addressBucket: services.addressBucket(clientAddress),
  });
  // The response's event: that of the request is not reliable.
  res.once('close', release);
}

/** Whether a path, relative to where tRPC is mounted, calls a subscription. */
export function isSubscription(path: string): boolean {
  return procedureNames(path).some((name) => procedureType(name) === 'subscription');
}

/** The procedures that a path names, as tRPC reads it. */
function procedureNames(path: string): string[] {
  try {
    return decodeURIComponent(path.slice(1)).split(',');
  } catch {
    return [];
  }
}
