/** Suites of prompts: what they are for, how hard they are, and the shape of one prompt. */

export const taskDomains = ['customer_support', 'code_generation', 'qa', 'creative'] as const;
export type TaskDomain = (typeof taskDomains)[number];

export const suiteDifficulties = ['easy', 'medium', 'hard'] as const;
export type SuiteDifficulty = (typeof suiteDifficulties)[number];

/** A prompt as it is stored and as people hand it in; the field names are the JSON contract. */
export interface SuitePrompt {
  prompt: string;
  /** What a right answer must contain; see the grader for ` | ` and ` & `. */
  expected_answer?: string;
  category?: string;
}
