import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import camelcaseKeys from 'camelcase-keys';
import { expect, it } from 'vitest';
import { exportedColumns } from '../../../../../../server/export/formats/exportFormat.ts';
import { openApiDocument } from '../../../../../../server/http/rest/openApi/document.ts';
import { fieldDescriptions } from '../../../../../../server/http/rest/openApi/fieldDescriptions.ts';
import type { OperationResponse } from '../../../../../../server/http/rest/openApi/openApiShapes.ts';
import { routeTable } from '../../../../../../server/http/rest/routeTable.ts';

const document = openApiDocument();
const text = JSON.stringify(document);
const operations = Object.entries(document.paths).flatMap(([path, byMethod]) =>
  Object.entries(byMethod).map(([method, operation]) => ({ path, method, operation })),
);

it('is OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(JSON.parse(text));
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
});

it('has an operation for every address of the routes, each by an id of its own', () => {
  const addresses = new Set(routeTable.map(({ method, path }) => `${method} ${path}`));
  expect(operations).toHaveLength(addresses.size);
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(
    operations.length,
  );
});

it('refers to nothing that it does not have', () => {
  for (const [, section, name] of text.matchAll(/"#\/components\/(\w+)\/([^"]+)"/g)) {
    expect(document.components).toHaveProperty([section as string, name as string]);
  }
  expect(text).not.toContain('$defs');
});

it('spells all of our fields in snake_case, so that they come back in camelCase', () => {
  for (const { operation } of operations) {
    const schema = operation.requestBody?.content['application/json']?.schema;
    const bodies = schema?.anyOf ?? (schema ? [schema] : []);
    const fields = [
      ...bodies.flatMap(({ properties = {} }) => Object.keys(properties)),
      ...operation.parameters.filter((each) => each.in === 'query').map(({ name }) => name),
    ];
    for (const field of fields) {
      expect(field).toMatch(/^[a-z]+(_[a-z0-9]+)*$/);
      expect(Object.keys(camelcaseKeys({ [field]: null }))).toHaveLength(1);
    }
  }
});

it('says of every field of an answer what it is, but of those with names that somebody gave', () => {
  const unknown = fieldsIn(document.components.schemas).filter(
    ([, schema]) => Object.keys(schema).filter((keyword) => keyword !== 'description').length === 0,
  );
  // A JSON Schema may be anything.
  expect(unknown.map(([name]) => name)).toEqual(['schema']);
});

it('describes no field that there is not', () => {
  const unused = Object.keys(fieldDescriptions).filter(
    (name) => !text.includes(`"${name}":{`) && !text.includes(`"name":"${name}"`),
  );
  expect(unused).toEqual([]);
});

function fieldsIn(value: unknown): [string, object][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([keyword, inner]) => [
    ...(keyword === 'properties' ? (Object.entries(inner) as [string, object][]) : []),
    ...fieldsIn(inner),
  ]);
}

it('asks for no null in an address, where it would be a text', () => {
  const queries = operations.flatMap(({ operation }) =>
    operation.parameters.filter((each) => each.in === 'query'),
  );
  expect(queries.length).toBeGreaterThan(30);
  expect(JSON.stringify(queries.map(({ schema }) => schema))).not.toContain('"null"');
});

it.each([
  ['an empty name of a suite', 'post', '/suites/own', { name: '', prompts: [{ prompt: 'a' }] }],
  ['a long name', 'post', '/suites/own', { name: 'a'.repeat(101), prompts: [{ prompt: 'a' }] }],
  ['a prompt that asks nothing', 'post', '/suites/own', { name: 'a', prompts: [{}] }],
  ['a seed that is too large', 'post', '/batch-test', { config: { seed: 2 ** 31 } }],
])('refuses %s, as the procedure does', (_, method, path, body) => {
  const schema = document.paths[path]?.[method]?.requestBody?.content['application/json']?.schema;
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'document', components: document.components });
  const absolute = JSON.stringify(schema).replaceAll('"#/', '"document#/');
  const isValid = ajv.compile(JSON.parse(absolute));
  expect(isValid(body)).toBe(false);
  const mended = { name: 'a', prompts: [{ prompt: 'a' }], config: { seed: 2 ** 31 - 1 } };
  const known = Object.entries(mended).filter(([name]) => name in body);
  expect(isValid(Object.fromEntries(known))).toBe(true);
});

it('says of flags and lists in an address what they are', () => {
  const schemaOf = (path: string, method: string, parameter: string) =>
    document.paths[path]?.[method]?.parameters.find(({ name }) => name === parameter)?.schema;
  expect(schemaOf('/suites', 'post', 'preview')).toMatchObject({ type: 'boolean' });
  expect(schemaOf('/suites', 'post', 'name')).toMatchObject({ minLength: 1, maxLength: 100 });
  expect(document.components.schemas.ChatMessage?.properties?.compared_run_ids?.anyOf).toHaveLength(
    2,
  );
});

it('has the columns of exported results, each by its name', () => {
  const { properties, required } = document.components.schemas.ExportedResult ?? {};
  expect(Object.keys(properties ?? {})).toEqual(exportedColumns);
  expect(required).toEqual(exportedColumns);
  const answer = document.paths['/export']?.get?.responses['200'];
  const { content } = answer as OperationResponse;
  expect(content['application/x-ndjson']?.['x-line']).toEqual({
    $ref: '#/components/schemas/ExportedResult',
  });
  expect(content['application/json']?.schema).toEqual({
    anyOf: ['ComparisonExport', 'Export'].map((name) => ({ $ref: `#/components/schemas/${name}` })),
  });
});
