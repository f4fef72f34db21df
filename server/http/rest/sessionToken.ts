import type express from 'express';
import { DomainError } from '../../../contract/domainError.ts';
import type { Services } from '../../api/index.ts';
import { bearerToken, requestContext } from '../requestContext.ts';

/**
 * The session id that a request names, by its `session_id` field in the body or the query, an
 * `Authorization: Bearer demo-…` header, or the wizard's cookie; not yet checked whether there is such a
 * session.
 * @param inBody what the body has in that field; by default what the parsed one has
 * @throws DomainError `invalid_input` on `sessionId` when it names none
 */
export function sessionTokenOf(
  services: Services,
  req: express.Request,
  inBody = sessionIdIn(req.body),
): string {
  const token = inBody ?? req.query.session_id ?? requestContext(services, req).sessionToken;
  if (token === undefined || token === '') {
    throw new DomainError('invalid_input', 'is required: the id that POST configure returned', {
      field: 'sessionId',
    });
  }
  if (typeof token !== 'string') {
    throw new DomainError('invalid_input', 'must be a string', { field: 'sessionId' });
  }
  return token;
}

/** The same as the request itself spelled it: where the cookie did, scripts may not read it. */
export function namedSessionIdOf(req: express.Request): string | undefined {
  const named = sessionIdIn(req.body) ?? req.query.session_id ?? bearerToken(req);
  return typeof named === 'string' ? named : undefined;
}

function sessionIdIn(body: unknown): unknown {
  const isRecord = typeof body === 'object' && body !== null && !Array.isArray(body);
  return isRecord && 'session_id' in body ? body.session_id : undefined;
}
