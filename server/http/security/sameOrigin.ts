import type express from 'express';
import { DomainError } from '../../../contract/domainError.ts';

/** Lets through what changes nothing, and of all else what may come from where it comes. */
export const sameOriginOnly: express.RequestHandler = (req, res, next) => {
  const isHarmless = req.method === 'GET' || req.method === 'HEAD' || req.method === 'OPTIONS';
  if (!isHarmless) assertSameOrigin(req, res);
  next();
};

/**
 * Refuses what another site's page asks for along with our cookie. Browsers say where a request comes
 * from; programs say nothing and carry no cookie that could be abused. After `crossOrigin`, which
 * knows the sites that are welcome (docs/decisions/0023).
 * @throws DomainError `forbidden`
 */
export function assertSameOrigin(req: express.Request, res: express.Response): void {
  if (res.locals.isAllowedOrigin || comesFromHere(req)) return;
  throw new DomainError('forbidden', 'This request comes from another site and was refused.');
}

function comesFromHere(req: express.Request): boolean {
  const site = req.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = req.get('origin');
  return origin === undefined || URL.parse(origin)?.host === req.get('host');
}
