/** Inputs for a procedure, made from its own schema: right in most places and wrong in some. */
import fc from 'fast-check';
import { z } from 'zod';
import { nastyText, nastyValue } from './nastyValues.ts';

/** What must be named to get anywhere: ids that exist, and addresses that may be called. */
export interface ExistingValues {
  ids: string[];
  /** Of them the one that a field of this name is most likely to mean. */
  idOfField?: Record<string, string>;
  endpointUrls: string[];
}

/** What of JSON Schema our inputs are made of. */
export interface JsonSchema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  format?: string;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
}

/** One in so many values is something else than the schema asks for. */
const INVALID_ONE_IN = 5;

export function inputsOf(
  schema: z.ZodType | undefined,
  existing: ExistingValues,
): fc.Arbitrary<unknown> {
  if (!schema) return fc.oneof(fc.constant(undefined), nastyValue);
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  return mostlyValid(json, '', existing);
}

function mostlyValid(
  schema: JsonSchema,
  name: string,
  existing: ExistingValues,
): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: INVALID_ONE_IN - 1, arbitrary: validValue(schema, name, existing) },
    { weight: 1, arbitrary: name === 'endpointUrl' ? invalidUrl : nastyValue },
  );
}

function validValue(
  schema: JsonSchema,
  name: string,
  existing: ExistingValues,
): fc.Arbitrary<unknown> {
  if (schema.anyOf)
    return fc.oneof(...schema.anyOf.map((each) => mostlyValid(each, name, existing)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (name === 'endpointUrl') return fc.constantFrom(...existing.endpointUrls);
  switch (schema.type) {
    case 'object':
      return objectOf(schema, existing);
    case 'array':
      return fc.array(mostlyValid(schema.items ?? {}, '', existing), { maxLength: 3 });
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return fc.integer({
        min: Math.ceil(schema.minimum ?? -5),
        max: Math.min(schema.maximum ?? 50, 2 ** 31),
      });
    case 'string':
      if (schema.format === 'uuid') return idFor(name, existing);
      return fc.oneof(fc.string({ minLength: 1, maxLength: 20 }), nastyText);
    default:
      return nastyValue;
  }
}

/** What names two things at once gets anywhere only where both are the right ones. */
function idFor(name: string, { ids, idOfField }: ExistingValues): fc.Arbitrary<string> {
  const any = fc.oneof(fc.constantFrom(...ids), fc.uuid());
  const meant = idOfField?.[name];
  if (meant === undefined) return any;
  return fc.oneof({ weight: 4, arbitrary: fc.constant(meant) }, { weight: 1, arbitrary: any });
}

function objectOf(schema: JsonSchema, existing: ExistingValues): fc.Arbitrary<unknown> {
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, field]) => [name, mostlyValid(field, name, existing)] as const,
  );
  const all = Object.fromEntries(fields);
  const valid = fc.oneof(
    fc.record(all, { requiredKeys: schema.required ?? [] }),
    fc.record(all, { requiredKeys: [] }),
  );
  return fc.oneof(
    { weight: 6, arbitrary: valid },
    {
      weight: 1,
      arbitrary: fc
        .tuple(valid, nastyText, nastyValue)
        .map(([validFields, name, value]) => ({ ...validFields, [name]: value })),
    },
  );
}

/** No names: looking them up would take as long as the machine's resolver likes. */
const invalidUrl = fc.constantFrom<unknown>(
  'http://',
  'http://127.0.0.1:1/v1',
  'http://127.0.0.1:99999',
  'http://0x7f.1/',
  'http://[::ffff:127.0.0.1]:80/v1',
  'http://[::1',
  'http://169.254.169.254/latest/meta-data',
  'http://10.0.0.1/%00',
  'http://127.0.0.1:1/\0',
  'http://127.0.0.1:1/\ud800',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,x',
  'http://user:pass@127.0.0.1/',
  `http://127.0.0.1:1/${'a'.repeat(3_000)}`,
  '\\\\127.0.0.1\\share',
  '',
  null,
  7,
  [],
  {},
);
