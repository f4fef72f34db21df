import type { SuitePrompt } from '../../../contract/suites.ts';
import { parseJsonField } from '../../lib/jsonField.ts';

const ARROW = '=>';

/**
 * Reads prompts as people type them: one a line, what a right answer must contain behind `=>`. A line may
 * also be a prompt as JSON, `{"prompt": "…", "expected_answer": "…"}`, which holds any text.
 */
export function parseOwnPrompts(text: string): SuitePrompt[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => promptInJson(line) ?? promptInLine(line));
}

/** The other way round, for running prompts again: what no line can hold is written as JSON. */
export function writeOwnPrompts(
  prompts: { prompt: string; expectedAnswer: string | null }[],
): string {
  return prompts.map(writePrompt).join('\n');
}

function promptInLine(line: string): SuitePrompt {
  const at = separatorIn(line);
  if (at <= 0) return { prompt: line };
  const prompt = line.slice(0, at).trim();
  const expected = line.slice(at + ARROW.length).trim();
  if (expected === '') return { prompt };
  return isCode(prompt, expected) ? { prompt: line } : { prompt, expected_answer: expected };
}

/** Where the last arrow behind a blank is; those before it belong to the prompt. Not above 0 where none is. */
function separatorIn(line: string): number {
  let at = line.lastIndexOf(ARROW);
  while (at > 0 && line.charAt(at - 1).trim() !== '') at = line.lastIndexOf(ARROW, at - 1);
  return at;
}

/**
 * Whether the arrow between is one of code. What may be either, such as `x => x + 1` without anything around it,
 * is taken for an answer, and the page shows it.
 */
function isCode(before: string, after: string): boolean {
  return (
    hasOpenBracket(before) ||
    functionHeads.some((head) => head.test(before)) ||
    ['`', '"'].some((quote) => hasOpen(quote, before) && hasOpen(quote, after)) ||
    (after.startsWith('{') && !isJson(after))
  );
}

/** What stands before the arrow of a function in JavaScript. */
const functionHeads = [
  /\b(?:const|let|var)\s+[\w$]+\s*=\s*(?:async\s+)?(?:\([^()]*\)|[\w$]+)$/,
  /\basync\s+(?:\([^()]*\)|[\w$]+)$/,
  /(?:^|[=:]\s*)\(\s*[A-Za-z_$][\w$]*(?:\s*,\s*[A-Za-z_$][\w$]*)*\s*\)$/,
  // Without a name before it, this is no call.
  /(?:^|\s)\(\s*\)$/,
];

function hasOpenBracket(text: string): boolean {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return count(/[([{]/g) > count(/[)\]}]/g);
}

function hasOpen(quote: string, text: string): boolean {
  return text.split(quote).length % 2 === 0;
}

function isJson(text: string): boolean {
  return typeof parseJsonField(text) !== 'string';
}

function promptInJson(line: string): SuitePrompt | undefined {
  if (!line.startsWith('{')) return undefined;
  const value = parseJsonField(line);
  const {
    prompt,
    expected_answer: expected,
    category,
  } = value as Partial<Record<keyof SuitePrompt, unknown>>;
  if (typeof prompt !== 'string') return undefined;
  return {
    prompt,
    ...(typeof expected === 'string' && expected !== '' && { expected_answer: expected }),
    ...(typeof category === 'string' && category !== '' && { category }),
  };
}

function writePrompt({
  prompt,
  expectedAnswer,
}: {
  prompt: string;
  expectedAnswer: string | null;
}): string {
  const meant: SuitePrompt = { prompt, ...(expectedAnswer && { expected_answer: expectedAnswer }) };
  const line = expectedAnswer ? `${prompt} => ${expectedAnswer}` : prompt;
  const json = JSON.stringify(meant);
  return JSON.stringify(parseOwnPrompts(line)) === JSON.stringify([meant]) ? line : json;
}
