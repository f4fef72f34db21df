import { createHash } from 'node:crypto';
import compression from 'compression';
import express, { type Router } from 'express';
import { allowedMethods } from '../security/allowedMethods.ts';
import { docsPage } from './openApi/docsPage.ts';
import { docsStyle } from './openApi/docsStyle.ts';
import { openApiDocument } from './openApi/document.ts';

/** They are the same for everybody, and change with a version of the server. */
const MAX_AGE_SECONDS = 300;

/**
 * The description of REST, for programs and for people; each made when somebody first asks for it
 * (docs/decisions/0048).
 */
export function openApiRoutes(basePath: string): Router {
  const routes = express.Router();
  const files = {
    '/openapi.json': { type: 'json', make: () => JSON.stringify(openApiDocument()) },
    '/docs': { type: 'html', make: () => docsPage(`${basePath}/docs.css`) },
    '/docs.css': { type: 'css', make: () => docsStyle },
  };
  routes.use(Object.keys(files), allowedMethods(['GET', 'HEAD', 'OPTIONS']), compression());
  for (const [path, { type, make }] of Object.entries(files)) {
    const file = madeOnce(make);
    routes.get(path, (_req, res) => {
      const { text, etag } = file();
      res.set({ 'cache-control': `public, max-age=${MAX_AGE_SECONDS}`, etag });
      res.type(type).send(text);
    });
  }
  return routes;
}

function madeOnce(make: () => string): () => { text: string; etag: string } {
  let made: { text: string; etag: string } | undefined;
  return () => {
    made ??= withEtag(make());
    return made;
  };
}

/** Weak, as it is the same however the text is compressed. */
function withEtag(text: string): { text: string; etag: string } {
  return { text, etag: `W/"${createHash('sha256').update(text).digest('base64url')}"` };
}
