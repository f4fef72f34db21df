import { randomUUID } from 'node:crypto';
import type express from 'express';
import onHeaders from 'on-headers';
import { asRequest, type Log } from '../ops/log/index.ts';
import type { Telemetry } from '../ops/telemetry/index.ts';
import type { RouteTemplate } from './routeTemplate.ts';

const REQUEST_ID = 'x-request-id';
const methods = new Set(['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'PUT', 'PATCH']);
/** As nginx has it, for a client that left before there was an answer. */
const CLIENT_LEFT = 499;
/** Asked all the time by machines; told only to whoever wants every detail. */
const quietRoutes = new Set(['/healthz', '/readyz', '/metrics', '/assets/*']);

/**
 * Gives each request an id, which its answer, its refusals and its log lines carry, and writes one
 * line when it is over. The line has no query and no header: those hold session ids.
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
      const ended = {
        method: methods.has(req.method) ? req.method : 'OTHER',
        route: route ?? template(req),
        status: res.headersSent ? res.statusCode : CLIENT_LEFT,
      };
      const ms = Math.round(performance.now() - startedAt);
      telemetry.httpRequests.inc(ended);
      if (isStream) telemetry.openStreams.dec({ route });
      else telemetry.httpSeconds.observe({ route: ended.route }, ms / 1_000);
      const level = ended.status >= 500 ? 'warn' : quietRoutes.has(ended.route) ? 'debug' : 'info';
      asRequest(requestId, () => log[level]({ ...ended, ms }, 'request'));
    });
    asRequest(requestId, next);
  };
}

/** An id that came with the request counts only from a proxy of ours, and only if it is one. */
function idOfTrustedProxy(req: express.Request): string | undefined {
  const isTrusted = req.app.get('trust proxy fn') as (address: string, hop: number) => boolean;
  const given = req.get(REQUEST_ID);
  const isSane = given !== undefined && /^[\w.:-]{8,100}$/.test(given);
  return isSane && isTrusted(req.socket.remoteAddress ?? '', 0) ? given : undefined;
}
