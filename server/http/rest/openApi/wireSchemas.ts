/** Schemas of procedures as JSON Schema of what REST sends and takes: in its names, with references between them. */
import { z } from 'zod';
import { keepsItsNames, wireName } from '../caseMapping.ts';
import { fieldDescriptions } from './fieldDescriptions.ts';
import { GRADER, inputNames, outputNames } from './names.ts';

/** JSON Schema of draft 2020-12, as far as it is looked at here. */
export interface JsonSchema {
  [keyword: string]: unknown;
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  default?: unknown;
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
}

export interface WireSchemas {
  /** What a route takes: its fields, with those that it knows in snake_case. */
  request(schema: z.ZodType): JsonSchema;
  /** What a route answers. */
  answer(schema: z.ZodType): JsonSchema;
  /** The schemas that these refer to, by their names. */
  components: Record<string, JsonSchema>;
}

/**
 * Whose names the fields of an object have, which is what `caseMapping.ts` does with values: all ours in an answer;
 * in a request those at the top and those of settings.
 */
type Names = 'answer' | 'request' | 'settings' | 'settings_by_model' | 'own';

export function createWireSchemas(): WireSchemas {
  const components: Record<string, JsonSchema> = {};
  const namesOf = new Map<string, Names>();

  function convert(schema: z.ZodType, names: 'answer' | 'request'): JsonSchema {
    const { $defs = {}, ...json } = z.toJSONSchema(schema, {
      io: names === 'answer' ? 'output' : 'input',
      metadata: names === 'answer' ? outputNames : inputNames,
      unrepresentable: 'any',
      override: names === 'answer' ? describeAnswer : describeRequest,
    }) as JsonSchema;
    return onWire(json, names, $defs);
  }

  function onWire(schema: JsonSchema, names: Names, defs: Record<string, JsonSchema>): JsonSchema {
    const inner = (each: JsonSchema, within: Names = names) => onWire(each, within, defs);
    const name = schema.$ref?.split('/').at(-1);
    if (name !== undefined) {
      addComponent(name, names, defs);
      return { $ref: `#/components/schemas/${name}` };
    }
    const wire: JsonSchema = {};
    for (const [keyword, value] of Object.entries(schema)) {
      if (keyword === '$schema' || keyword === 'id' || keyword === 'propertyNames') continue;
      if (keyword === 'properties') {
        wire.properties = Object.fromEntries(
          Object.entries(value as object).map(([key, field]) => {
            const named = names === 'own' ? key : wireName(key);
            const within = inner(field, namesWithin(names, key, field));
            return [
              named,
              described(named, isSorting(names, key) ? withWireValues(within) : within),
            ];
          }),
        );
      } else if (keyword === 'required') {
        wire.required = names === 'own' ? schema.required : schema.required?.map(wireName);
      } else if (keyword === 'additionalProperties') {
        // What is new in an answer breaks no client; unknown fields of a request are refused.
        if (value === false && names === 'answer') continue;
        wire[keyword] = isSchema(value)
          ? inner(value, names === 'settings_by_model' ? 'settings' : names)
          : value;
      } else if (Array.isArray(value) && value.every(isSchema)) {
        wire[keyword] = value.map((each) => inner(each));
      } else if (keyword === 'items' && isSchema(value)) {
        wire.items = inner(value);
      } else if (keyword !== 'default' || names !== 'answer') {
        wire[keyword] = value;
      }
    }
    return wire;
  }

  function addComponent(name: string, names: Names, defs: Record<string, JsonSchema>): void {
    const schema = defs[name];
    const known = namesOf.get(name);
    // That of another schema, which says what this one cannot.
    if (schema === undefined) return;
    if (known === undefined) {
      namesOf.set(name, names);
      const wire = onWire(schema, names, defs);
      components[name] = name === GRADER ? holdingItself(wire) : wire;
    } else if (known !== names) {
      throw new Error(`The schema ${name} has other names as ${names} than as ${known}.`);
    }
  }

  return {
    request: (schema) => convert(schema, 'request'),
    answer: (schema) => convert(schema, 'answer'),
    components,
  };
}

function isSorting(names: Names, key: string): boolean {
  return names === 'request' && key === 'sort';
}

function namesWithin(names: Names, key: string, field: JsonSchema): Names {
  if (names === 'answer') return keepsItsNames(key, field.type === 'array') ? 'own' : 'answer';
  if (names === 'request' && key === 'config') return 'settings';
  if (names === 'request' && key === 'modelSettings') return 'settings_by_model';
  return 'own';
}

/** Graders within a grader as a reference to it. */
function holdingItself({ oneOf, ...grader }: JsonSchema): JsonSchema {
  const itself = { $ref: `#/components/schemas/${GRADER}` };
  const options = (oneOf as JsonSchema[]).map(({ properties = {}, ...option }) => ({
    ...option,
    properties: {
      ...properties,
      ...(properties.graders && { graders: { ...properties.graders, items: itself } }),
      ...(properties.grader && { grader: itself }),
    },
  }));
  return { ...grader, oneOf: options };
}

type Overridden = Parameters<NonNullable<z.core.ToJSONSchemaParams['override']>>[0];

/** What zod has no JSON Schema for, or too much. */
function describeForWire({ zodSchema, jsonSchema: json }: Overridden): void {
  const jsonSchema = json as JsonSchema;
  const { def } = zodSchema._zod;
  if (def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
  if (jsonSchema.format === 'uuid') delete jsonSchema.pattern;
  dropBounds(jsonSchema, (bound) => bound === Number.MAX_SAFE_INTEGER);
}

function describeAnswer(overridden: Overridden): void {
  describeForWire(overridden);
  dropBounds(overridden.jsonSchema as JsonSchema, (bound) => machineBounds.has(bound));
}

/** What is read of a text counts, as far as it says more than the text. */
function describeRequest(overridden: Overridden): void {
  describeForWire(overridden);
  const jsonSchema = overridden.jsonSchema as JsonSchema;
  const { def } = overridden.zodSchema._zod;
  if (def.type === 'union' && isBooleanOrText(jsonSchema)) {
    delete jsonSchema.anyOf;
    Object.assign(jsonSchema, { type: 'boolean' });
  }
  if (def.type !== 'pipe') return;
  if (isNumberOrText(jsonSchema)) {
    const { $schema: _, ...number } = z.toJSONSchema(def.out, { override: describeRequest });
    delete jsonSchema.anyOf;
    Object.assign(jsonSchema, number);
  } else if (jsonSchema.type === 'string' && def.out._zod.def.type === 'string') {
    const { $schema: _, ...text } = z.toJSONSchema(def.out);
    Object.assign(jsonSchema, text);
  }
}

function dropBounds(schema: JsonSchema, isDropped: (bound: number) => boolean): void {
  for (const bound of ['minimum', 'maximum']) {
    if (isDropped(Math.abs(Number(schema[bound])))) delete schema[bound];
  }
}

/** A flag that may also come as text in an address. */
function isBooleanOrText({ anyOf }: JsonSchema): boolean {
  return anyOf?.length === 2 && anyOf[0]?.type === 'boolean' && anyOf[1]?.type === 'string';
}

/** A number that may also come as text in an address. */
function isNumberOrText({ anyOf }: JsonSchema): boolean {
  return anyOf?.length === 2 && anyOf[0]?.type === 'number' && anyOf[1]?.type === 'string';
}

/** Of what a column of the database can hold: of no use to who reads an answer. */
const machineBounds = new Set([2 ** 31, 2 ** 31 - 1, 2 ** 47, 2 ** 47 - 1]);

function described(name: string, schema: JsonSchema): JsonSchema {
  const description = fieldDescriptions[name];
  return description === undefined || schema.description ? schema : { ...schema, description };
}

/** Values that are names of fields. */
function withWireValues({ enum: values, default: usual, ...schema }: JsonSchema): JsonSchema {
  return {
    ...schema,
    enum: values?.map((value) => wireName(String(value))),
    ...(usual !== undefined && { default: wireName(String(usual)) }),
  };
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
