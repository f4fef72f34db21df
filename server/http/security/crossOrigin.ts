import cors from 'cors';
import type express from 'express';

/**
 * Opens the API to pages of other origins that the operator has listed; they send a bearer token. Cookies
 * are removed from their requests, so that they cannot act for a session of our own pages.
 * See docs/decisions/0023.
 */
export function crossOrigin(allowedOrigins: string[]): express.RequestHandler {
  const addCorsHeaders = cors({
    origin: allowedOrigins,
    methods: ['GET', 'POST', 'PATCH', 'DELETE'],
    exposedHeaders: ['retry-after', 'content-disposition'],
    maxAge: 600,
  });
  return (req, res, next) => {
    const { origin } = req.headers;
    if (origin === undefined || !allowedOrigins.includes(origin)) return next();
    res.locals.isAllowedOrigin = true;
    delete req.headers.cookie;
    addCorsHeaders(req, res, next);
  };
}
