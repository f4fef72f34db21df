import type { SuitePrompt } from '../../../contract/suites.ts';

const SEPARATOR = /\s+=>\s*/;

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
  // The last arrow separates; those before it belong to the prompt.
  const parts = line.split(SEPARATOR);
  const expected = parts.length > 1 ? parts.at(-1) : undefined;
  if (!expected) return { prompt: line.replace(/\s+=>$/, '') };
  const prompt = line.slice(0, line.lastIndexOf('=>')).trim();
  return endsInCode(prompt) ? { prompt: line } : { prompt, expected_answer: expected };
}

/** Whether an arrow that follows is one of code: a function that is assigned, or within brackets. */
function endsInCode(text: string): boolean {
  const isAssigned = /\b(?:const|let|var)\s+[\w$]+\s*=\s*(?:async\s+)?(?:\([^()]*\)|[\w$]+)$/;
  return isAssigned.test(text) || hasOpenBracket(text);
}

function hasOpenBracket(text: string): boolean {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return count(/[([{]/g) > count(/[)\]}]/g);
}

function promptInJson(line: string): SuitePrompt | undefined {
  if (!line.startsWith('{')) return undefined;
  let value: Partial<Record<keyof SuitePrompt, unknown>>;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { prompt, expected_answer: expected, category } = value;
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
