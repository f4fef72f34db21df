/** Suites of prompts: what they are for, how hard they are, and the shape of one prompt. */

export const taskDomains = ['customer_support', 'code_generation', 'qa', 'creative'] as const;
export type TaskDomain = (typeof taskDomains)[number];

export const suiteDifficulties = ['easy', 'medium', 'hard'] as const;
export type SuiteDifficulty = (typeof suiteDifficulties)[number];

interface Choice {
  label: string;
  hint: string;
}

export const taskDomainLabels = {
  customer_support: {
    label: 'Customer support',
    hint: 'Policies, triage, replies to customers',
  },
  code_generation: { label: 'Code generation', hint: 'Small functions, output, bugs' },
  qa: { label: 'Questions and answers', hint: 'Facts, reading, arithmetic' },
  creative: { label: 'Creative writing', hint: 'Texts under stated constraints' },
} as const satisfies Record<TaskDomain, Choice>;

export const suiteDifficultyLabels = {
  easy: { label: 'Easy', hint: 'A sound small model gets these right' },
  medium: { label: 'Medium', hint: 'Several rules or steps at once' },
  hard: { label: 'Hard', hint: 'Meant to separate strong models' },
} as const satisfies Record<SuiteDifficulty, Choice>;

/** A prompt as it is stored and as people hand it in; the field names are the JSON contract. */
export interface SuitePrompt {
  prompt: string;
  /** What a right answer must contain; ` | ` and ` & ` are told at `parseExpectedAnswer`. */
  expected_answer?: string;
  category?: string;
}

/** What the fields of a prompt are called on pages. */
export const suitePromptLabels = {
  prompt: 'Prompt',
  expected_answer: 'Expected answer (contains)',
  category: 'Category',
} as const satisfies Record<keyof SuitePrompt, string>;

/** What prompts are called that somebody enters in place of a suite. */
export const OWN_PROMPTS_LABEL = 'Your own prompts';

/** Longest that each field of a prompt may be, in UTF-16 units. */
export const MAX_PROMPT_LENGTHS = {
  prompt: 32_000,
  expected_answer: 2_000,
  category: 100,
} as const satisfies Record<keyof SuitePrompt, number>;

/** Most prompts of a run, before each is asked `samples` times. */
export const MAX_PROMPTS = 1_000;
