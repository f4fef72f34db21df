/**
 * REST v2 in OpenAPI 3.1, made from the table of its routes and the schemas of their procedures: what is said here of a
 * field is what the procedure checks (docs/decisions/0048).
 */
import { wireName } from '../caseMapping.ts';
import { routeTable } from '../routeTable.ts';
import type { OpenApiDocument } from './openApiShapes.ts';
import { describeOperation } from './operation.ts';
import { createRefusals } from './refusals.ts';
import { tags } from './tags.ts';
import { createWireSchemas } from './wireSchemas.ts';

/** The document, made when somebody first asks; nobody may change it. */
export function openApiDocument(): OpenApiDocument {
  made ??= make();
  return made;
}

let made: OpenApiDocument | undefined;

function make(): OpenApiDocument {
  const schemas = createWireSchemas();
  const refusals = createRefusals(schemas);
  const paths: OpenApiDocument['paths'] = {};
  for (const [address, routes] of Map.groupBy(routeTable, (route) => addressOf(route.path))) {
    const byMethod = Map.groupBy(routes, ({ method }) => method);
    paths[address] = Object.fromEntries(
      [...byMethod].map(([method, same]) => [
        method,
        describeOperation({ schemas, refusals }, address, same),
      ]),
    );
  }
  const named = Object.entries(schemas.components).sort(([a], [b]) => a.localeCompare(b, 'en'));
  return {
    openapi: '3.1.1',
    info: { title: 'BYOM REST', version: '2.0.0', description: overview },
    servers: [{ url: '/api/demo/v2' }],
    tags,
    paths,
    components: {
      schemas: Object.fromEntries(named),
      responses: refusals.components,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'The `session_id` that `POST /configure` returned.',
        },
        sessionId: {
          type: 'apiKey',
          in: 'query',
          name: 'session_id',
          description: 'The same in the address; a body may have it as its field `session_id`.',
        },
      },
      headers: {
        RequestId: {
          description: 'Under which the operator’s log has the request.',
          schema: { type: 'string' },
        },
        RetryAfter: {
          description: 'Seconds after which trying again makes sense.',
          schema: { type: 'integer' },
        },
      },
    },
  };
}

/** `/suites/:testSuiteId` as OpenAPI and the wire write it: `/suites/{test_suite_id}`. */
function addressOf(path: string): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => `{${wireName(name)}}`);
}

const overview = [
  'Connect a model behind an OpenAI-compatible endpoint, run a suite of prompts on it, read what came of it.',
  'A session begins with `POST /configure`. Its `session_id` goes into `Authorization: Bearer demo-…`, into the query, or into the field `session_id` of a body. Pages of another origin need the operator’s permission and send it themselves: cookies are for the pages of BYOM.',
  'Fields are in snake_case; times are ISO 8601 in UTC, durations milliseconds. What is not measured is null, never zero. Fields may be added to answers. An unknown field is refused in a body that takes fields of its own, and ignored in a query.',
  'A body has at most 4 MB where it holds prompts or messages, 64 MB where it is the file of a suite, and 64 KB otherwise. An address has at most 24 KB and 200 fields.',
  'A refusal is a `Problem`. With 429 and 503 the header `Retry-After` says when to try again.',
].join('\n\n');
