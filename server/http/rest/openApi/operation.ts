/** One operation of the description: what the routes at an address do for a method. */
import { wireName } from '../caseMapping.ts';
import type { RestRoute } from '../restRoute.ts';
import type { MediaType, Operation, OperationResponse, Parameter } from './openApiShapes.ts';
import type { Refusals } from './refusals.ts';
import { tagOf } from './tags.ts';
import type { JsonSchema, WireSchemas } from './wireSchemas.ts';

/** @param routes those at one address for one method; the request says which of them is meant */
export function describeOperation(
  { schemas, refusals }: { schemas: WireSchemas; refusals: Refusals },
  address: string,
  routes: RestRoute[],
): Operation {
  const [first] = routes as [RestRoute];
  const described = routes.map((route) => takenBy(schemas, route));
  const body = requestBody(routes, described);
  return {
    operationId: [first.method, ...(address.match(/[a-z_]+/g) as string[])].join('_'),
    tags: [tagOf(address)],
    summary: routes.map(({ summary }) => summary).join(', or: '),
    ...descriptionOf(routes),
    security: securityOf(first),
    parameters: parameters(routes, described),
    ...(body && { requestBody: body }),
    responses: { '200': success(schemas, routes), ...refusals.of(routes) },
  };
}

/** The fields of a route's input, by where they stand. */
interface Taken {
  path: Record<string, JsonSchema>;
  query: Record<string, JsonSchema>;
  body: Record<string, JsonSchema>;
  required: string[];
}

function takenBy(schemas: WireSchemas, route: RestRoute): Taken {
  if (route.takes === 'nothing') return { path: {}, query: {}, body: {}, required: [] };
  const { properties = {}, required = [] } = schemas.request(route.input);
  const inPath = new Set(
    [...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => wireName(name)),
  );
  const path: Record<string, JsonSchema> = {};
  const others: Record<string, JsonSchema> = {};
  for (const [name, schema] of Object.entries(properties)) {
    (inPath.has(name) ? path : others)[name] = schema;
  }
  if (route.takes === 'file') {
    const { file: _file, ...fields } = others;
    return { path, query: fields, body: {}, required };
  }
  const isQuery = route.takes === 'query';
  return { path, query: isQuery ? others : {}, body: isQuery ? {} : others, required };
}

function parameters(routes: RestRoute[], described: Taken[]): Parameter[] {
  const [{ path }] = described as [Taken];
  const inQuery = new Map<string, JsonSchema[]>();
  for (const { query } of described) {
    for (const [name, schema] of Object.entries(query)) {
      inQuery.set(name, [...(inQuery.get(name) ?? []), schema]);
    }
  }
  const defaults = routes.flatMap((route) =>
    Object.entries((route.takes === 'query' && route.defaults) || {}),
  );
  return [
    ...Object.entries(path).map(([name, schema]) => parameter(name, 'path', true, schema)),
    ...[...inQuery].map(([name, schemas]) => {
      const usual = defaults.find(([field]) => wireName(field) === name)?.[1];
      const isRequired =
        usual === undefined && described.every(({ required }) => required.includes(name));
      const schema = withoutNull(widest(schemas));
      return parameter(
        name,
        'query',
        isRequired,
        usual === undefined ? schema : { ...schema, default: usual },
      );
    }),
    ...(routes.some(({ isStream }) => isStream) && inQuery.has('last_event_id')
      ? [
          parameter('Last-Event-ID', 'header', false, {
            type: 'string',
            description: 'Id of the last event that the caller has, as browsers send it.',
          }),
        ]
      : []),
  ];
}

function parameter(
  name: string,
  place: Parameter['in'],
  required: boolean,
  { description, ...schema }: JsonSchema,
): Parameter {
  return { name, in: place, required, ...(description && { description }), schema };
}

/** Of what several routes take under one name the one that holds the others: an export knows more formats than a comparison. */
function widest(schemas: JsonSchema[]): JsonSchema {
  const [first = {}, ...others] = schemas.toSorted(
    (a, b) => (b.enum?.length ?? 0) - (a.enum?.length ?? 0),
  );
  return others.some((other) => other.default !== first.default)
    ? { ...first, default: undefined }
    : first;
}

/** An address has no null: what is not in it is left out. */
function withoutNull({ anyOf, ...schema }: JsonSchema): JsonSchema {
  const [only = {}, ...others] = anyOf?.filter(({ type }) => type !== 'null') ?? [];
  if (!anyOf) return schema;
  return others.length > 0 ? { ...schema, anyOf: [only, ...others] } : { ...only, ...schema };
}

const sessionField: JsonSchema = {
  type: 'string',
  description: 'The session, where no header names it.',
};

function requestBody(routes: RestRoute[], described: Taken[]): Operation['requestBody'] {
  const [first] = routes as [RestRoute];
  if (first.takes === 'file') return fileBody(described[0] as Taken);
  if (first.method === 'get' || first.method === 'delete') return undefined;
  const bodies = routes.map((route, index): JsonSchema => {
    const { body, required } = described[index] as Taken;
    const needed = required.filter((name) => name in body);
    if (route.onlyWithBody) needed.unshift(route.onlyWithBody);
    return {
      type: 'object',
      properties: { ...(route.caller === 'session' && { session_id: sessionField }), ...body },
      ...(needed.length > 0 && { required: needed }),
      // Elsewhere a body is looked at for the session only.
      ...(route.takes === 'body' && { additionalProperties: false }),
    };
  });
  if (bodies.every(({ properties = {} }) => Object.keys(properties).length === 0)) return undefined;
  return {
    required: bodies.every(({ required }) => required !== undefined),
    content: {
      'application/json': {
        schema: bodies.length === 1 ? (bodies[0] as JsonSchema) : { anyOf: bodies },
      },
    },
  };
}

/** A file as it is, whatever its media type says, or as the part of a form beside the fields that the query may have. */
function fileBody({ query }: Taken): Operation['requestBody'] {
  const file: JsonSchema = {
    type: 'string',
    contentMediaType: 'application/octet-stream',
    description: 'The file.',
  };
  return {
    required: true,
    content: {
      'application/octet-stream': { schema: file },
      'multipart/form-data': {
        schema: { type: 'object', properties: { file, ...query }, required: ['file'] },
      },
    },
  };
}

function descriptionOf(routes: RestRoute[]): { description?: string } {
  const [only, ...others] = routes as [RestRoute];
  const text =
    others.length === 0
      ? only.description
      : routes
          .map((route) =>
            `${conditionOf(route)}: ${lowerFirst(route.summary)}. ${route.description ?? ''}`.trim(),
          )
          .join('\n\n');
  return text === undefined ? {} : { description: text };
}

function conditionOf({ onlyWith, onlyWithBody }: RestRoute): string {
  if (onlyWith) return `With \`${wireName(onlyWith)}\` in the query`;
  return onlyWithBody ? `With \`${onlyWithBody}\` in the body` : 'Else';
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function securityOf({ caller }: RestRoute): Operation['security'] {
  const named: Operation['security'] = [{ bearer: [] }, { sessionId: [] }];
  if (caller === 'anyone') return [];
  return caller === 'session' ? named : [{}, ...named];
}

function success(schemas: WireSchemas, routes: RestRoute[]): OperationResponse {
  const answers = routes.map(({ answers }) => answers);
  const headers = { 'x-request-id': { $ref: '#/components/headers/RequestId' } };
  const content: Record<string, MediaType> = {};
  const inJson = answers
    .map((each) => ('json' in each ? each.json : 'inJson' in each ? each.inJson : undefined))
    .flatMap((schema) => (schema ? [schemas.answer(schema)] : []));
  if (inJson.length > 0) {
    content['application/json'] = {
      schema: inJson.length === 1 ? (inJson[0] as JsonSchema) : { anyOf: inJson },
    };
  }
  for (const each of answers) {
    if ('event' in each) {
      content['text/event-stream'] = {
        schema: { type: 'string', description: 'Server-sent events; the last one is `[DONE]`.' },
        'x-event-data': schemas.answer(each.event),
      };
    }
    if ('contentTypes' in each) {
      for (const type of each.contentTypes) {
        content[type] ??= { schema: type === 'application/json' ? {} : { type: 'string' } };
      }
      const lines = content['application/x-ndjson'];
      if (lines && each.inLines) lines['x-line'] = schemas.answer(each.inLines);
    }
  }
  const description = answers.some((each) => 'json' in each)
    ? 'The answer.'
    : answers.some((each) => 'event' in each)
      ? 'The events.'
      : 'The file.';
  return { description, headers, content };
}
