import { randomBytes } from 'node:crypto';
import type express from 'express';
import helmet from 'helmet';

const NO_DEVICES =
  'camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=()';

/**
 * Security headers for every response; pages take the nonce of their scripts from `res.locals.cspNonce`.
 * See docs/decisions/0023.
 */
export function securityHeaders(options: { hsts: boolean; dev: boolean }): express.RequestHandler {
  const policy = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", nonce],
        // Vite's development client brings styles and scripts of its own.
        styleSrc: options.dev ? ["'self'", "'unsafe-inline'"] : ["'self'", nonce],
        connectSrc: options.dev ? ["'self'", 'ws:'] : ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        ...(!options.dev && { requireTrustedTypesFor: ["'script'"] }),
      },
    },
    hsts: options.hsts,
    // With a stricter policy browsers send `Origin: null` with plain forms, as with those of other sites.
    referrerPolicy: { policy: 'same-origin' },
  });
  return (req, res, next) => {
    res.setHeader('permissions-policy', NO_DEVICES);
    res.locals.cspNonce = randomBytes(16).toString('base64');
    policy(req, res, next);
  };
}

const nonce = (_req: unknown, res: unknown) =>
  `'nonce-${(res as express.Response).locals.cspNonce}'`;
