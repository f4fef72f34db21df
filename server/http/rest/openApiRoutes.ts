import { createHash } from 'node:crypto';
import compression from 'compression';
import express, { type Router } from 'express';
import { allowedMethods } from '../security/allowedMethods.ts';

/** They are the same for everybody, and change with a version of the server. */
const MAX_AGE_SECONDS = 300;

interface MadeFile {
  text: string;
  etag: string;
}

/**
 * The description of REST, for programs and for people. Each is made when somebody first asks for it, and what makes it
 * is loaded no sooner (docs/decisions/0048).
 * @param basePath where the routes are mounted
 */
export function openApiRoutes(basePath: string): Router {
  const files = {
    '/openapi.json': {
      type: 'json',
      async make() {
        const { openApiDocument } = await import('./openApi/document.ts');
        return JSON.stringify(openApiDocument());
      },
    },
    '/docs': {
      type: 'html',
      async make() {
        const { docsPage } = await import('./openApi/docsPage.ts');
        return docsPage(`${basePath}/docs.css`);
      },
    },
    '/docs.css': {
      type: 'css',
      make: async () => (await import('./openApi/docsStyle.ts')).docsStyle,
    },
  };
  const routes = express.Router();
  routes.use(Object.keys(files), allowedMethods(['GET', 'HEAD', 'OPTIONS']), compression());
  for (const [path, { type, make }] of Object.entries(files)) {
    const file = madeOnce(make);
    routes.get(path, (_req, res, next) => {
      file().then(({ text, etag }) => {
        res.set({ 'cache-control': `public, max-age=${MAX_AGE_SECONDS}`, etag });
        res.type(type).send(text);
      }, next);
    });
  }
  return routes;
}

function madeOnce(make: () => Promise<string>): () => Promise<MadeFile> {
  let made: Promise<MadeFile> | undefined;
  return () => {
    made ??= make().then(withEtag);
    return made;
  };
}

/** Weak, as it is the same however the text is compressed. */
function withEtag(text: string): MadeFile {
  return { text, etag: `W/"${createHash('sha256').update(text).digest('base64url')}"` };
}
