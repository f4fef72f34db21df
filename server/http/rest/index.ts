/** The router of REST v2, built from the table of its routes. */
import { TRPCError } from '@trpc/server';
import express, { type Router } from 'express';
import type { Services } from '../../api/index.ts';
import { callByName, requireSession, takesMuch } from '../../api/index.ts';
import { requestContext } from '../requestContext.ts';
import { allowedMethods } from '../security/allowedMethods.ts';
import { fileBody } from '../security/fileBody.ts';
import { parsedJson } from '../security/jsonBody.ts';
import type { LargeBodies } from '../security/largeBodies.ts';
import { openStream } from '../streams/openStream.ts';
import { assertWireNames, fieldsOf } from './caseMapping.ts';
import { openApiRoutes } from './openApiRoutes.ts';
import type { RestRoute } from './restRoute.ts';
import { routeTable } from './routeTable.ts';
import { namedSessionIdOf, sessionTokenOf } from './sessionToken.ts';

/** @param basePath where the router is mounted */
export function restRoutes(services: Services, largeBodies: LargeBodies, basePath: string): Router {
  const router = express.Router();
  router.use(openApiRoutes(basePath));
  const byAddress = Map.groupBy(routeTable, ({ method, path }) => `${method} ${path}`);
  for (const routes of byAddress.values()) {
    const [{ method, path }] = routes as [RestRoute];
    const read = readerOf(services, largeBodies, routes as [RestRoute]);
    router[method](path, read, handlerOf(services, routes));
  }
  for (const [path, routes] of Map.groupBy(routeTable, (route) => route.path)) {
    router.all(path, allowedMethods(methodsOf(routes)));
  }
  // Below this path nobody asks for a page.
  router.use((_req, _res, next) => next(nothingHere(basePath)));
  return router;
}

function nothingHere(basePath: string): TRPCError {
  return new TRPCError({
    code: 'NOT_FOUND',
    message: `There is nothing at this address. ${basePath}/docs lists those there are.`,
  });
}

/** Reads the bodies of the routes at one address. */
function readerOf(
  services: Services,
  largeBodies: LargeBodies,
  [route]: [RestRoute],
): express.RequestHandler {
  const { procedure } = route;
  if (route.takes === 'file' && takesMuch(procedure)) {
    return fileBody(largeBodies, procedure, route.maxBytes, (req) => sessionTokenOf(services, req));
  }
  return parsedJson(largeBodies, procedure, (req, inBody) => sessionTokenOf(services, req, inBody));
}

/** As the header `Allow` lists them: HEAD goes with GET, and OPTIONS asks for just this. */
function methodsOf(routes: RestRoute[]): string[] {
  const methods = new Set(routes.map(({ method }) => method.toUpperCase()));
  return [...methods, ...(methods.has('GET') ? ['HEAD'] : []), 'OPTIONS'];
}

/** Answers by the first of the routes at one address that the request is meant for. */
function handlerOf(services: Services, routes: RestRoute[]): express.RequestHandler {
  return (req, res, next) => {
    const query = fieldsOf(req.query);
    const body: Record<string, unknown> = Object(req.body);
    const route = routes.find(
      ({ onlyWith, onlyWithBody }) =>
        (!onlyWith || query[onlyWith] !== undefined) &&
        (!onlyWithBody || body[onlyWithBody] !== undefined),
    );
    if (route) answer(services, route, req, res).catch(next);
    else next();
  };
}

async function answer(
  services: Services,
  route: RestRoute,
  req: express.Request,
  res: express.Response,
): Promise<void> {
  const isNamed = route.caller === 'session' || mayName(route, req);
  const named = isNamed && { sessionToken: sessionTokenOf(services, req) };
  const context = { ...requestContext(services, req), ...named };
  if (isNamed && route.caller === 'session_if_named') await requireSession(context);
  if (route.isStream) openStream(services, req, res, context.sessionToken);
  const left = new AbortController();
  // The response's `close` is the dependable sign that a client has gone; the request's is not.
  res.on('close', () => left.abort());
  await route.respond(
    (procedure) =>
      callByName(procedure, { context, input: inputOf(route, req), signal: left.signal }),
    {
      res,
      signal: left.signal,
      namedSessionId: namedSessionIdOf(req),
      onBroken: (error) =>
        services.log.error({ err: error, path: req.path }, 'a REST stream broke'),
    },
  );
}

/** Whether the request names a session where it need not. */
function mayName({ caller }: RestRoute, req: express.Request): boolean {
  return caller === 'session_if_named' && namedSessionIdOf(req) !== undefined;
}

function inputOf(route: RestRoute, req: express.Request): Record<string, unknown> | undefined {
  switch (route.takes) {
    case 'nothing':
      return undefined;
    case 'body':
      assertWireNames(req.body);
      return { ...fieldsOf(req.body), ...req.params };
    case 'path':
      return { ...req.params };
    case 'file':
    case 'query': {
      const { shape } = 'shape' in route.input ? route.input : route.input.unwrap();
      const given = { ...fieldsOf(req.query), ...fieldsOf(req.body), ...req.params };
      const known = Object.entries(given).filter(([name]) => name in shape);
      const defaults = route.takes === 'query' ? route.defaults : {};
      const resumed = 'lastEventId' in shape && req.get('last-event-id');
      return {
        ...defaults,
        ...Object.fromEntries(known),
        // A browser that comes back by itself sends it beside an address that stays the same.
        ...(resumed && { lastEventId: resumed }),
      };
    }
  }
}
