/**
 * Puts the HTTP app together. The order of the mounts matters: tRPC and REST come before Remix, because
 * only the raw response shows reliably that the client of a stream has disconnected (docs/decisions/0002).
 */

import { createExpressMiddleware } from '@trpc/server/adapters/express';
import compression from 'compression';
import express from 'express';
import { DomainError } from '../../contract/domainError.ts';
import { appRouter, type Services, toProblem } from '../api/index.ts';
import type { Readiness } from '../ops/health/index.ts';
import { currentRequestId, type Log } from '../ops/log/index.ts';
import type { Telemetry } from '../ops/telemetry/index.ts';
import { simulatedModelRoutes } from '../simulator/index.ts';
import { healthRoutes } from './healthRoutes.ts';
import { metricsRoute } from './metricsRoute.ts';
import { formBody } from './pages/formBody.ts';
import { pageGate } from './pages/pageGate.ts';
import { refusalPage, wantsPage } from './pages/refusalPage.ts';
import type { Pages } from './pages.ts';
import { requestContext } from './requestContext.ts';
import { requestLog } from './requestLog.ts';
import { requestProblem } from './requestProblem.ts';
import { restRoutes } from './rest/index.ts';
import { restErrors } from './rest/restErrors.ts';
import { retryAfterHeader } from './retryAfterHeader.ts';
import { createRouteTemplate } from './routeTemplate.ts';
import { allowedMethods, METHODS } from './security/allowedMethods.ts';
import { crossOrigin } from './security/crossOrigin.ts';
import { createLargeBodies } from './security/largeBodies.ts';
import { loopbackHostOnly } from './security/loopbackHostOnly.ts';
import { noStoreHeaders } from './security/noStoreHeaders.ts';
import { boundedHead, MAX_BODY_BYTES } from './security/requestSize.ts';
import { sameOriginOnly } from './security/sameOrigin.ts';
import { securityHeaders } from './security/securityHeaders.ts';
import { drainStreams } from './streams/drainStreams.ts';
import { eventStreams } from './streams/eventStreams.ts';
import { isSubscription, openStream } from './streams/openStream.ts';
import { MAX_BATCH_SIZE, trpcBody } from './trpcBody.ts';

export interface HttpOptions {
  /** Serves health and metrics only, for a process that only works on runs. */
  healthOnly: boolean;
  trustedProxies: number;
  /** Origins whose pages may use the API. */
  allowedOrigins: string[];
  serverMode: boolean;
  dev: boolean;
  /** Bearer token for `/metrics` on this port; undefined for no such route. */
  metricsToken: string | undefined;
}

export interface HttpDeps {
  log: Log;
  telemetry: Telemetry;
  readiness: Readiness;
  /** Aborts when the process begins to stop. */
  stopping: AbortSignal;
}

/** What is served once everything is open. */
export interface OpenedApp {
  services: Services;
  /** Serves the pages and their assets; absent where only the API is wanted. */
  pages?: Pages;
}

export interface HttpApp {
  handler: express.Express;
  /** Serves the rest. Before this call everything but health and metrics is refused with 503. */
  open(opened: OpenedApp): void;
}

/** Base path of the simulated model, to which `/chat/completions` is added. */
export const SIMULATED_MODEL_PATH = '/simulated/v1';

const REST_PATH = '/api/demo/v2';

export function createHttpApp(deps: HttpDeps, options: HttpOptions): HttpApp {
  let routes = refuseWhileStarting;
  const procedures = Object.keys(appRouter._def.procedures);
  let template = createRouteTemplate(procedures, []);

  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', options.trustedProxies);
  app.use(requestLog(deps, (req) => template(req)));
  app.use(securityHeaders({ hsts: options.serverMode, dev: options.dev }));
  app.use(allowedMethods(METHODS), boundedHead);
  app.use(healthRoutes(deps.readiness));
  if (options.metricsToken) app.use(metricsRoute(deps.telemetry, options.metricsToken));
  if (options.healthOnly) return { handler: app.use(notFound), open() {} };

  app.use(drainStreams(deps.stopping));
  if (!options.serverMode) {
    app.use(loopbackHostOnly);
    app.use(SIMULATED_MODEL_PATH, simulatedModelRoutes());
  }
  app.use(['/api', '/trpc'], noStoreHeaders, crossOrigin(options.allowedOrigins));
  app.use(sameOriginOnly);
  app.use((req, res, next) => routes(req, res, next));
  app.use(notFound);
  // Also what is refused before a route of REST is asked.
  app.use(REST_PATH, restErrors(deps));
  app.use(errorHandler(deps));

  return {
    handler: app,
    open(opened) {
      template = createRouteTemplate(procedures, opened.pages?.paths ?? []);
      routes = routesOf(opened);
    },
  };
}

const refuseWhileStarting: express.RequestHandler = (_req, _res, next) => {
  next(
    new DomainError('unavailable', 'BYOM is starting. Try again in a moment.', {
      retryAfterSeconds: 2,
    }),
  );
};

function routesOf({ services, pages }: OpenedApp): express.Router {
  const routes = express.Router();
  const largeBodies = createLargeBodies(services);
  routes.use(
    '/trpc',
    (req, res, next) => {
      if (isSubscription(req.path)) openStream(services, req, res);
      next();
    },
    eventStreams({
      router: appRouter,
      paths: ['batch.onProgress', 'chat.onToken'],
      createContext: (req) => requestContext(services, req),
      onStreamError(error, path) {
        if (toProblem(error).kind !== 'internal') return;
        services.log.error({ err: error, path }, 'a subscription broke');
      },
    }),
    trpcBody(services, largeBodies),
    createExpressMiddleware({
      router: appRouter,
      createContext: ({ req }) => requestContext(services, req),
      // A query whose input is too long for an address comes as a POST.
      allowMethodOverride: true,
      maxBodySize: MAX_BODY_BYTES,
      maxBatchSize: MAX_BATCH_SIZE,
      responseMeta({ errors, type }) {
        const [error] = errors;
        // The stream of a subscription has begun with status 200 before anything can go wrong.
        if (!error || type === 'subscription') return {};
        const problem = toProblem(error);
        const headers = retryAfterHeader(problem);
        return errors.length > 1 ? { headers } : { status: problem.status, headers };
      },
    }),
  );
  routes.use(REST_PATH, restRoutes(services, largeBodies, REST_PATH));
  if (pages) {
    routes.use(compression({ filter: isCompressible }), pages.assets);
    routes.use(pageGate(), formBody(largeBodies), pages.handler);
  }
  return routes;
}

function errorHandler({ log }: HttpDeps): express.ErrorRequestHandler {
  return (error, req, res, _next) => {
    const problem = requestProblem(error) ?? toProblem(error);
    if (problem.kind === 'internal') {
      log.error({ err: error, path: req.path }, 'request failed');
    }
    if (res.headersSent) {
      res.destroy();
      return;
    }
    res.status(problem.status).set(retryAfterHeader(problem));
    if (wantsPage(req)) {
      res.set('cache-control', 'no-store').type('html');
      res.send(refusalPage(problem, currentRequestId()));
      return;
    }
    res.json({ error: problem.kind, message: problem.message, request_id: currentRequestId() });
  };
}

const notFound: express.RequestHandler = (_req, res) => {
  res.status(404).json({
    error: 'not_found',
    message: 'There is nothing at this address.',
    request_id: currentRequestId(),
  });
};

/** Event streams are not compressed: a compressor would hold their bytes back. */
function isCompressible(req: express.Request, res: express.Response): boolean {
  return (
    !String(res.getHeader('content-type')).startsWith('text/event-stream') &&
    compression.filter(req, res)
  );
}
