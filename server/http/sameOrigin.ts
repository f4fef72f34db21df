import type express from 'express';
import { DomainError } from '../domainError.ts';

/**
 * Refuses state changes that another site's page sends along with our cookie. Browsers say where a
 * request comes from; programs say nothing and carry no cookie that could be abused.
 */
export const sameOriginOnly: express.RequestHandler = (req, _res, next) => {
  const harmless = req.method === 'GET' || req.method === 'HEAD' || req.method === 'OPTIONS';
  if (harmless || comesFromHere(req)) return next();
  next(new DomainError('forbidden', 'This request comes from another site and was refused.'));
};

function comesFromHere(req: express.Request): boolean {
  const site = req.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = req.get('origin');
  return origin === undefined || URL.parse(origin)?.host === req.get('host');
}
