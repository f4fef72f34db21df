import type express from 'express';
import { DomainError } from '../../../contract/domainError.ts';

/** Refuses requests of other methods than these, and says which there are (RFC 9110, section 15.5.6). */
export function allowedMethods(methods: readonly string[]): express.RequestHandler {
  const listed = methods.join(', ');
  return (req, res, next) => {
    if (methods.includes(req.method)) return next();
    res.setHeader('allow', listed);
    next(new DomainError('method_not_allowed', `This address takes ${listed} only.`));
  };
}

/** All that anything here answers to; a handler knows which of them are its own. */
export const METHODS = ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'OPTIONS'] as const;
