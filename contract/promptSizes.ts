import type { SuitePrompt } from './suites.ts';

/** What an estimate needs to know of prompts: while somebody types them, their texts stay in the browser. */
export interface PromptSizes {
  prompts: number;
  /** Of all their messages together. */
  tokens: number;
  /** How many have an expected answer or a grader of their own. */
  graded: number;
}

/** What tells the size of a prompt. */
interface SizedPrompt
  extends Partial<Pick<SuitePrompt, 'prompt' | 'messages' | 'expected_answer'>> {
  grader?: unknown;
}

/** @param countTokens of all texts together */
export function promptSizesOf(
  prompts: SizedPrompt[],
  countTokens: (texts: string[]) => number,
): PromptSizes {
  return {
    prompts: prompts.length,
    tokens: Math.round(countTokens(prompts.flatMap(textsOf))),
    graded: prompts.filter(isGraded).length,
  };
}

function textsOf({ prompt = '', messages }: SizedPrompt): string[] {
  return messages?.map(({ content }) => content) ?? [prompt];
}

function isGraded({ expected_answer: expected = '', grader }: SizedPrompt): boolean {
  return grader !== undefined || expected.trim() !== '';
}
