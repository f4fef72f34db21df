import type { SuitePrompt } from '../../../contract/suites.ts';

const SEPARATOR = /\s+=>\s*/;

/** Reads prompts as people type them: one a line, what a right answer must contain behind `=>`. */
export function parseOwnPrompts(text: string): SuitePrompt[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      // The last arrow separates; those before it belong to the prompt.
      const parts = line.split(SEPARATOR);
      const expected = parts.length > 1 ? parts.at(-1) : undefined;
      if (!expected) return { prompt: line.replace(/\s+=>$/, '') };
      const end = line.lastIndexOf('=>');
      return { prompt: line.slice(0, end).trim(), expected_answer: expected };
    });
}

/** The other way round, for running prompts again. Line breaks would tear a prompt apart. */
export function writeOwnPrompts(
  prompts: { prompt: string; expectedAnswer: string | null }[],
): string {
  return prompts
    .map(({ prompt, expectedAnswer }) => {
      const line = prompt.replace(/\s*\n\s*/g, ' ');
      return expectedAnswer ? `${line} => ${expectedAnswer}` : line;
    })
    .join('\n');
}
