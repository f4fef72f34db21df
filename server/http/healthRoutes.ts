import express, { type Router } from 'express';
import type { Readiness } from '../ops/health/index.ts';

/** `/healthz`: the process is alive. `/readyz`: it can do its work now, or 503 with the failing check. */
export function healthRoutes(readiness: Readiness): Router {
  const routes = express.Router();
  routes.get('/healthz', (_req, res) => {
    res.set('cache-control', 'no-store').json({ status: 'ok' });
  });
  routes.get('/readyz', (_req, res, next) => {
    readiness.report().then((report) => {
      res
        .status(report.status === 'ready' ? 200 : 503)
        .set('cache-control', 'no-store')
        .json(report);
    }, next);
  });
  return routes;
}
