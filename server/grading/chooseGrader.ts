import { parseExpectedAnswer } from '../../contract/expectedAnswer.ts';
import type { GraderSpec } from '../../contract/graders.ts';
import type { SuitePrompt } from '../../contract/suites.ts';
import { jsonIn } from './answer/jsonIn.ts';
import { listedOptions } from './answer/listedOptions.ts';
import { numbersIn } from './answer/numbers.ts';

/** From so many words on, an expected answer is prose that nobody repeats word for word. */
const MAX_WORDS_TO_CONTAIN = 12;
const PROSE_THRESHOLD = 0.5;

/**
 * The grader of a prompt: its own, else one that fits the form of its expected answer. A number asks for a number,
 * a letter for a choice where the prompt lists options by letter, an object or a list for JSON, prose for
 * closeness of wording, and the rest, with alternatives and parts, to be contained. Null where nothing is expected.
 */
export function chooseGrader({
  prompt,
  expected_answer: given,
  grader,
}: SuitePrompt): GraderSpec | null {
  if (grader) return grader;
  const expected = given?.trim() ?? '';
  if (expected === '') return null;
  const alternatives = parseExpectedAnswer(expected);
  const isSingle = alternatives.every((parts) => parts.length === 1);
  const texts = alternatives.map(([text = '']) => text);
  if (isSingle && texts.every(isNumber)) return { name: 'numeric' };
  if (isSingle && texts.every((text) => isListedLetter(text, prompt))) return { name: 'choice' };
  if (/^(?:\{[\s\S]*\}|\[[\s\S]*\])$/.test(expected) && !('problem' in jsonIn(expected))) {
    return { name: 'json' };
  }
  const isProse = alternatives.length === 1 && isSingle && wordsIn(expected) > MAX_WORDS_TO_CONTAIN;
  if (isProse) return { name: 'similarity', method: 'rouge-l', threshold: PROSE_THRESHOLD };
  return { name: 'contains' };
}

/** One number, with nothing beside it but a unit of a word. */
function isNumber(text: string): boolean {
  if (text.length > 60) return false;
  const [number, ...more] = numbersIn(text);
  if (!number || more.length > 0) return false;
  const before = text.slice(0, number.start).trim();
  const after = text.slice(number.end).trim();
  return (before === '' || before === number.before) && (after === '' || after === number.after);
}

function isListedLetter(text: string, prompt: string): boolean {
  const letter = /^\(?([A-Ha-h])[).]?$/.exec(text)?.[1]?.toUpperCase();
  return letter !== undefined && listedOptions(prompt).some((option) => option.letter === letter);
}

function wordsIn(text: string): number {
  let count = 0;
  for (const _ of text.matchAll(/[\p{L}\p{N}'’-]+/gu)) count += 1;
  return count;
}
