import { MAX_FILE_ROWS } from '../bounds.ts';
import { RowProblem } from '../rowProblem.ts';

/**
 * One set of variables for each choice among those that are lists of texts, the first variable changing slowest.
 * @throws RowProblem for values that would have to be read or run, and for too many choices
 */
export function variants(
  given: Record<string, unknown>,
  isExpansionOff: boolean,
): Record<string, string>[] {
  let sets: [string, string][][] = [[]];
  for (const [name, value] of Object.entries(given)) {
    const isList = Array.isArray(value) && typeof value[0] === 'string' && !isExpansionOff;
    const texts = (isList ? value : [value]).map((each) => textOf(name, each));
    if (sets.length * texts.length > MAX_FILE_ROWS) {
      throw new RowProblem('The lists in “vars” make too many prompts together. Shorten them.');
    }
    sets = sets.flatMap((set) => texts.map((text) => [...set, [name, text] as [string, string]]));
  }
  return sets.map((set) => Object.fromEntries(set));
}

function textOf(name: string, value: unknown): string {
  const text = typeof value === 'string' ? value : asJson(value);
  if (/^(?:file|exec|package):\/\//.test(text)) {
    throw new RowProblem(
      `The value of “${name}” stands in “${text.slice(0, 60)}”, which is not read. Write it into the file.`,
    );
  }
  if (/\{\{\s*env\b/.test(text)) {
    throw new RowProblem(
      `The value of “${name}” comes from the environment, which is not read. Write it into the file.`,
    );
  }
  return text;
}

function asJson(value: unknown): string {
  return value === null || value === undefined ? '' : (JSON.stringify(value) ?? '');
}
