import type express from 'express';
import { DomainError } from '../../../contract/domainError.ts';

/**
 * In local mode, refuses requests for any host name but this machine's own, against DNS rebinding: another
 * site could point its name at 127.0.0.1, and its pages would then be same-origin with us.
 */
export const loopbackHostOnly: express.RequestHandler = (req, _res, next) => {
  const { hostname } = URL.parse(`http://${req.headers.host}`) ?? { hostname: '' };
  const isOurs =
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d+){3}$/.test(hostname);
  next(
    isOurs
      ? undefined
      : new DomainError('forbidden', 'In local mode BYOM answers only as localhost or 127.0.0.1.'),
  );
};
