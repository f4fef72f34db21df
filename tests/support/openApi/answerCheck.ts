/** Whether what REST answers is what its description says, with no field or status more. */

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type {
  OpenApiDocument,
  Operation,
  OperationResponse,
} from '../../../server/http/rest/openApi/openApiShapes.ts';
import type { JsonSchema } from '../../../server/http/rest/openApi/wireSchemas.ts';

export interface Answered {
  method: string;
  /** Below the base path, without the query. */
  path: string;
  status: number;
  contentType: string | null;
  /** Undefined where it was not read. */
  body?: string;
}

/** @returns what is wrong with an answer; undefined where it is as described */
export type AnswerCheck = (answered: Answered) => string | undefined;

const DOCUMENT = 'document';
/** Of their own making: what describes the routes. */
const UNDESCRIBED = ['/openapi.json', '/docs'];

export function createAnswerCheck(document: OpenApiDocument): AnswerCheck {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => [name, closedWithin(schema)] as const,
  );
  ajv.addSchema({ $id: DOCUMENT, components: { schemas: Object.fromEntries(schemas) } });
  const addresses = Object.entries(document.paths).map(([path, operations]) => ({
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    path,
    operations,
  }));
  const validators = new Map<JsonSchema, ValidateFunction>();

  function problemOf(schema: JsonSchema, value: unknown): string | undefined {
    let validate = validators.get(schema);
    if (!validate) {
      validate = ajv.compile(closed(schema));
      validators.set(schema, validate);
    }
    return validate(value) ? undefined : ajv.errorsText(validate.errors?.slice(0, 5));
  }

  function responseOf(operation: Operation, status: number): OperationResponse | undefined {
    const response = operation.responses[status];
    if (!response || !('$ref' in response)) return response;
    return document.components.responses[response.$ref.split('/').at(-1) as string];
  }

  return ({ method, path, status, contentType, body }) => {
    const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
    if (method === 'OPTIONS' || UNDESCRIBED.includes(path)) return undefined;
    // Its own addresses stand before those with an id in the same place.
    const address = addresses
      .filter(({ pattern }) => pattern.test(path))
      .sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
    if (!address) return status === 404 || status >= 400 ? undefined : `no such address: ${path}`;
    const operation = address.operations[verb];
    if (!operation) return status >= 400 ? undefined : `no such method: ${method} ${path}`;
    const where = `${method} ${address.path} ${status}`;
    const response = responseOf(operation, status);
    if (!response) return `${where}: no such status; the answer is ${body}`;
    const type = contentType?.split(';')[0] ?? '';
    // What Node itself refuses has no body.
    if (type === '' || method === 'HEAD') return undefined;
    const media = response.content[type];
    if (!media) return `${where}: no such media type: ${type}`;
    if (body === undefined) return undefined;
    const eventSchema = media['x-event-data'];
    if (eventSchema) {
      const problems = eventsIn(body).map((event) => problemOf(eventSchema, event));
      const problem = problems.find((each) => each !== undefined);
      return problem && `${where}: an event ${problem}`;
    }
    const lineSchema = media['x-line'];
    if (lineSchema) {
      const lines = body.split('\n').filter((line) => line !== '');
      const problem = lines
        .map((line) => problemOf(lineSchema, JSON.parse(line)))
        .find((each) => each !== undefined);
      return problem && `${where}: a line ${problem}`;
    }
    if (type !== 'application/json') return undefined;
    const json: unknown = JSON.parse(body);
    const problem = problemOf(media.schema, json);
    if (problem) return `${where}: ${problem}`;
    const { code } = Object(json) as { code?: never };
    const codes: readonly unknown[] | undefined = response['x-codes'];
    return codes && !codes.includes(code) ? `${where}: no such code: ${code}` : undefined;
  };
}

/** The JSON of events; comments and `[DONE]` are none. */
function eventsIn(text: string): unknown[] {
  const data = [...text.matchAll(/^data: (.*)$/gm)].map(([, line = '']) => line);
  return data.filter((line) => line !== '[DONE]').map((line) => JSON.parse(line));
}

/** A schema that admits no field that it does not name. */
function closed(schema: JsonSchema): JsonSchema {
  const within = closedWithin(schema);
  const isUnion = schema.anyOf !== undefined || schema.oneOf !== undefined;
  if (isUnion || schema.additionalProperties !== undefined) return within;
  const isObject = schema.properties ?? schema.$ref ?? schema.allOf;
  return isObject === undefined ? within : { ...within, unevaluatedProperties: false };
}

/** The same of all that is in it, but not of itself: what is a part of another may be joined by its other parts. */
function closedWithin(schema: JsonSchema): JsonSchema {
  const copy: JsonSchema = { ...schema };
  if (schema.$ref) copy.$ref = `${DOCUMENT}${schema.$ref}`;
  if (schema.properties) {
    copy.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, field]) => [name, closed(field)]),
    );
  }
  for (const keyword of ['anyOf', 'oneOf', 'prefixItems'] as const) {
    const parts = schema[keyword] as JsonSchema[] | undefined;
    if (parts) copy[keyword] = parts.map(closed);
  }
  const joined = schema.allOf as JsonSchema[] | undefined;
  if (joined) copy.allOf = joined.map(closedWithin);
  if (schema.items) copy.items = closed(schema.items);
  const more = schema.additionalProperties;
  if (typeof more === 'object' && more !== null)
    copy.additionalProperties = closed(more as JsonSchema);
  return copy;
}
