/**
 * Serves the pages: the built Remix app, or in development the one of Vite. Also lists their paths.
 * See docs/decisions/0002.
 */
import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createRequestHandler } from '@remix-run/express';
import type { ServerBuild } from '@remix-run/node';
import express from 'express';
import { createCaller, foreseenProblem, type Services } from '../api/index.ts';
import { builtAssets } from './pages/assets.ts';
import { readForm } from './pages/readForm.ts';
import { withRefusals } from './pages/refusals.ts';
import { requestContext } from './requestContext.ts';
import { retryAfterHeader } from './retryAfterHeader.ts';
import { noStoreHeaders } from './security/noStoreHeaders.ts';
import { sessionCookie } from './security/sessionCookie.ts';

export interface Pages {
  /** Scripts, styles and fonts. */
  assets: express.RequestHandler;
  handler: express.RequestHandler;
  /** For logs and metrics; none in development. */
  paths: string[];
}

const VIRTUAL_BUILD = 'virtual:remix/server-build';
const built = (path: string) => fileURLToPath(new URL(`../../build/${path}`, import.meta.url));

export async function openPages(
  services: Services,
  { dev, http }: { dev: boolean; http: Server },
): Promise<Pages> {
  const pages = express.Router();
  const vite = dev ? await openVite(http) : undefined;
  const build = vite
    ? async () => withRefusals((await vite.ssrLoadModule(VIRTUAL_BUILD)) as ServerBuild)
    : withRefusals((await import(built('server/index.js'))) as ServerBuild);

  pages.all(
    '*',
    noStoreHeaders,
    createRequestHandler({
      build,
      getLoadContext(req, res) {
        return {
          api: createCaller(requestContext(services, req)),
          // A session that an action has just created must answer within the same request.
          apiFor: (sessionToken: string) =>
            createCaller({ ...requestContext(services, req), sessionToken }),
          foreseenProblem,
          readForm: (schema) => readForm(req, res, schema),
          announceRetry: (problem) => void res.set(retryAfterHeader(problem)),
          sessionCookie: (token: string) => sessionCookie(req, token),
          cspNonce: res.locals.cspNonce as string,
          reportError: (error: unknown) => services.log.error({ err: error }, 'a page failed'),
        };
      },
    }),
  );
  return {
    assets: vite ? vite.middlewares : builtAssets(built('client')),
    handler: pages,
    paths: typeof build === 'function' ? [] : pathsOf(build),
  };
}

/** The paths of all pages, and those under which Remix fetches their data in a browser. */
function pathsOf({ routes }: ServerBuild): string[] {
  const fullPath = (id: string | undefined): string => {
    const route = id === undefined ? undefined : routes[id];
    if (!route) return '';
    return [fullPath(route.parentId), route.path].filter(Boolean).join('/');
  };
  const paths = Object.keys(routes)
    .map((id) => `/${fullPath(id)}`)
    .filter((path) => !/[:*]/.test(path));
  return paths.flatMap((path) => [path, path === '/' ? '/_root.data' : `${path}.data`]);
}

async function openVite(http: Server) {
  const { createServer } = await import('vite');
  return createServer({
    server: { middlewareMode: true, hmr: { server: http } },
    appType: 'custom',
  });
}
