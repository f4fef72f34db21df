/**
 * Gateways wrap the error of the provider behind them: in an object of their own, as JSON written into
 * a text, as JSON after some words, or several times over. These functions find the objects inside.
 */
import { parsed, unescaped } from '../protocol/jsonShapes.ts';

/** An object as it stands in a refusal; its fields may be of any kind. */
export type ErrorObject = Record<string, unknown>;

/** Nobody nests an error deeper, except to exhaust whoever looks for it. */
export const MAX_DEPTH = 12;
const MAX_OBJECTS = 200;
/** How many brackets of a text are tried: "[1] failed: {…}". */
const MAX_STARTS = 4;

/** Every object within a refusal, outer ones first, also those written as JSON into a text. */
export function errorObjects(refusal: unknown): ErrorObject[] {
  const found: ErrorObject[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (depth > MAX_DEPTH || found.length >= MAX_OBJECTS) return;
    if (typeof value === 'string') visit(embeddedJson(value)?.value, depth + 1);
    else if (Array.isArray(value)) for (const item of value) visit(item, depth + 1);
    else if (isObject(value)) {
      found.push(value);
      for (const item of Object.values(value)) visit(item, depth + 1);
    }
  };
  visit(refusal, 0);
  return found;
}

/**
 * The first JSON object or list of objects in a text, with what stands around it; undefined where
 * there is none.
 */
export function embeddedJson(
  text: string,
): { before: string; value: unknown; after: string } | undefined {
  let start = -1;
  for (let tried = 0; tried < MAX_STARTS; tried += 1) {
    start = nextBracket(text, start + 1);
    if (start === -1) return undefined;
    const end = matchingEnd(text, start);
    if (end === -1) continue;
    const value = parsedObject(text.slice(start, end));
    if (value !== undefined) return { before: text.slice(0, start), value, after: text.slice(end) };
  }
  return undefined;
}

export function isObject(value: unknown): value is ErrorObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nextBracket(text: string, from: number): number {
  const found = /[{[]/.exec(text.slice(from));
  return found ? from + found.index : -1;
}

/** Behind the bracket that closes the one at `start`; -1 where none does. Brackets in strings do not count. */
function matchingEnd(text: string, start: number): number {
  let depth = 0;
  let isInString = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === '"') isInString = !isInString;
    else if (isInString) continue;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

/** JSON, or JSON whose quotes were escaped once more than the text around it tells. */
function parsedObject(json: string): unknown {
  for (const candidate of [json, json.includes('\\"') ? unescaped(json) : undefined]) {
    const value = candidate === undefined ? undefined : parsed(candidate);
    const first: unknown = Array.isArray(value) ? value[0] : value;
    if (isObject(first)) return value;
  }
  return undefined;
}
