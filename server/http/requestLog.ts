import { randomUUID } from 'node:crypto';
import type express from 'express';
import onHeaders from 'on-headers';
import { asRequest, type Log } from '../ops/log/index.ts';
import type { Telemetry } from '../ops/telemetry/index.ts';
import type { RouteTemplate } from './routeTemplate.ts';

const REQUEST_ID = 'x-request-id';
const methods = new Set(['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'PUT', 'PATCH']);
/** nginx's status for a client that disconnected before there was an answer. */
const CLIENT_LEFT = 499;
/** Requested all the time by machines, so logged at level debug only. */
const quietRoutes = new Set(['/healthz', '/readyz', '/metrics', '/assets/*']);

/**
 * Gives each request an id, which is in its response, its errors and its log lines, and logs one line when
 * it is over. The line has no query and no header, since those contain session tokens.
 */
export function requestLog(
  { log, telemetry }: { log: Log; telemetry: Telemetry },
  template: RouteTemplate,
): express.RequestHandler {
  return (req, res, next) => {
    const startedAt = performance.now();
    const requestId = idOfTrustedProxy(req) ?? randomUUID();
    res.setHeader(REQUEST_ID, requestId);
    let route: string | undefined;
    let isStream = false;
    onHeaders(res, () => {
      route = template(req);
      isStream = String(res.getHeader('content-type')).startsWith('text/event-stream');
      if (isStream) telemetry.openStreams.inc({ route });
    });
    res.once('close', () => {
      const labels = {
        method: methods.has(req.method) ? req.method : 'OTHER',
        route: route ?? template(req),
        status: res.headersSent ? res.statusCode : CLIENT_LEFT,
      };
      const ms = Math.round(performance.now() - startedAt);
      telemetry.httpRequests.inc(labels);
      if (isStream) telemetry.openStreams.dec({ route });
      else telemetry.httpSeconds.observe({ route: labels.route }, ms / 1_000);
      const level =
        labels.status >= 500 ? 'warn' : quietRoutes.has(labels.route) ? 'debug' : 'info';
      asRequest(requestId, () => log[level]({ ...labels, ms }, 'request'));
    });
    asRequest(requestId, next);
  };
}

/** Takes over the id of a request only if a trusted proxy sent it and it looks like one. */
function idOfTrustedProxy(req: express.Request): string | undefined {
  const isTrusted = req.app.get('trust proxy fn') as (address: string, hop: number) => boolean;
  const header = req.get(REQUEST_ID);
  const isValid = header !== undefined && /^[\w.:-]{8,100}$/.test(header);
  return isValid && isTrusted(req.socket.remoteAddress ?? '', 0) ? header : undefined;
}
