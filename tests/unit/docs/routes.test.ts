/** The API's documentation and the description of REST name the same routes. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openApiDocument } from '../../../server/http/rest/openApi/document.ts';

/** Beside the routes: the description itself, and what is outside of the base path. */
const others = new Set(['/openapi.json', '/docs', '/healthz', '/readyz', '/metrics']);
const withoutNames = (path: string) => path.replaceAll(/:\w+|\{\w+\}/g, '{}');

const described = Object.entries(openApiDocument().paths).flatMap(([path, operations]) =>
  Object.keys(operations).map((method) => `${method.toUpperCase()} ${withoutNames(path)}`),
);
const text = readFileSync('docs/api.md', 'utf8');
const named = new Set(
  [...text.matchAll(/\b(GET|POST|PATCH|DELETE) (\/[\w/:.-]*)/g)]
    .filter(([, , path = '']) => !others.has(path))
    .map(([, method, path = '']) => `${method} ${withoutNames(path)}`),
);

it('the documentation names no route that the description lacks', () => {
  expect([...named].filter((route) => !described.includes(route))).toEqual([]);
});

it('the description has no route that the documentation does not name', () => {
  expect(described.filter((route) => !named.has(route))).toEqual([]);
});
