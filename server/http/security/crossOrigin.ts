import cors from 'cors';
import type express from 'express';

/**
 * Opens the API to pages of other origins that the operator has listed, for programs that carry a
 * bearer token. Their cookies are taken off: a session in our own pages is none of their business.
 * See docs/decisions/0023.
 */
export function crossOrigin(allowedOrigins: string[]): express.RequestHandler {
  const answer = cors({
    origin: allowedOrigins,
    methods: ['GET', 'POST', 'DELETE'],
    exposedHeaders: ['retry-after', 'content-disposition'],
    maxAge: 600,
  });
  return (req, res, next) => {
    const { origin } = req.headers;
    if (origin === undefined || !allowedOrigins.includes(origin)) return next();
    res.locals.isAllowedOrigin = true;
    delete req.headers.cookie;
    answer(req, res, next);
  };
}
