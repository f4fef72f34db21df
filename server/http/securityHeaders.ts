import { randomBytes } from 'node:crypto';
import type express from 'express';
import helmet from 'helmet';

/** Headers for every answer; pages find the nonce for their scripts in `res.locals.cspNonce`. */
export function securityHeaders(options: { hsts: boolean; dev: boolean }): express.RequestHandler {
  const policy = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: [
          "'self'",
          (_req, res) => `'nonce-${(res as express.Response).locals.cspNonce}'`,
        ],
        // React and Vite's development client set style attributes.
        styleSrc: ["'self'", "'unsafe-inline'"],
        connectSrc: options.dev ? ["'self'", 'ws:'] : ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    hsts: options.hsts,
    // Stricter, and browsers send `Origin: null` with plain forms, which then cannot be told from a stranger's.
    referrerPolicy: { policy: 'same-origin' },
  });
  return (req, res, next) => {
    res.locals.cspNonce = randomBytes(16).toString('base64');
    policy(req, res, next);
  };
}
