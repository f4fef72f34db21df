/**
 * JSON Schemas that come from others, interpreted by @cfworker/json-schema. It would run their patterns by
 * `RegExp`, so they are taken out before and answered by RE2JS (docs/decisions/0038).
 */
import {
  dereference,
  format,
  type Schema,
  type SchemaDraft,
  validate,
} from '@cfworker/json-schema';
import type { JsonSchemaGrader } from '../../contract/graders.ts';
import { compilePattern } from './pattern.ts';

type GivenSchema = JsonSchemaGrader['schema'];
type Json = Record<string, unknown>;

/** The first thing in which a value does not fit, as a sentence, or null where it fits. */
export type SchemaCheck = (value: unknown) => string | null;

/**
 * Makes a schema ready to check values with.
 * @throws Error with a message for whoever wrote it
 */
export function compileSchema(schema: GivenSchema): SchemaCheck {
  const patterns = new Map<string, string>();
  const draft = draftOf(schema);
  const prepared = typeof schema === 'boolean' ? schema : withoutPatterns(schema, patterns);
  resolveReferences(prepared);
  return (value) => {
    const bare = withoutPrototypes(value);
    // Which names fit a pattern is asked of RE2JS; what remains for `RegExp` is a list of them.
    const names = patterns.size > 0 ? namesIn(bare) : [];
    const expanded = typeof prepared === 'boolean' ? prepared : withNames(prepared, names);
    for (const [name, pattern] of patterns) {
      format[name] = (text) => compilePattern(pattern).matcher(text).find();
    }
    try {
      const { errors } = validate(
        bare,
        expanded as Schema | boolean,
        draft,
        dereference(expanded as Schema),
      );
      const last = errors.at(-1);
      return last ? told(last) : null;
    } finally {
      for (const name of patterns.keys()) delete format[name];
    }
  };
}

function draftOf(schema: GivenSchema): SchemaDraft {
  const named = typeof schema === 'object' ? String(schema.$schema ?? '') : '';
  if (/draft-0?4/.test(named)) return '4';
  if (/draft-0?[67]/.test(named)) return '7';
  return named.includes('2019-09') ? '2019-09' : '2020-12';
}

/** Keywords of which the value is no schema and holds none. */
const plainKeywords = new Set(
  (
    'id $id $ref $schema $anchor $vocabulary $comment default enum const examples required type maximum minimum ' +
    'exclusiveMaximum exclusiveMinimum multipleOf maxLength minLength format maxItems minItems uniqueItems ' +
    'maxProperties minProperties'
  ).split(' '),
);
/** Keywords of which the value is a record of schemas by name. */
const recordKeywords = new Set(
  '$defs definitions properties patternProperties dependentSchemas dependencies'.split(' '),
);

/** Calls `rewrite` for a schema and all below it, from the inside. */
function rewritten(schema: Json, rewrite: (schema: Json) => Json): Json {
  const below = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(below);
    return isRecord(value) ? rewritten(value, rewrite) : value;
  };
  const copy = Object.create(null) as Json;
  for (const [key, value] of Object.entries(schema)) {
    if (plainKeywords.has(key)) copy[key] = value;
    else if (!recordKeywords.has(key)) copy[key] = below(value);
    else if (isRecord(value)) {
      const record = Object.create(null) as Json;
      for (const [name, part] of Object.entries(value)) record[name] = below(part);
      copy[key] = record;
    } else throw new Error(`${key} must be an object`);
  }
  return rewrite(copy);
}

/** `pattern` becomes a format of its own, which goes last so that references into `allOf` stay. */
function withoutPatterns(schema: Json, patterns: Map<string, string>): Json {
  return rewritten(schema, (node) => {
    assertTypes(node);
    for (const pattern of Object.keys((node.patternProperties as Json | undefined) ?? {})) {
      checkPattern(pattern);
      // So that the names of values are collected.
      patterns.set(`${FORMAT}${pattern}`, pattern);
    }
    if (node.pattern === undefined) return node;
    const { pattern, ...rest } = node;
    checkPattern(pattern);
    patterns.set(`${FORMAT}${pattern}`, pattern as string);
    const others = Array.isArray(node.allOf) ? node.allOf : [];
    return { ...rest, allOf: [...others, { format: `${FORMAT}${pattern}` }] };
  });
}

const FORMAT = 'pattern ';

function checkPattern(pattern: unknown): void {
  if (typeof pattern !== 'string') throw new Error('pattern must be a string');
  try {
    compilePattern(pattern);
  } catch (error) {
    throw new Error(
      `the pattern ${pattern.slice(0, 80)} cannot be used: ${(error as Error).message}`,
    );
  }
}

function withNames(schema: Json, names: string[]): Json {
  return rewritten(schema, (node) => {
    if (!isRecord(node.patternProperties)) return node;
    const expanded = Object.create(null) as Json;
    for (const [index, [pattern, part]] of Object.entries(node.patternProperties).entries()) {
      const fitting = names.filter((name) => compilePattern(pattern).matcher(name).find());
      const escaped = fitting.map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
      const listed = escaped.length > 0 ? `^(?:${escaped.join('|')})$` : '[^\\s\\S]';
      // Two patterns that fit the same names stay two.
      expanded[`${listed}${'(?:)'.repeat(index)}`] = part;
    }
    return { ...node, patternProperties: expanded };
  });
}

function namesIn(value: unknown): string[] {
  const names = new Set<string>();
  const pending = [value];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    for (const [name, below] of Object.entries(next)) {
      if (!Array.isArray(next)) names.add(name);
      pending.push(below);
    }
  }
  return [...names];
}

/** All references must lead to a place in the schema itself. */
function resolveReferences(schema: GivenSchema): void {
  const lookup = dereference(schema as Schema);
  for (const node of Object.values(lookup)) {
    if (typeof node !== 'object' || node.$ref === undefined) continue;
    if (typeof node.$ref !== 'string' || !lookup[node.__absolute_ref__ ?? node.$ref]) {
      const target = String(node.$ref).slice(0, 80);
      throw new Error(`$ref ${target} leads to nothing in the schema, and others are not loaded`);
    }
  }
}

const typeNames = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];
const lists = ['required', 'enum', 'allOf', 'anyOf', 'oneOf', 'prefixItems'];

function assertTypes(node: Json): void {
  const types = node.type === undefined ? [] : [node.type].flat();
  const unknown = types.find((type) => !typeNames.includes(type as string));
  if (unknown !== undefined) {
    throw new Error(`type ${String(unknown).slice(0, 40)} is none of ${typeNames.join(', ')}`);
  }
  const noList = lists.find((key) => node[key] !== undefined && !Array.isArray(node[key]));
  if (noList) throw new Error(`${noList} must be a list`);
}

/** So that `constructor` is a key only where it was written. */
function withoutPrototypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPrototypes);
  if (!isRecord(value)) return value;
  const copy = Object.create(null) as Json;
  for (const [key, below] of Object.entries(value)) copy[key] = withoutPrototypes(below);
  return copy;
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function told({
  instanceLocation,
  error,
  keyword,
}: {
  instanceLocation: string;
  error: string;
  keyword: string;
}): string {
  const place = instanceLocation.replace(/^#\/?/, '').slice(0, 80).toWellFormed();
  const what = keyword === 'format' ? error.replace(`format "${FORMAT}`, 'the pattern "') : error;
  const short = what.length > 160 ? `${what.slice(0, 160).toWellFormed()}…` : what;
  return place === '' ? short : `At ${place}: ${short}`;
}
