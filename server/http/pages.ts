/** Serves the pages: the built Remix app, or in development Vite's. */
import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createRequestHandler } from '@remix-run/express';
import type { ServerBuild } from '@remix-run/node';
import express from 'express';
import type { Services } from '../context.ts';
import { createCaller } from '../routers/index.ts';
import { noStore } from './noStore.ts';
import { requestContext } from './requestContext.ts';
import { sessionCookie } from './sessionCookie.ts';

const built = (path: string) => fileURLToPath(new URL(`../../build/${path}`, import.meta.url));

export async function openPages(
  services: Services,
  { dev, http }: { dev: boolean; http: Server },
): Promise<express.RequestHandler> {
  const pages = express.Router();
  const vite = dev ? await openVite(http) : undefined;
  if (vite) pages.use(vite.middlewares);
  else {
    pages.use(
      '/assets',
      express.static(built('client/assets'), { immutable: true, maxAge: '1y', fallthrough: false }),
    );
    pages.use(express.static(built('client'), { maxAge: '1h' }));
  }
  const loadBuild = vite
    ? () => vite.ssrLoadModule('virtual:remix/server-build') as Promise<ServerBuild>
    : ((await import(built('server/index.js'))) as ServerBuild);

  pages.all(
    '*',
    noStore,
    createRequestHandler({
      build: loadBuild,
      getLoadContext(req, res) {
        return {
          api: createCaller(requestContext(services, req)),
          // A session that an action has just created must answer within the same request.
          apiFor: (sessionToken: string) =>
            createCaller({ ...requestContext(services, req), sessionToken }),
          sessionCookie: (token: string) => sessionCookie(req, token),
          cspNonce: res.locals.cspNonce as string,
        };
      },
    }),
  );
  return pages;
}

async function openVite(http: Server) {
  const { createServer } = await import('vite');
  return createServer({
    server: { middlewareMode: true, hmr: { server: http } },
    appType: 'custom',
  });
}
