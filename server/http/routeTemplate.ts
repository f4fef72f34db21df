import type express from 'express';

export type RouteTemplate = (req: express.Request) => string;

/**
 * Names the route of a request for logs and metrics, from a closed list: ids, queries and unknown paths are
 * not part of it.
 * @param procedures names of the API's procedures; `pages` paths of the pages
 */
export function createRouteTemplate(
  procedures: Iterable<string>,
  pages: Iterable<string>,
): RouteTemplate {
  const knownPaths = new Set([...procedures].map((name) => `/trpc/${name}`));
  for (const path of pages) knownPaths.add(path);
  return (req) => {
    const [path = ''] = req.originalUrl.split('?');
    if (knownPaths.has(path)) return path;
    if (path.startsWith('/trpc/')) return path.includes(',') ? '/trpc/{batch}' : '/trpc/{unknown}';
    const matched: unknown = req.route?.path;
    if (typeof matched === 'string' && matched !== '*') return req.baseUrl + matched;
    return path.startsWith('/assets/') ? '/assets/*' : '{unknown}';
  };
}
