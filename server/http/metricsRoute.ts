import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import express, { type Router } from 'express';
import { DomainError } from '../../contract/domainError.ts';
import { toProblem } from '../api/index.ts';
import type { Telemetry } from '../ops/telemetry/index.ts';

/**
 * `/metrics`, for requests with `token` as their bearer token; for all requests where there is no token.
 * See docs/decisions/0021.
 */
export function metricsRoute({ registry }: Telemetry, token: string | undefined): Router {
  const routes = express.Router();
  routes.get('/metrics', (req, res, next) => {
    if (token !== undefined && !isSame(req.get('authorization') ?? '', `Bearer ${token}`)) {
      res.set('www-authenticate', 'Bearer');
      return next(new DomainError('session_required', 'Send METRICS_TOKEN as a bearer token.'));
    }
    registry.metrics().then((text) => {
      res.set({ 'content-type': registry.contentType, 'cache-control': 'no-store' }).send(text);
    }, next);
  });
  return routes;
}

/** A server that serves only `/metrics`, for a port of its own. */
export function createMetricsServer(telemetry: Telemetry, token: string | undefined): Server {
  const app = express();
  app.disable('x-powered-by');
  app.use(metricsRoute(telemetry, token));
  app.use((_req, res) => {
    res.status(404).json({ error: 'not_found', message: 'Metrics are at /metrics.' });
  });
  app.use(((error, _req, res, _next) => {
    const { status, kind, message } = toProblem(error);
    res.status(status).json({ error: kind, message });
  }) satisfies express.ErrorRequestHandler);
  return createServer(app);
}

/** Compares digests of equal length in constant time, so that timing does not reveal the token. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
