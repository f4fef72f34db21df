import type { JsonGrader } from '../../../contract/graders.ts';
import type { Judgement } from '../../../contract/grades.ts';
import { type JsonKind, jsonIn } from '../answer/jsonIn.ts';
import type { GradeInput } from '../gradeInput.ts';
import { failed, notJudged, passed } from '../judgements.ts';

/**
 * Passes an answer whose JSON (`jsonIn`) equals the expected one; the order of keys does not count, that of lists
 * does, and numbers are numbers: `1.0` is `1`. With `subset` an object may have more keys, at any depth. Without an expected
 * answer it is enough that there is JSON.
 */
export function json({ answer, expected, grader }: GradeInput<JsonGrader>): Judgement {
  const text = (grader.expected_answer ?? expected).trim();
  const wanted = text === '' ? null : jsonIn(text);
  if (wanted && 'problem' in wanted) {
    return notJudged(`The expected answer cannot be compared as JSON: ${wanted.problem}`);
  }
  const found = jsonIn(answer, kindOf(wanted?.value));
  if ('problem' in found) return failed(found.problem);
  if (!wanted) return passed('It holds JSON.', found.span);
  const difference = differenceOf(found.value, wanted.value, grader.mode ?? 'equal', '');
  if (difference) return failed(`${difference}.`, found.span);
  return passed(
    grader.mode === 'subset' ? 'It has all that is expected.' : 'It is equal.',
    found.span,
  );
}

function kindOf(value: unknown): JsonKind | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return Array.isArray(value) ? '[' : '{';
}

/** The first difference, in words for people, or null where there is none. Both are at most some 200 levels deep. */
function differenceOf(
  given: unknown,
  wanted: unknown,
  mode: 'equal' | 'subset',
  path: string,
): string | null {
  const at = path === '' ? '' : ` at ${path}`;
  if (typeof wanted !== 'object' || wanted === null) {
    return given === wanted ? null : `Expected ${shown(wanted)}${at}, found ${shown(given)}`;
  }
  if (Array.isArray(wanted)) {
    if (!Array.isArray(given)) return `Expected a list${at}, found ${shown(given)}`;
    if (given.length !== wanted.length) {
      return `Expected ${counted(wanted.length, 'item')}${at}, found ${given.length}`;
    }
    return firstOf(wanted.keys(), (index) =>
      differenceOf(given[index], wanted[index], mode, `${path}[${index}]`),
    );
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return `Expected an object${at}, found ${shown(given)}`;
  }
  const keys = Object.keys(wanted);
  const missing = keys.filter((key) => !Object.hasOwn(given, key));
  if (missing.length > 0)
    return `Expected ${counted(keys.length, 'key')}${at}, ${named(missing)} missing`;
  const extra = Object.keys(given).filter((key) => !Object.hasOwn(wanted, key));
  if (mode === 'equal' && extra.length > 0) {
    return `Expected ${counted(keys.length, 'key')}${at}, ${named(extra)} more`;
  }
  return firstOf(keys, (key) =>
    differenceOf(
      (given as Record<string, unknown>)[key],
      (wanted as Record<string, unknown>)[key],
      mode,
      path === '' ? key.slice(0, MAX_SHOWN) : `${path}.${key.slice(0, MAX_SHOWN)}`,
    ),
  );
}

function firstOf<Item>(items: Iterable<Item>, find: (item: Item) => string | null): string | null {
  for (const item of items) {
    const found = find(item);
    if (found) return found;
  }
  return null;
}

const MAX_SHOWN = 40;

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN).toWellFormed()}…` : text;
}

function named(keys: string[]): string {
  const more = keys.length > 3 ? ` and ${keys.length - 3} more` : '';
  return `${keys
    .slice(0, 3)
    .map((key) => `\`${key.slice(0, MAX_SHOWN).toWellFormed()}\``)
    .join(', ')}${more}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
