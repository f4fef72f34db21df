/** Between REST's snake_case and the procedures' camelCase: what comes in, and what goes out. */
import camelcaseKeys from 'camelcase-keys';
import snakecaseKeys from 'snakecase-keys';
import { DomainError } from '../../../contract/domainError.ts';

type Json = Record<string, unknown>;

/** Keys of an answer in snake_case; dates are left to be written as ISO 8601 texts. */
export function toWire(answer: object): Json {
  const wire: Json = {};
  for (const [key, value] of Object.entries(answer)) {
    wire[wireName(key)] = keepsItsNames(key, Array.isArray(value)) ? value : valueToWire(value);
  }
  return wire;
}

/** Whether what is in a field goes by the names that somebody gave it. */
export function keepsItsNames(key: string, isList: boolean): boolean {
  return hasOtherNames(key) || (key === 'categories' && !isList);
}

function valueToWire(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(valueToWire);
  return isRecord(value) && !(value instanceof Date) ? toWire(value) : value;
}

/** An answer of a thousand results has some sixty thousand keys, and few different ones. */
const wireNames = new Map<string, string>();
const MAX_WIRE_NAMES = 2_000;

/** The name of a field of ours in snake_case. */
export function wireName(key: string): string {
  const known = wireNames.get(key);
  if (known !== undefined) return known;
  // The audit spells this one count in camelCase.
  const [name = key] = Object.keys(snakecaseKeys({ [key]: null }, { exclude: ['testRuns'] }));
  if (wireNames.size < MAX_WIRE_NAMES) wireNames.set(key, name);
  return name;
}

/** The request's fields in camelCase, without `session_id`, which is not an input but the caller. */
export function fieldsOf(source: unknown): Json {
  if (!isRecord(source)) return {};
  const { sessionId: _sessionId, ...fields } = camelcaseKeys(source) as Json;
  // A field to sort by is named as everywhere on the wire.
  if (typeof fields.sort === 'string') fields.sort = camelcase(fields.sort);
  // The prompts' field names are part of the stored contract and stay as they are.
  if (isRecord(fields.config)) fields.config = camelcaseKeys(fields.config);
  if (isRecord(fields.modelSettings)) {
    fields.modelSettings = Object.fromEntries(
      Object.entries(fields.modelSettings).map(([model, settings]) => [
        model,
        isRecord(settings) ? camelcaseKeys(settings) : settings,
      ]),
    );
  }
  return fields;
}

/**
 * Refuses fields in another spelling than that of the wire, which `fieldsOf` would take for the same.
 * @throws DomainError `invalid_input` on such a field
 */
export function assertWireNames(body: unknown): void {
  for (const name of Object.keys(isRecord(body) ? body : {})) {
    if (!OTHER_SPELLING.test(name)) continue;
    const message = `is what the field “${name}” is called here`;
    throw new DomainError('invalid_input', message, { field: camelcase(name) });
  }
}

/** Of a name: with capital letters or hyphens. */
const OTHER_SPELLING = /^(?=.{1,100}$)\w*[A-Z-][\w-]*$/;

function camelcase(name: string): string {
  const [named = name] = Object.keys(camelcaseKeys({ [name]: null }));
  return named;
}

/** The name of a field as the caller wrote it. */
export function toWireField(field: string): string {
  const parts = field.split('.');
  const owned = parts.findIndex((part) => hasOtherNames(part)) + 1 || parts.length;
  const ours = parts
    .slice(0, owned)
    .map((part) => part.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  return [...ours, ...parts.slice(owned)].join('.');
}

/** Whether the names in an object stay as they are: those of requests to an endpoint, and of stored JSON. */
function hasOtherNames(field: string): boolean {
  return ownNames.has(field);
}

const ownNames = new Set(['headers', 'extraBody', 'adaptations', 'grade', 'overrule', 'grader']);

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
