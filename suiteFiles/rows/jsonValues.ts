import type { MappedField } from '../../contract/suiteFiles.ts';
import { knownField } from '../mapping/knownNames.ts';
import { endOfValue, type JsonPart, jsonParts } from '../text/jsonScanner.ts';
import { createLineFinder, filledLines } from '../text/lines.ts';

/** The text of one row of a JSON file. */
export interface JsonValue {
  line: number;
  start: number;
  text: string;
  /** Whether the file ends inside it. */
  isCut: boolean;
  /** What the place of the row says of it: the split whose list it stands in. */
  more?: { split: string };
}

/** Names under which the rows of a file are looked for, the likeliest first. */
const listNames = [
  'prompts',
  'rows',
  'data',
  'examples',
  'items',
  'questions',
  'samples',
  'instances',
];
/** An object with a field for one of these asks something itself. */
const asks = new Set<MappedField | undefined>(['prompt', 'messages']);
const splitNames = ['train', 'val', 'valid', 'validation', 'dev', 'eval', 'test'];

/**
 * The rows of a JSON file, found without parsing them: a line each, the elements of an array, objects one after the
 * other, or the elements of a list in one object.
 */
export function jsonValues(text: string): Iterable<JsonValue> {
  const open = text.search(/\S/);
  if (isLines(text)) return linesOf(text);
  // Turns in an array are one conversation, not a row each.
  if (/^\[\s*\{\s*"(?:role|from)"\s*:/.test(text.slice(open, open + 1_000))) {
    return valuesOf(text, open);
  }
  if (text[open] === '[') return partsOf(text, open);
  const lists = isOnlyValue(text, open) ? listsIn(text, open) : [];
  if (lists.length === 0) return valuesOf(text, open);
  return lists.flatMap(({ key, start }) => {
    const more = splitNames.includes(key) ? { more: { split: key } } : {};
    return [...partsOf(text, start)].map((value) => ({ ...value, ...more }));
  });
}

/** Whether each line is a value: the first one is whole, or the second one begins like another one. */
function isLines(text: string): boolean {
  const lines = filledLines(text);
  const first = lines.next().value?.text.trim() ?? '';
  const second = lines.next().value?.text;
  if (second === undefined) return false;
  const looksNew = /^[{[]\s*["[{]/;
  const isWhole = endOfValue(first, 0) === first.length && !/^[[{]$/.test(first);
  return isWhole || (/^\{\s*"/.test(first) && looksNew.test(second)) || !/^[[{]/.test(first);
}

function* linesOf(text: string): Generator<JsonValue> {
  for (const { line, start, text: value } of filledLines(text)) {
    yield { line, start, text: value.trim().replace(/(?<=[}\]])\s*,$/, ''), isCut: false };
  }
}

function* partsOf(text: string, open: number): Generator<JsonValue> {
  const lineAt = createLineFinder(text);
  for (const { start, end, isCut } of jsonParts(text, open)) {
    yield { line: lineAt(start), start, text: text.slice(start, end), isCut };
  }
}

function* valuesOf(text: string, open: number): Generator<JsonValue> {
  const lineAt = createLineFinder(text);
  let start = open;
  while (start < text.length) {
    const end = endOfValue(text, start);
    yield {
      line: lineAt(start),
      start,
      text: text.slice(start, end ?? text.length),
      isCut: end === null,
    };
    if (end === null) return;
    const gap = text.slice(end, end + 1_000).search(/[^\s,]/);
    start = gap === -1 ? text.length : end + gap;
  }
}

/** Whether nothing follows the value that begins at `start`; so it is no row among others. */
function isOnlyValue(text: string, start: number): boolean {
  const end = endOfValue(text, start);
  return end === null || !/\S/.test(text.slice(end, end + 1_000));
}

interface NamedPart extends JsonPart {
  key: string;
}

/** The lists of rows in the object at `open`, or in one that it wraps, where it is not a row itself. */
function listsIn(text: string, open: number): NamedPart[] {
  const parts = [...jsonParts(text, open)].filter(
    (part): part is NamedPart & typeof part => part.key !== null,
  );
  const begins = ({ start }: NamedPart, as: RegExp) => as.test(text.slice(start, start + 1_000));
  const ofObjects = parts.filter((part) => begins(part, /^\[\s*\{/));
  const isRow = parts.some(({ key }) => asks.has(knownField(key)?.field));
  const lists = isRow ? ofObjects : parts.filter((part) => begins(part, /^\[\s*(?:[{"\]]|$)/));
  const splits = lists.filter(({ key }) => splitNames.includes(key));
  if (splits.length > 0) return splits;
  const named = <Part extends NamedPart>(among: Part[]) =>
    listNames.map((name) => among.find(({ key }) => key === name)).find(Boolean);
  const list = named(lists);
  if (list) return [list];
  if (isRow) return [];
  if (ofObjects.length === 1) return ofObjects;
  const inner = named(parts.filter(({ start }) => text[start] === '{'));
  return inner ? listsIn(text, inner.start) : [];
}
