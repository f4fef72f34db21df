import { parseExpectedAnswer } from '../../../contract/expectedAnswer.ts';
import type { ContainsGrader } from '../../../contract/graders.ts';
import type { Judgement, Span } from '../../../contract/grades.ts';
import { absenceOf, passageOf, placedIn } from '../answer/passage.ts';
import { foundIn, quotedList } from '../answer/quote.ts';
import { placeOf, type Reading, readText } from '../answer/reading.ts';
import type { GradeInput } from '../gradeInput.ts';
import { failed, passed } from '../judgements.ts';

/**
 * Passes an answer that contains what is expected: every part of at least one alternative
 * (`parseExpectedAnswer`), with `ordered` one after the other, with `where: 'whole'` and nothing else.
 *
 * Letter case, punctuation, Markdown and white space do not count, and only whole words match: `12`
 * is not in `112`. Thousands separators are ignored, so `1,250` matches `1250`; a decimal point and
 * a minus belong to their number. The signs of code and arithmetic count where the expected answer
 * has them: `C++`, `SELECT *`, `!==`.
 */
export function contains(input: GradeInput<ContainsGrader>): Judgement {
  const { grader, answer } = input;
  const passage = passageOf(input);
  if (!passage) return failed(absenceOf(grader));
  const found = new Search(passage.text, grader);
  const alternatives = parseExpectedAnswer(grader.expected_answer ?? input.expected);
  const match = alternatives.find((parts) => found.has(parts));
  if (match) {
    const place = found.placeOf(match[0] ?? '');
    const span = place && placedIn(passage, place);
    const what = quotedList(match);
    return passed(span ? foundIn(what, answer, span) : `Found ${what}.`, span);
  }
  const missing = alternatives[0].filter((part) => !found.has([part]));
  const others = alternatives.length > 1 ? ', nor any of the alternatives' : '';
  if (missing.length > 0) return failed(`It does not contain ${quotedList(missing)}${others}.`);
  const parts = quotedList(alternatives[0]);
  return failed(
    grader.where === 'whole'
      ? `It says more than ${parts}${others}.`
      : `It contains ${parts}, but not in this order${others}.`,
  );
}

/** Looks for expected parts in one text. */
class Search {
  readonly #text: string;
  readonly #reading: Reading;
  readonly #options: Pick<ContainsGrader, 'ordered' | 'where'>;

  constructor(text: string, options: Pick<ContainsGrader, 'ordered' | 'where'>) {
    this.#text = text;
    this.#reading = readText(text);
    this.#options = options;
  }

  has(parts: string[]): boolean {
    const read = parts.map((part) => readText(unformatted(part)));
    if (!read.every((part) => this.#contains(part))) return false;
    if (this.#options.where === 'whole' && this.#hasMoreThan(read)) return false;
    return !this.#options.ordered || this.#inOrder(read);
  }

  placeOf(part: string): Span | null {
    const { words } = readText(unformatted(part));
    if (words.trim() !== '') {
      return placeOf(this.#text, this.#reading, this.#reading.words.indexOf(words), words.length);
    }
    const start = indexOfSigns(this.#text, part.trim());
    return start === -1 ? null : { start, end: start + part.trim().length };
  }

  #contains(part: Reading): boolean {
    const { words, signs, plain } = this.#reading;
    if (part.words.trim() === '') {
      return indexOfSigns(oneSpaced(plain), oneSpaced(part.plain)) !== -1;
    }
    const signsMatch = !significantSigns.test(part.signs) || signs.includes(part.signs);
    return words.includes(part.words) && signsMatch;
  }

  #inOrder(parts: Reading[]): boolean {
    let at = 0;
    for (const { words } of parts) {
      const found = this.#reading.words.indexOf(words, at);
      if (found === -1) return false;
      // The space behind one part is the space before the next.
      at = found + words.length - 1;
    }
    return true;
  }

  #hasMoreThan(parts: Reading[]): boolean {
    const lengths = parts.map(({ words }) => words.length - 1);
    return this.#reading.words.length - 1 > lengths.reduce((sum, length) => sum + length, 0);
  }
}

/** Finds an expected answer without any word, such as `!==`: not as a part of a longer operator. */
function indexOfSigns(text: string, signs: string): number {
  if (signs === '') return -1;
  for (let at = text.indexOf(signs); at !== -1; at = text.indexOf(signs, at + 1)) {
    const before = text[at - 1] ?? '';
    const after = text[at + signs.length] ?? '';
    const isRepeated = before === signs[0] || after === signs.at(-1);
    const isLonger = before === '!' || operator.test(before) || operator.test(after);
    if (!isRepeated && !isLonger) return at;
  }
  return -1;
}

function oneSpaced(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** Without Markdown around the whole. */
function unformatted(expected: string): string {
  return expected
    .replace(/^(`+)(?!`)(.*[^`])\1$/s, '$2')
    .trim()
    .replace(/^(\*{1,3}|_{1,3})(?=[\p{L}\p{N}])(.*[\p{L}\p{N}.!?])\1$/su, '$2');
}

const significantSigns = /[+#%<>=*/^]|&&|\|\|/;
const operator = /[<>=+\-/&^~]/;
