/** Requests to every route and procedure there is, well-formed and not. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { z } from 'zod';
import { appRouter } from '../../../server/api/appRouter.ts';
import { routeTable } from '../../../server/http/rest/routeTable.ts';
import { type ExistingValues, inputsOf } from './inputsOf.ts';
import { nastyText, nastyValue } from './nastyValues.ts';
import { inputsWithText } from './textFields.ts';

export interface FuzzRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
}

export interface FuzzTarget {
  name: string;
  requests: fc.Arbitrary<FuzzRequest>;
}

interface Procedure {
  _def: { type: 'query' | 'mutation' | 'subscription'; inputs: z.ZodType[] };
}

const BASE = '/api/demo/v2';
const JSON_TYPE = { 'content-type': 'application/json' };

/** Found in the router and the REST routes themselves, so that whatever is added is covered. */
export function fuzzTargets(existing: ExistingValues): FuzzTarget[] {
  const procedures = allProcedures();
  const inputs = new Map(
    procedures.map(([name, { _def }]) => [name, inputsOf(_def.inputs[0], existing)] as const),
  );
  const anyInput = fc.oneof(...inputs.values());
  return [
    ...procedures.map(([name, { _def }]) => ({
      name: `trpc ${name}`,
      requests: trpcRequests(name, _def.type, inputs.get(name) ?? nastyValue),
    })),
    ...restEndpoints().map(({ method, path }) => ({
      name: `rest ${method} ${path}`,
      requests: restRequests(
        method,
        withIds(path, existing),
        inputs.get(procedureOf[path] ?? '') ?? anyInput,
      ),
    })),
    { name: 'anywhere', requests: unknownRouteRequests },
  ];
}

/** To every procedure, each text that it takes in turn as `text`, and all else as it should be. */
export function textRequests(
  text: string,
  existing: ExistingValues,
): { name: string; request: FuzzRequest }[] {
  return allProcedures().flatMap(([name, { _def }]) =>
    inputsWithText(_def.inputs[0], text, existing).map(({ field, input }) => {
      const body = toJson({ json: input });
      const isQuery = _def.type !== 'mutation';
      return {
        name: `${name} ${field}`,
        request: {
          method: isQuery ? 'GET' : 'POST',
          path: `/trpc/${name}${isQuery ? `?input=${urlEncoded(body)}` : ''}`,
          headers: isQuery ? {} : JSON_TYPE,
          ...(!isQuery && { body }),
        },
      };
    }),
  );
}

function allProcedures(): [string, Procedure][] {
  return Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>);
}

/** Which procedure's input a route takes; a route that is not named is tried with those of all. */
const procedureOf: Record<string, string> = {
  '/configure': 'session.create',
  '/connections/:connectionId': 'connection.edit',
  '/comparisons/:comparisonId': 'comparison.get',
  '/compare': 'comparison.compare',
  '/compare/pairs': 'comparison.pairs',
  '/compare/grade': 'comparison.grade',
  '/checks/adapter': 'adapterCheck.start',
  '/batch-test': 'batch.start',
  '/batch-test/targets': 'batch.setTargets',
  '/batch-test/name': 'batch.rename',
  '/batch-test/accuracy': 'batch.accuracy',
  '/batch-test/grade': 'batch.grade',
  '/batch-test/overrule': 'batch.overrule',
  '/votes': 'blindVote.start',
  '/votes/:blindVoteId': 'blindVote.cast',
  '/votes/:blindVoteId/undo': 'blindVote.undo',
  '/suites/own': 'suite.create',
  '/suites/:testSuiteId': 'suite.change',
  '/suites/:testSuiteId/prompts': 'suite.get',
  '/configure/context': 'session.probeContext',
  '/configure/model': 'session.chooseModel',
  '/configure/reproduce': 'session.reproduce',
  '/models': 'session.listModels',
  '/connections': 'connection.add',
  '/connections/:connectionId/models': 'connection.listModels',
  '/batch-test/estimate': 'batch.estimate',
  '/batch-test/progress': 'batch.onProgress',
  '/batch-test/cancel': 'batch.cancel',
  '/batch-test/resume': 'batch.resume',
  '/batch-test/rerun': 'batch.rerun',
  '/batch-test/prompts': 'batch.prompts',
  '/batch-test/metrics': 'batch.metrics',
  '/batch-test/latencies': 'batch.latencyDistribution',
  '/batch-test/outcomes': 'batch.outcomes',
  '/batch-test/results': 'batch.results',
  '/batch-test/results/:resultId': 'batch.result',
  '/batch-test/results/:resultId/reproduce': 'batch.reproduce',
  '/batch-test/search': 'batch.search',
  '/batch-test/categories': 'batch.categories',
  '/batch-test/facets': 'batch.facets',
  '/batch-test/answers': 'batch.promptAnswers',
  '/comparisons/:comparisonId/progress': 'comparison.onProgress',
  '/chat': 'chat.send',
  '/chat/:messageId': 'chat.edit',
  '/chat/:messageId/regenerate': 'chat.regenerate',
  '/chat/:messageId/stop': 'chat.stop',
  '/chat/:messageId/reproduce': 'chat.reproduce',
  '/chat/:messageId/progress': 'chat.onToken',
  '/atlas': 'chat.reply',
  '/export': 'export.document',
};

/** A path whose parts are ids that there are, of whatever. */
function withIds(path: string, { ids }: ExistingValues): string {
  return path.replaceAll(/:\w+/g, ids.at(-1) ?? 'none');
}

function restEndpoints(): { method: string; path: string }[] {
  const byAddress = new Map(routeTable.map((route) => [`${route.method} ${route.path}`, route]));
  return [...byAddress.values()].map(({ method, path }) => ({
    method: method.toUpperCase(),
    path,
  }));
}

function trpcRequests(
  name: string,
  type: Procedure['_def']['type'],
  input: fc.Arbitrary<unknown>,
): fc.Arbitrary<FuzzRequest> {
  const wire = fc.oneof(
    { weight: 5, arbitrary: input.map((json) => toJson({ json })) },
    {
      weight: 1,
      arbitrary: fc.tuple(input, oddSuperjsonMeta).map(([json, meta]) => toJson({ json, meta })),
    },
    { weight: 1, arbitrary: nastyValue.map(toJson) },
    { weight: 1, arbitrary: malformedJson },
  );
  const single = wire.map((text) => ({ names: name, query: '', text }));
  const batch = fc
    .tuple(fc.array(wire, { maxLength: 3 }), fc.constantFrom(0, 1, 2, 2, 3, 3, 30))
    .map(([texts, times]) => ({
      names: Array.from({ length: times }, () => name).join(','),
      query: '&batch=1',
      text: `{${texts.map((text, index) => `"${index}":${text}`).join(',')}}`,
    }));
  const posts = type === 'mutation';
  return fc
    .tuple(
      fc.oneof({ weight: 4, arbitrary: single }, { weight: 1, arbitrary: batch }),
      oddHeaders,
      fc.nat(9),
    )
    .map(([{ names, query, text }, headers, luck]) => {
      const post = luck === 0 ? !posts : posts || text.length > 8_000;
      return post
        ? {
            method: 'POST',
            path: `/trpc/${names}?${query}`,
            headers: { ...JSON_TYPE, ...headers },
            body: text,
          }
        : { method: 'GET', path: `/trpc/${names}?input=${urlEncoded(text)}${query}`, headers };
    });
}

function restRequests(
  method: string,
  path: string,
  input: fc.Arbitrary<unknown>,
): fc.Arbitrary<FuzzRequest> {
  const fields = input.map(inSnakeCase);
  const sessionId = fc.oneof(
    { weight: 5, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: nastyText },
  );
  if (method === 'GET') {
    return fc
      .tuple(
        fields,
        fc.oneof({ weight: 3, arbitrary: fc.constant('') }, oddQuery),
        sessionId,
        oddHeaders,
      )
      .map(([value, more, session, headers]) => ({
        method,
        path: `${BASE}${path}?${queryOf(value)}&${more}${session && `&session_id=${urlEncoded(session)}`}`,
        headers,
      }));
  }
  const body = fc.oneof<fc.WeightedArbitrary<string | Uint8Array>[]>(
    { weight: 6, arbitrary: fields.map(toJson) },
    { weight: 1, arbitrary: nastyValue.map(toJson) },
    { weight: 1, arbitrary: malformedJson },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  );
  return fc
    .tuple(body, oddHeaders, oddBodyHeaders, fc.boolean())
    .map(([sent, headers, bodyHeaders, isReallyGzipped]) => ({
      method,
      path: `${BASE}${path}`,
      headers: { ...JSON_TYPE, ...headers, ...bodyHeaders },
      body:
        isReallyGzipped && bodyHeaders['content-encoding'] === 'gzip'
          ? new Uint8Array(gzipSync(sent))
          : typeof sent === 'string'
            ? sent
            : new Uint8Array(sent),
    }));
}

/** Paths and methods that lead nowhere, or to what is not ours to serve. */
const unknownRouteRequests: fc.Arbitrary<FuzzRequest> = fc
  .tuple(
    fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND'),
    fc.constantFrom(
      '/',
      '/trpc/',
      '/trpc',
      `${BASE}/`,
      `${BASE}/configure/`,
      '/api',
      '/simulated/v1/',
      '/healthz/',
      '/assets/',
    ),
    fc.oneof(
      fc.constantFrom(
        '%',
        '%zz',
        '%00',
        '%ff%fe',
        '%ed%a0%80',
        '..%2f..%2fetc/passwd',
        '//evil.example',
        '.env',
        ',,,',
        '__proto__',
        'constructor',
        'session.create,session.delete',
        'a'.repeat(4_000),
      ),
      nastyText.map((text) => urlEncoded(text).slice(0, 4_000)),
    ),
    someOddHeaders(),
    fc.boolean(),
  )
  .map(([method, base, rest, headers, hasBody]) => ({
    method,
    path: base + rest,
    headers:
      hasBody && method !== 'GET' && method !== 'HEAD' ? { ...JSON_TYPE, ...headers } : headers,
    ...(hasBody && method !== 'GET' && method !== 'HEAD' ? { body: '{"a":' } : {}),
  }));

export const oddHeaders = fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, someOddHeaders());

function someOddHeaders(): fc.Arbitrary<Record<string, string>> {
  return fc.constantFrom<Record<string, string>>(
    { authorization: 'Bearer demo-x' },
    { authorization: `Bearer demo-${'A'.repeat(43)}` },
    { authorization: 'Basic AAAA' },
    { cookie: 'byom=%ff; byom=demo-x; =; a' },
    { cookie: `byom=${'x'.repeat(5_000)}` },
    { 'x-forwarded-for': "1.2.3.4, ', ::1, %00" },
    { 'x-request-id': 'a'.repeat(5_000) },
    { 'last-event-id': '9'.repeat(50) },
    { 'last-event-id': "' or 1=1" },
    { accept: 'text/event-stream' },
    { accept: '*/*;q=zzz', 'accept-encoding': 'zzz, gzip;q=-1' },
    { 'trpc-accept': 'application/jsonl' },
    { origin: 'null' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { range: 'bytes=9-1', 'if-none-match': '"', 'if-modified-since': 'never' },
  );
}

const oddBodyHeaders = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Record<string, string>>({}) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Record<string, string>>(
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/json; charset=utf-16' },
      { 'content-type': 'application/json; charset=nonsense' },
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'content-type': 'multipart/form-data; boundary=' },
      { 'content-type': ';;;' },
      { 'content-encoding': 'gzip' },
      { 'content-encoding': 'br' },
      { 'content-encoding': 'nonsense' },
    ),
  },
);

export const oddQuery = fc.constantFrom(
  'test_run_id[]=1&test_run_id[]=2',
  'test_run_id[a][b][c]=1',
  'session_id[]=x',
  'session_id=x&session_id=y',
  '%00=%00',
  '%ff=%fe',
  '%=%',
  'test_run_id=%ed%a0%80',
  '__proto__[a]=1&constructor[prototype][a]=1',
  `a${'[a]'.repeat(500)}=1`,
  'a=1&'.repeat(1_500),
  'format=csv&format=json',
);

/** As superjson reads it: which values are to be revived as what. */
const oddSuperjsonMeta = fc.constantFrom<unknown>(
  null,
  [],
  'x',
  { values: { testRunId: ['Date'] } },
  { values: { prompts: [['map']] } },
  { values: { a: ['undefined'], '__proto__.x': ['set'] } },
  { values: ['bigint'] },
  { values: [['custom', 'x']] },
  { values: { 'prompts.0': ['regexp'] }, referentialEqualities: { config: ['prompts.0.config'] } },
  { referentialEqualities: [['a'], { __proto__: ['b'] }] },
);

const malformedJson = fc.oneof(
  fc.constantFrom(
    '',
    '{',
    '}',
    '[1,2',
    '{"a":1,}',
    '{"a":1}{"b":2}',
    '\ufeff{}',
    'NaN',
    '1e999',
    '"\\ud800"',
    '{"__proto__":{"a":1}}',
    `${'['.repeat(20_000)}`,
    `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  ),
  fc
    .tuple(nastyValue, fc.nat(50))
    .map(([value, cut]) => toJson({ json: value }).slice(0, -1 - cut)),
);

/** Whatever its fields are called: a library may refuse some of the names. */
function inSnakeCase(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const fields = Object.entries(value).map(([name, field]) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    field,
  ]);
  return Object.fromEntries(fields);
}

/** As JSON, with lone surrogates written as escapes, which is the only way that they come. */
function toJson(value: unknown): string {
  return JSON.stringify(value) ?? '';
}

function urlEncoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function queryOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return urlEncoded(String(value)).slice(0, 8_000);
  return Object.entries(value)
    .map(
      ([name, field]) =>
        `${urlEncoded(name)}=${urlEncoded(typeof field === 'string' ? field : toJson(field))}`,
    )
    .join('&')
    .slice(0, 8_000);
}
