import type express from 'express';
import { DomainError } from '../../../contract/domainError.ts';

/** Lets safe methods through, and of all others only requests from our own pages or from allowed origins. */
export const sameOriginOnly: express.RequestHandler = (req, res, next) => {
  const isSafeMethod = req.method === 'GET' || req.method === 'HEAD' || req.method === 'OPTIONS';
  if (!isSafeMethod) assertSameOrigin(req, res);
  next();
};

/**
 * Refuses requests that a page of another site makes with our cookie (CSRF). Browsers state the origin of a
 * request; programs do not, and have no cookie that could be abused. To be mounted after `crossOrigin`,
 * which marks requests of allowed origins (docs/decisions/0023).
 * @throws DomainError `forbidden`
 */
export function assertSameOrigin(req: express.Request, res: express.Response): void {
  if (res.locals.isAllowedOrigin || isSameOrigin(req)) return;
  throw new DomainError('forbidden', 'This request comes from another site and was refused.');
}

function isSameOrigin(req: express.Request): boolean {
  const site = req.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = req.get('origin');
  return origin === undefined || URL.parse(origin)?.host === req.get('host');
}
