import type { IncomingMessage } from 'node:http';
import { parse as parseCookies } from 'cookie';
import type express from 'express';
import type { RequestContext, Services } from '../api/index.ts';
import { sessionCookieName } from './security/sessionCookie.ts';

/** The session token of a request, from its header or its cookie, and the client's address. */
export function requestContext(services: Services, req: express.Request): RequestContext {
  return {
    services,
    sessionToken:
      bearerToken(req) ?? parseCookies(req.headers.cookie ?? '')[sessionCookieName(req)],
    clientAddress: req.ip ?? req.socket.remoteAddress ?? 'unknown',
  };
}

/** The token of an `Authorization: Bearer demo-…` header. */
export function bearerToken(req: IncomingMessage): string | undefined {
  return /^Bearer\s+(demo-\S+)$/i.exec(req.headers.authorization ?? '')?.[1];
}
