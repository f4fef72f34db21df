/**
 * A text as `contains` reads it: its words without case, punctuation and formatting. It is read in pieces, so that
 * the place of a word can be found again by reading one piece more carefully.
 */
import type { Span } from '../../../contract/grades.ts';
import { mappedText, type Replacement, replaceMapped } from './mappedText.ts';

export interface Reading {
  /** Words between single spaces, with one at each end, so that containment means whole words. */
  words: string;
  /** Everything but white space, quotation marks and formatting. */
  signs: string;
  /** As written, in one case and one spelling. */
  plain: string;
  /** Where each piece begins in the text, and how many words are before it. */
  pieces: { start: number; wordsBefore: number }[];
}

/** Long enough to be read quickly, short enough to be read again. */
const PIECE_LENGTH = 500;

export function readText(text: string): Reading {
  const pieces: Reading['pieces'] = [];
  const words: string[] = [];
  let plain = '';
  let signs = '';
  for (let start = 0; start < text.length || start === 0; ) {
    const end = endOfPiece(text, start);
    const piece = plainOf(text.slice(start, end));
    const unescaped = piece.replace(escapeSign, '');
    pieces.push({ start, wordsBefore: words.length });
    for (const word of wordsIn(unescaped)) words.push(word);
    plain += piece;
    signs += unescaped.replace(withoutMeaning, '');
    start = Math.max(end, start + 1);
  }
  return { words: ` ${words.join(' ')}${words.length > 0 ? ' ' : ''}`, signs, plain, pieces };
}

/** The place in `text` of what `words` holds from `index` on, `length` units long, with the space before it. */
export function placeOf(text: string, reading: Reading, index: number, length: number): Span {
  const first = countOf(reading.words, 0, index);
  const last = first + countOf(reading.words, index + 1, index + length - 1);
  const start = placeOfWord(text, reading, first);
  const end = last === first ? start : placeOfWord(text, reading, last);
  return { start: start.start, end: Math.max(end.end, start.end) };
}

function countOf(words: string, from: number, to: number): number {
  let count = 0;
  for (let at = words.indexOf(' ', from); at !== -1 && at < to; at = words.indexOf(' ', at + 1)) {
    count += 1;
  }
  return count;
}

function placeOfWord(text: string, { pieces }: Reading, word: number): Span {
  let index = pieces.length - 1;
  while (index > 0 && (pieces[index]?.wordsBefore ?? 0) > word) index -= 1;
  const { start, wordsBefore } = pieces[index] ?? { start: 0, wordsBefore: 0 };
  const end = pieces[index + 1]?.start ?? text.length;
  let mapped = mappedText(text.slice(start, end), start);
  for (const step of [
    ...plainSteps,
    spelling,
    { pattern: escapeSign, by: () => '' },
    ...wordSteps,
  ]) {
    mapped = replaceMapped(mapped, step);
  }
  const found = bareWords(mapped.text)[word - wordsBefore];
  if (!found) return { start, end };
  return {
    start: mapped.starts[found.start] ?? start,
    end: mapped.ends[found.end - 1] ?? end,
  };
}

/** A piece ends before white space, where no word, number or combined character goes on. */
function endOfPiece(text: string, start: number): number {
  if (text.length - start <= PIECE_LENGTH) return text.length;
  boundary.lastIndex = start + PIECE_LENGTH;
  return boundary.exec(text)?.index ?? text.length;
}

function plainOf(text: string): string {
  let plain = text;
  for (const { pattern, by } of plainSteps) plain = plain.replace(pattern, by);
  return plain.normalize('NFKC').replace(dash, '-').toLowerCase();
}

function wordsIn(text: string): string[] {
  let spaced = text;
  for (const { pattern, by } of wordSteps) spaced = spaced.replace(pattern, by);
  return bareWords(spaced).map(({ start, end }) => spaced.slice(start, end));
}

function bareWords(text: string): Span[] {
  const found: Span[] = [];
  for (const { 0: word, index } of text.matchAll(wordPattern)) {
    let start = index;
    let end = index + word.length;
    while (start < end && text[start] === '_') start += 1;
    while (end > start && text[end - 1] === '_') end -= 1;
    if (end > start) found.push({ start, end });
  }
  return found;
}

const boundary = /[ \n]/g;

const plainSteps: Replacement[] = [
  // Digits in groups of three; `1,100,25` is a list. LaTeX writes `1{,}250` or `1\,250`.
  {
    pattern: /(?<![\d.,])\d{1,3}(?:(?:,|\{,\}|\\,|[\u2009\u202f\u00a0'’])\d{3})+(?!\d|,\d)/g,
    by: (number) => number.replace(/\D/g, ''),
  },
  // Else 10² would become 102.
  { pattern: /[⁺⁻⁰¹²³⁴-⁹]+/g, by: (raised) => `^${raised}` },
  { pattern: /[\p{Cf}™℠]/gu, by: () => '' },
];
const dash = /[\u2010-\u2013\u2212]/g;
/** `normalize`, the dashes and `toLowerCase` at once, a character with its marks at a time; the others stay. */
const spelling: Replacement = {
  pattern: /[A-Z]|[^\p{ASCII}]\p{M}*|[^\n]\p{M}+/gu,
  by: (character) => character.normalize('NFKC').replace(dash, '-').toLowerCase(),
};
const escapeSign = /\\(?=[\p{P}\p{S}])/gu;
const wordSteps: Replacement[] = [
  // Scripts that write no spaces: every character counts as a word.
  {
    pattern:
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/gu,
    by: (character) => ` ${character} `,
  },
  { pattern: /(?<![\p{L}\p{N}_.])\.(?=\p{Nd})/gu, by: () => '0.' },
  { pattern: /-[$€£¥](?=\p{Nd})/gu, by: () => '-' },
];
/** A minus belongs to it only before a digit and not as a hyphen, a point only between digits. */
const wordPattern =
  /(?:(?<![\p{L}\p{N})\]-])-(?=\p{Nd}))?[\p{L}\p{N}\p{M}_]+(?:(?<=\p{Nd})\.(?=\p{Nd})[\p{L}\p{N}\p{M}_]+)*/gu;
const withoutMeaning = /[\s`'"“”„‘’«»{}]+|\*\*/g;
