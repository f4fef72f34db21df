import { isObject } from '../isObject.ts';
import { RowProblem } from '../rowProblem.ts';
import { schemaIn } from './schemaIn.ts';

/** A grader as an assertion asks for it; `graderSpecInput` says whether its options can be taken. */
export interface AskedGrader {
  name: string;
  [option: string]: unknown;
}

/** promptfoo's own defaults. */
const ROUGE_THRESHOLD = 0.75;
const EDITS = 5;
/** What RE2 has not: look-around and back-references. */
const BEYOND_RE2 = /\(\?(?:=|!|<=|<!)|\\[1-9]|\\k</;

/**
 * The grader that judges as an assertion of promptfoo does; undefined where none does.
 * @param value what it compares with, its variables filled
 * @throws RowProblem for a value that the grader cannot take
 */
export function graderFor(
  type: string,
  value: unknown,
  threshold: unknown,
): AskedGrader | undefined {
  if (type.startsWith('not-')) {
    const grader = graderFor(type.slice('not-'.length), value, threshold);
    if (grader?.name === 'refusal') return { name: 'refusal', expect: 'comply' };
    return grader && { name: 'not', grader };
  }
  switch (type) {
    case 'equals':
      if (isObject(value) || Array.isArray(value)) {
        return { name: 'json', expected_answer: JSON.stringify(value) };
      }
      return { name: 'exact', case_sensitive: true, expected_answer: textOf(value) };
    case 'contains':
    case 'icontains':
      return found(literal(textOf(value)), type);
    case 'contains-any':
    case 'icontains-any':
      return found(wordsOf(value).map(literal).join('|'), type);
    case 'contains-all':
    case 'icontains-all':
      return { name: 'all', graders: wordsOf(value).map((word) => found(literal(word), type)) };
    case 'starts-with':
      return { name: 'regex', pattern: `^${literal(textOf(value))}` };
    case 'regex': {
      const pattern = textOf(value);
      if (BEYOND_RE2.test(pattern)) throw new RowProblem('it looks around or refers back');
      return { name: 'regex', pattern };
    }
    case 'is-json':
    case 'contains-json': {
      const schema = schemaIn(value);
      // Not `json`, which compares with the expected answer of the prompt, where another grader has one.
      return { name: 'json-schema', schema: schema ?? true };
    }
    case 'is-refusal':
      return { name: 'refusal', expect: 'refuse' };
    case 'word-count':
      return { name: 'length', unit: 'words', ...bounds(value) };
    case 'rouge-n':
      return {
        name: 'similarity',
        method: 'rouge-l',
        threshold: numberOr(threshold, ROUGE_THRESHOLD),
        expected_answer: textOf(value),
      };
    case 'levenshtein': {
      const expected = textOf(value);
      const part = 1 - numberOr(threshold, EDITS) / Math.max(1, expected.length);
      return {
        name: 'similarity',
        method: 'edit-distance',
        threshold: Math.round(Math.max(0, part) * 1_000) / 1_000,
        expected_answer: expected,
      };
    }
  }
}

function found(pattern: string, type: string): AskedGrader {
  return { name: 'regex', pattern, ...(type.startsWith('i') && { flags: 'i' }) };
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new RowProblem('its value is not a text');
}

/** A list, or words between commas. */
function wordsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(textOf);
  return textOf(value)
    .split(',')
    .map((word) => word.trim());
}

function bounds(value: unknown): { min?: number; max?: number } {
  if (!isObject(value)) {
    const count = Number(textOf(value));
    if (!Number.isInteger(count)) throw new RowProblem('its value is not a number');
    return { min: count, max: count };
  }
  const { min, max } = value;
  return {
    ...(typeof min === 'number' && { min }),
    ...(typeof max === 'number' && { max }),
  };
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}
