import type { NumericGrader } from '../../../contract/graders.ts';
import type { Judgement } from '../../../contract/grades.ts';
import { type FoundNumber, numbersIn, numberWordsIn } from '../answer/numbers.ts';
import { absenceOf, passageOf, placedIn } from '../answer/passage.ts';
import { expectedAs, foundIn, quoted, quotedList } from '../answer/quote.ts';
import { isKnownUnit, isSameUnit } from '../answer/units.ts';
import type { GradeInput } from '../gradeInput.ts';
import { failed, notJudged, passed } from '../judgements.ts';

/**
 * Passes an answer whose number equals the expected one, or one of the expected alternatives (` | `), however it
 * is written (`numbersIn`): `1,250`, `1.250,00`, `−5`, `½`, `1.2e3`, `$120.00`, `360g`.
 *
 * Of several numbers the one counts that the answer calls its answer: in `\boxed{}`, else behind the last
 * “answer is”, else alone in bold type; without one, the last, the first or any by `pick`. One that is denied
 * (“not 42”) never counts. An answer that offers two (“41 or 42”, “40–45”) offers none. A number with another unit than the expected one does not count; one without
 * a unit does. Numbers in words (“five”) count where there are none in digits.
 */
export function numeric(input: GradeInput<NumericGrader>): Judgement {
  const { grader, answer } = input;
  const written = grader.expected_answer ?? input.expected;
  const expected = written.split(' | ').flatMap((text) => expectedIn(text, grader) ?? []);
  if (expected.length === 0)
    return notJudged(`The expected answer ${quoted(written)} is no number.`);
  const passage = passageOf(input);
  if (!passage) return failed(absenceOf(grader));
  const digits = numbersIn(passage.text);
  const all = digits.length > 0 ? digits : numberWordsIn(passage.text);
  if (all.length === 0) return failed('It gives no number.');
  const numbers = all.filter(({ start }) => !isDenied(passage.text, start));
  if (numbers.length === 0) return failed('It says only which number it is not.');
  const chosen = chosenOf(numbers, passage.text, grader);
  const match = chosen.length > 1 && grader.pick !== 'any' ? undefined : chosen.find(isExpected);
  if (match && (grader.where !== 'whole' || isAlone(match, passage.text))) {
    const span = placedIn(passage, match);
    return passed(foundIn(answer.slice(span.start, span.end), answer, span), span);
  }
  const wanted = `expected ${expectedAs(written)}`;
  if (match) return failed(`It says more than the number, ${wanted}.`);
  const first = chosen[0];
  if (chosen.length > 1 || !first) {
    const offered = quotedList(
      chosen.map(({ start, end }) => passage.text.slice(start, end)),
      'or',
    );
    return failed(`It offers ${offered}, ${wanted}.`);
  }
  const span = placedIn(passage, first);
  const unit = hasOtherUnit(first) ? ` in ${first.after || first.before}` : '';
  return failed(`Found ${answer.slice(span.start, span.end)}${unit}, ${wanted}.`, span);

  function isExpected(number: FoundNumber): boolean {
    return expected.some((wish) => equals(number, wish, grader) && unitFits(number, wish));
  }

  function hasOtherUnit(number: FoundNumber): boolean {
    return expected.some((wish) => equals(number, wish, grader)) && !isExpected(number);
  }
}

interface Expected {
  values: number[];
  unit: string;
}

function expectedIn(text: string, { unit }: NumericGrader): Expected | null {
  const [number, ...more] = numbersIn(text);
  if (!number || number.values.length === 0 || more.length > 0) return null;
  const own = [number.after, number.before].find(isKnownUnit) ?? '';
  return { values: number.values.slice(0, 1), unit: unit ?? own };
}

function equals(number: FoundNumber, { values, unit }: Expected, grader: NumericGrader): boolean {
  const { tolerance = 0, relative_tolerance: relative = 0 } = grader;
  const isPercent = unit === '' && isSameUnit(number.after, '%');
  const given = isPercent ? number.values.flatMap((value) => [value, value / 100]) : number.values;
  return values.some((wish) => {
    const bound = Math.max(tolerance, relative * Math.abs(wish), ROUNDING * Math.abs(wish));
    return given.some(
      (value) => value === wish || Math.abs(value - wish) <= bound * (1 + ROUNDING),
    );
  });
}

/** Of what fractions and powers of ten may be off; whole numbers stay apart up to a quadrillion. */
const ROUNDING = 4 * Number.EPSILON;

function unitFits({ before, after }: FoundNumber, { unit }: Expected): boolean {
  if (unit === '') return true;
  const given = [after, before].filter((word) => word !== '');
  return given.some((word) => isSameUnit(word, unit)) || !given.some(isKnownUnit);
}

/** What the answer calls its answer; several where it offers several. */
function chosenOf(numbers: FoundNumber[], text: string, { pick }: NumericGrader): FoundNumber[] {
  if (pick === 'any') return numbers;
  if (pick === 'first') return numbers.slice(0, 1);
  const within = ({ start, end }: { start: number; end: number }) =>
    numbers.filter((number) => number.start >= start && number.end <= end);
  const boxed = lastOf(text, /\\boxed\{((?:[^{}]|\{[^{}]*\})*)\}/g);
  if (boxed && within(boxed).length > 0) return offeredIn(within(boxed), text);
  const said = lastOf(text, saidAnswer);
  if (said && within(said).length > 0) return offeredIn(within(said), text);
  const bold = Array.from(text.matchAll(boldNumber), ({ 0: found, index }) =>
    within({ start: index, end: index + found.length }),
  ).filter((found) => found.length === 1);
  const lastTwo = numbers.slice(-2);
  return bold.at(-1) ?? (areAlternatives(lastTwo, text) ? lastTwo : numbers.slice(-1));
}

/** Behind an equals sign stands the result; “41 or 42” are two; else the first is meant. */
function offeredIn(numbers: FoundNumber[], text: string): FoundNumber[] {
  const [first] = numbers;
  const last = numbers.at(-1);
  if (!first || !last) return numbers;
  const firstTwo = numbers.slice(0, 2);
  if (areAlternatives(firstTwo, text)) return firstTwo;
  return [/[=≈≃]/.test(text.slice(first.end, last.start)) ? last : first];
}

function areAlternatives([first, second]: FoundNumber[], text: string): boolean {
  if (!first || !second) return false;
  const between = text.slice(first.end, second.start);
  return (
    /^[^.\n]{0,20}\b(?:or|oder|ou|o)(?: maybe| perhaps| possibly)?[\s*$£€]+$/i.test(between) ||
    isRange(text.slice(0, first.start), between)
  );
}

/** `40–45`, `40 to 45`, `between 40 and 45`; “2 - 1 = 1” is a sum. */
function isRange(before: string, between: string): boolean {
  const bare = between.replace(/[*_`$£€\\]+/g, '');
  if (/\b(?:between|zwischen|entre|tra)\s+[*_`$£€]*$/i.test(before.slice(-30))) {
    return /^[^.\n]{0,12}\s(?:and|und|et|y|e)\s+$/.test(bare);
  }
  return (
    /^[%°]?[\p{L}]{0,3}[-–—]$/u.test(bare) ||
    /^[^.\n]{0,12}(?:\s[–—]|\s(?:to|bis|à|a))\s+$/.test(bare)
  );
}

function isDenied(text: string, at: number): boolean {
  return /(?:\b(?:not|isn't|wasn't|aren't|nor|never|rather than|instead of|cannot be|can't be)\s+(?:(?:be|equal to|exactly|just|simply)\s+)?|[≠]\s*|\\neq?\s*)["“*_`$(]*$/i.test(
    text.slice(Math.max(0, at - 40), at).replaceAll('’', "'"),
  );
}

function lastOf(text: string, pattern: RegExp): { start: number; end: number } | null {
  let last: { start: number; end: number } | null = null;
  for (const { 0: found, index } of text.matchAll(pattern)) {
    last = { start: index, end: index + found.length };
  }
  return last;
}

const saidAnswer =
  /(?:\b(?:answer|result|total)\b[*_`"\s]{0,4}(?:is|are|=|:|：|would be|equals)|\b(?:antwort|ergebnis)[*_`\s]{0,4}(?:ist|lautet|:)|\b(?:réponse|résultat)[*_`\s]{0,4}(?:est|:)|\b(?:respuesta|resultado|resposta)[*_`\s]{0,4}(?:es|é|:)|\brisposta[*_`\s]{0,4}(?:è|:)|ответ[*_`\s]{0,4}[:—-]|(?:答案|答え|结果|結果)[*_`\s]{0,4}(?:是|为|為|は|：|:)|정답은)[^\n]{0,200}?(?=\.\s|[.;!?]*(?:\n|$)|[;!?]\s)/gi;
/** A number alone in bold type, with no more than a currency or a unit. */
const boldNumber =
  /\*\*(?=\S)[\s≈~=$£€]{0,4}[-−+]?\p{Sc}?[\p{Nd}.,'’ /½¼¾]{1,30}[\p{L}%°²³/ $€£]{0,20}\.?(?<=\S)\*\*/gu;

function isAlone({ start, end, before, after }: FoundNumber, text: string): boolean {
  const rest = `${text.slice(0, start)} ${text.slice(end)}`;
  const words = rest.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.every((word) => word === before || after.includes(word) || isMarkup.test(word));
}

const isMarkup = /^(?:boxed|text|mathrm)$/;
