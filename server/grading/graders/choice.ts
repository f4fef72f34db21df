import type { ChoiceGrader } from '../../../contract/graders.ts';
import type { Judgement, Span } from '../../../contract/grades.ts';
import { type ListedOption, listedOptions } from '../answer/listedOptions.ts';
import { absenceOf, type Passage, passageOf, placedIn } from '../answer/passage.ts';
import { expectedAs, foundIn, quoted } from '../answer/quote.ts';
import type { GradeInput } from '../gradeInput.ts';
import { failed, notJudged, passed } from '../judgements.ts';

/**
 * Passes an answer that chooses the expected option, or one of several (` | `), and no other.
 *
 * The expected answer is a letter or the text of an option. Options are the grader's, A first, else those that the prompt
 * lists by letter, else any letter from A to H. An answer may name its choice in any spelling: `B`, `b.`,
 * `(B)`, `**B**`, `Ｂ`, `\boxed{B}`, `Answer: B`, or the option's text.
 *
 * What counts is what the answer calls its choice: in `\boxed{}`, else behind the last “answer is”, else a line of
 * its own, else in bold type. Without such a place, all options that it names; “A, B and C” chooses nothing. An option
 * that is denied (“not A”, “A is wrong”, `A ❌`) is not chosen.
 */
export function choice(input: GradeInput<ChoiceGrader>): Judgement {
  const { grader, answer, prompt } = input;
  const written = grader.expected_answer ?? input.expected;
  const options = optionsOf(grader, prompt);
  const expected = new Set(written.split(' | ').map((text) => optionCalled(text, options)));
  if (expected.has(null) || written.trim() === '') {
    return notJudged(`The expected answer ${quoted(written)} is none of the options.`);
  }
  const passage = passageOf(input);
  if (!passage) return failed(absenceOf(grader));
  const chosen = chosenIn(passage.text, options, grader.where === 'whole');
  if (chosen.length === 0) return failed('It chooses none of the options.');
  const names = [...new Set(chosen.map(({ option }) => nameOf(option)))];
  if (names.length > 1) return failed(`It names ${listed(names)}, one was asked for.`);
  const [{ option, ...place }] = chosen as [Mention];
  const span = spanIn(passage, place);
  const wanted = expectedAs(written);
  if (!expected.has(option))
    return failed(`It chooses ${nameOf(option)}, expected ${wanted}.`, span);
  return passed(foundIn(nameOf(option), answer, span), span);
}

function spanIn(passage: Passage, { start, end }: Span): Span {
  return placedIn(passage, { start, end });
}

interface Option extends ListedOption {
  /** Whether the letter is one that the reader of the prompt knows. */
  hasLetter: boolean;
}

interface Mention extends Span {
  option: Option;
}

const anyLetter: Option[] = Array.from('ABCDEFGH', (letter) => ({
  letter,
  text: '',
  hasLetter: true,
}));

function optionsOf({ options }: ChoiceGrader, prompt: string): Option[] {
  const fromPrompt = listedOptions(prompt);
  if (!options) {
    return fromPrompt.length > 0
      ? fromPrompt.map((option) => ({ ...option, hasLetter: true }))
      : anyLetter;
  }
  return options.map((text, index) => ({
    letter: String.fromCharCode('A'.charCodeAt(0) + index),
    text: /^[A-Z]$/.test(text) ? '' : text,
    hasLetter: /^[A-Z]$/.test(text) || fromPrompt.length === options.length,
    ...(/^[A-Z]$/.test(text) && { letter: text }),
  }));
}

function optionCalled(text: string, options: Option[]): Option | null {
  const bare = plain(text)
    .trim()
    .replace(/^[(*[]+|[).*\]:]+$/g, '')
    .toLowerCase();
  return (
    options.find((option) => option.text !== '' && option.text.toLowerCase() === bare) ??
    options.find(({ letter }) => letter.toLowerCase() === bare) ??
    null
  );
}

function nameOf({ letter, text, hasLetter }: Option): string {
  return hasLetter ? letter : text;
}

/** What is chosen in the first place that decides; with `isWhole` the answer must be nothing but its choice. */
function chosenIn(given: string, options: Option[], isWhole: boolean): Mention[] {
  const text = withoutStruckLines(plain(given));
  const whole = { start: 0, end: text.length };
  const alone = mentionAlone(text, whole, options);
  if (alone || isWhole) return alone ? [alone] : [];
  const decisive = [
    () => lastPlace(text, /\\boxed\{((?:[^{}]|\{[^{}]*\})*)\}/g),
    () => lastPlace(text, saidAnswer),
  ];
  for (const find of decisive) {
    const place = find();
    const named = place ? mentionsIn(text, place, options, true) : [];
    if (named.length > 0) return named;
  }
  const lines = linesOf(text);
  const own = lines.flatMap(
    (line) =>
      mentionAlone(text, line, options) ??
      mentionAlone(text, behindColon(text, line), options) ??
      [],
  );
  // Letters line after line are a list, not a choice.
  if (own.length > 0) return own.length === 1 ? own : distinct(own);
  const first = lines[0] && startOf(text, lines[0], options);
  if (first && !lines.slice(1).some((line) => startOf(text, line, options))) return [first];
  const bold = Array.from(text.matchAll(/\*\*([^*\n]+)\*\*/g), ({ 0: found, index }) =>
    mentionAlone(text, { start: index, end: index + found.length }, options),
  ).filter((mention) => mention !== null);
  if (bold.length > 0 && distinct(bold).length === 1) return bold;
  return mentionsIn(text, whole, options, false);
}

/** Lines that are marked as wrong (`A) Lyon ❌`, `- [ ] Lyon`) become blank, so that all places stay. */
function withoutStruckLines(text: string): string {
  return text.replace(/[^\n]+/g, (line) =>
    /[❌✗✘🚫]|\[ \]/u.test(line) && !/✅|✔|\[x\]/i.test(line) ? ' '.repeat(line.length) : line,
  );
}

/** `Sentiment: negative` is a line of its own, too. */
function behindColon(text: string, { start, end }: Span): Span {
  const label = /^[\s>#*_-]*\p{L}[\p{L} ]{2,30}[*_]*[:：]/u.exec(text.slice(start, end))?.[0] ?? '';
  return { start: label === '' ? end : start + label.length, end };
}

function distinct(mentions: Mention[]): Mention[] {
  return mentions.filter(
    (mention, index) => mentions.findIndex(({ option }) => option === mention.option) === index,
  );
}

const saidAnswer =
  /(?:\b(?:answer|choice|option chosen|verdict|solution|i (?:choose|pick|select|would (?:choose|pick|say)))\b(?:[*_`"”\s]{0,4}(?:is|are|would be|must be|should be|:|=|->|→))?|答案(?:是|为|：|:)?|antwort(?: ist|:)|réponse(?: est|\s?:)|respuesta(?: es|:)|ответ\s?[:—-])[^\n]{1,160}?(?=[.!?](?:\s|$)[^)]|\n|$)/gi;

/** An option and nothing else, formatting and what repeats the option's text aside. */
function mentionAlone(text: string, { start, end }: Span, options: Option[]): Mention | null {
  const part = text.slice(start, Math.min(end, start + MAX_LINE));
  const inner =
    /^[\s>#*_`"'([{$-]*(?:\\(?:boxed|text|textbf|mathrm)\{|[*_`"'([{$]|option\s|choice\s|answer\s*[:=]?\s)*/i.exec(
      part,
    )?.[0].length ?? 0;
  const bare = part.slice(inner).replace(/[\s*_`"')\]}$.,:;!]+$/, '');
  if (bare === '') return null;
  const place = { start: start + inner, end: start + inner + bare.length };
  for (const option of options) {
    if (option.hasLetter && bare.toLowerCase() === option.letter.toLowerCase())
      return { option, ...place };
    if (option.text !== '' && sameText(bare, option.text)) return { option, ...place };
    const both = /^([A-Za-z])[).:\]*\s–—-]+(.*)$/.exec(bare);
    if (
      option.hasLetter &&
      both &&
      option.text !== '' &&
      both[1]?.toUpperCase() === option.letter
    ) {
      if (sameText(both[2] ?? '', option.text)) return { option, ...place };
    }
  }
  return null;
}

const MAX_LINE = 1_000;

function sameText(one: string, other: string): boolean {
  return bareText(one) === bareText(other);
}

function bareText(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}%+-]+/gu, ' ')
    .trim();
}

/** `B) because …`, `B. Lyon`, `**B**: …` at the beginning of a line. */
function startOf(text: string, { start, end }: Span, options: Option[]): Mention | null {
  const match = /^[\s*_`"'([]*([A-Za-z])(?:[)\].:*_`]+(?:\s|$)|\s*[–—-]\s)/.exec(
    text.slice(start, Math.min(end, start + MAX_LINE)),
  );
  const option = options.find(
    ({ letter, hasLetter }) => hasLetter && letter === match?.[1]?.toUpperCase(),
  );
  if (!match || !option) return null;
  const at = start + match[0].indexOf(match[1] ?? '');
  return { option, start: at, end: at + 1 };
}

/** Every option that is named, those aside that are denied. */
function mentionsIn(
  text: string,
  { start, end }: Span,
  options: Option[],
  isDecisive: boolean,
): Mention[] {
  const part = text.slice(start, end);
  const byText = mentionsOfTexts(part, options);
  const byLetter = mentionsOfLetters(part, options, isDecisive);
  const all = [...byText, ...byLetter].toSorted((one, other) => one.start - other.start);
  const named = all.filter(
    (mention, index) =>
      !isDenied(part, mention.start) && !isDeniedAfter(part, mention, all.slice(index + 1)),
  );
  const ordered = isDecisive ? beforeReason(part, named) : named;
  return distinct(ordered).map((mention) => ({
    ...mention,
    start: mention.start + start,
    end: mention.end + start,
  }));
}

function mentionsOfTexts(text: string, options: Option[]): Mention[] {
  const lower = text.toLowerCase();
  const folded = lower.length === text.length ? lower : text;
  const found: Mention[] = [];
  const longestFirst = options
    .filter((option) => option.text !== '')
    .toSorted((one, other) => other.text.length - one.text.length);
  for (const option of longestFirst) {
    const wanted = option.text.toLowerCase();
    for (let at = folded.indexOf(wanted); at !== -1; at = folded.indexOf(wanted, at + 1)) {
      const end = at + wanted.length;
      const isWord =
        !/[\p{L}\p{N}]$/u.test(folded.slice(Math.max(0, at - 2), at)) &&
        !/^[\p{L}\p{N}]/u.test(folded.slice(end, end + 2));
      // “refund” within “full refund” is no mention of its own.
      if (isWord && !found.some((other) => at >= other.start && end <= other.end)) {
        found.push({ option, start: at, end });
      }
      if (found.length > MAX_MENTIONS) return found;
    }
  }
  return found;
}

const MAX_MENTIONS = 200;

/** In running text a capital that is no word of its own: not the article, nor I; in a place that decides, any. */
function mentionsOfLetters(text: string, options: Option[], isDecisive: boolean): Mention[] {
  const found: Mention[] = [];
  for (const match of text.matchAll(isDecisive ? anyLetterAlone : capitalAlone)) {
    const letter = match[0];
    const option = options.find((one) => one.hasLetter && one.letter === letter.toUpperCase());
    if (!option) continue;
    const after = text.slice(match.index + 1, match.index + 20);
    const isArticle =
      /^a$/i.test(letter) &&
      /^\s+\p{Ll}{2,}/u.test(after) &&
      !/^\s+(?:is|was|because|and|or|since|as|would|seems|fits|can|cannot|could|und|oder|et|ou|y|o|e|en|of|och|oraz|lub)\b/.test(
        after,
      );
    if (!isArticle) found.push({ option, start: match.index, end: match.index + 1 });
    if (found.length > MAX_MENTIONS) break;
  }
  return found;
}

/** Latin letters; scripts without blanks may stand close. */
const notAlone = "\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{N}'’+";
const alone = (letter: string) =>
  new RegExp(`(?<![${notAlone}.-])${letter}(?![${notAlone}]|-\\p{L}|\\.\\p{L})`, 'gu');
const capitalAlone = alone('(?:[A-Z]|(?<=\\(|\\b[Oo]ption \\(?)[a-z])');
const anyLetterAlone = alone('[A-Za-z]');

/** “B because A and C are not” chooses B. */
function beforeReason(text: string, named: Mention[]): Mention[] {
  const [first] = named;
  if (!first) return named;
  const behind = text.slice(first.end);
  const reason = behind.search(/\b(?:because|since|weil|denn|parce que|car|porque|perché)\s/i);
  return reason === -1 ? named : named.filter(({ start }) => start < first.end + reason);
}

/** “A is wrong”, `A) Lyon ❌`, `| A | incorrect |`: as far as its line, and the next option, go. */
function isDeniedAfter(text: string, { option, end }: Mention, later: Mention[]): boolean {
  const next = later.find((other) => other.option !== option && other.start >= end);
  const line =
    /^[^\n]*/.exec(text.slice(end, Math.min(next?.start ?? text.length, end + 300)))?.[0] ?? '';
  const bare = line.toLowerCase().replaceAll('’', "'");
  const words = option.text === '' ? bare : bare.replace(option.text.toLowerCase(), '');
  return /[❌✗✘🚫]/u.test(line) || (!line.includes('✅') && denial.test(words));
}

const denial =
  /^[\s*_`"'|)\].:,–—-]*(?:(?:is|was|are|would be|can be|must be)\s+)?(?:(?:clearly|simply|definitely|also|therefore|just|an?|the)\s+)*(?:(?:is|was|would|can|could|does)(?:n't| not)\s+(?:be\s+)?(?:correct|right|the|true|valid|it)\b|cannot be (?:correct|right|it)\b|not (?:correct|right|the|true|valid)\b|incorrect\b|wrong\b|ruled out\b|eliminated\b|falsch\b|faux\b|incorrecta?\b)/;

function isDenied(text: string, at: number): boolean {
  return /\b(?:(?:everything|anything|all) but|cannot|can't|could not|couldn't|not|isn't|wasn't|neither|nor|never|rather than|instead of|unlike|except|other than|no longer|rule out|eliminate)\s+(?:(?:be|is|a|an|the|option|choice|answer|just|even)\s+)*["“'*_`(]*$/i.test(
    text.slice(Math.max(0, at - 60), at).replaceAll('’', "'"),
  );
}

function lastPlace(text: string, pattern: RegExp): Span | null {
  let last: Span | null = null;
  for (const { 0: found, index } of text.matchAll(pattern)) {
    last = { start: index, end: index + found.length };
  }
  return last;
}

function linesOf(text: string): Span[] {
  return Array.from(text.matchAll(/[^\n]+/g), ({ 0: line, index }) => ({
    start: index,
    end: index + line.length,
  }))
    .slice(-MAX_LINES)
    .filter(({ start, end }) => /\S/.test(text.slice(start, end)));
}

const MAX_LINES = 500;

/** Full-width and circled letters as plain ones, a unit for a unit, so that places stay. */
function plain(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[Ⓐ-Ⓩⓐ-ⓩ]/g, (sign) => sign.normalize('NFKC'));
}

function listed(names: string[]): string {
  const shown = names.slice(0, 5);
  const last = shown.pop() ?? '';
  return `${shown.join(', ')} and ${last}`;
}
