import { parseExpectedAnswer } from '../../../contract/expectedAnswer.ts';
import type { Judgement } from '../../../contract/grades.ts';
import type { GradeInput } from '../grader.ts';

/**
 * Passes an answer that contains what is expected: every part of at least one alternative
 * (`parseExpectedAnswer`).
 *
 * Letter case, punctuation, Markdown and white space do not count, and only whole words match: `12`
 * is not in `112`. Thousands separators are ignored, so `1,250` matches `1250`; a decimal point and
 * a minus belong to their number. The signs of code and arithmetic count where the expected answer
 * has them: `C++`, `SELECT *`, `!==`.
 */
export function contains({ answer, expected }: Pick<GradeInput, 'answer' | 'expected'>): Judgement {
  const text = read(answer);
  const alternatives = parseExpectedAnswer(expected);
  const found = alternatives.find((parts) => parts.every((part) => containsPart(text, part)));
  if (found) return { score: 1, pass: true, reason: `It contains ${listed(found)}.`, span: null };
  const missing = alternatives[0].filter((part) => !containsPart(text, part));
  const others = alternatives.length > 1 ? ', nor any of the alternatives' : '';
  return {
    score: 0,
    pass: false,
    reason: `It does not contain ${listed(missing)}${others}.`,
    span: null,
  };
}

function listed(parts: string[]): string {
  return parts.map((part) => `“${part}”`).join(' and ');
}

interface Reading {
  /** Words between single spaces, with one at each end, so that containment means whole words. */
  words: string;
  /** Everything but white space, quotation marks and formatting. */
  signs: string;
  /** As written, in one case and one spelling. */
  plain: string;
}

function containsPart(answer: Reading, expected: string): boolean {
  const part = read(unformatted(expected));
  if (part.words.trim() === '') return containsSigns(answer.plain, part.plain);
  const signsMatch = !significantSigns.test(part.signs) || answer.signs.includes(part.signs);
  return answer.words.includes(part.words) && signsMatch;
}

function read(text: string): Reading {
  const plain = text
    .replace(groupedNumber, (number) => number.replace(/\D/g, ''))
    // Else 10² would become 102.
    .replace(/[⁺⁻⁰¹²³⁴-⁹]+/g, '^$&')
    .replace(/[\p{Cf}™℠]/gu, '')
    .normalize('NFKC')
    .replace(/[\u2010-\u2013\u2212]/g, '-')
    .toLowerCase();
  const unescaped = plain.replace(/\\(?=[\p{P}\p{S}])/gu, '');
  return { plain, words: wordsIn(unescaped), signs: unescaped.replace(withoutMeaning, '') };
}

function wordsIn(text: string): string {
  const words = text
    .replace(unspacedScript, ' $& ')
    .replace(/(?<![\p{L}\p{N}_.])\.(?=\p{Nd})/gu, '0.')
    .replace(/-[$€£¥](?=\p{Nd})/gu, '-')
    .match(word);
  const bare = (words ?? []).map((found) => found.replace(/^_+|_+$/g, '')).filter(Boolean);
  return ` ${bare.join(' ')} `;
}

/** Finds an expected answer without any word, such as `!==`: not as a part of a longer operator. */
function containsSigns(answer: string, expected: string): boolean {
  const text = answer.replace(/\s+/g, ' ');
  const signs = expected.replace(/\s+/g, ' ');
  if (signs === '') return false;
  for (let at = text.indexOf(signs); at !== -1; at = text.indexOf(signs, at + 1)) {
    const before = text[at - 1] ?? '';
    const after = text[at + signs.length] ?? '';
    const isRepeated = before === signs[0] || after === signs.at(-1);
    const isLonger = before === '!' || operator.test(before) || operator.test(after);
    if (!isRepeated && !isLonger) return true;
  }
  return false;
}

/** Without Markdown around the whole. */
function unformatted(expected: string): string {
  return expected
    .replace(/^(`+)(?!`)(.*[^`])\1$/s, '$2')
    .trim()
    .replace(/^(\*{1,3}|_{1,3})(?=[\p{L}\p{N}])(.*[\p{L}\p{N}.!?])\1$/su, '$2');
}

/** Digits in groups of three; `1,100,25` is a list. LaTeX writes `1{,}250` or `1\,250`. */
const groupedNumber =
  /(?<![\d.,])\d{1,3}(?:(?:,|\{,\}|\\,|[\u2009\u202f\u00a0'’])\d{3})+(?!\d|,\d)/g;

/** Scripts that write no spaces: every character counts as a word. */
const unspacedScript =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/gu;

/** A minus belongs to it only before a digit and not as a hyphen, a point only between digits. */
const word =
  /(?:(?<![\p{L}\p{N})\]-])-(?=\p{Nd}))?[\p{L}\p{N}\p{M}_]+(?:(?<=\p{Nd})\.(?=\p{Nd})[\p{L}\p{N}\p{M}_]+)*/gu;

const significantSigns = /[+#%<>=*/^]|&&|\|\|/;
const withoutMeaning = /[\s`'"“”„‘’«»{}]+|\*\*/g;
const operator = /[<>=+\-/&^~]/;
