/** Suites of prompts: what they are for, how hard they are, and the shape of one prompt. */
import type { GraderSpec } from './graders.ts';

export const taskDomains = ['customer_support', 'code_generation', 'qa', 'creative'] as const;
export type TaskDomain = (typeof taskDomains)[number];

export const suiteDifficulties = ['easy', 'medium', 'hard'] as const;
export type SuiteDifficulty = (typeof suiteDifficulties)[number];

/** What suites there are; `pooled` ones put several curated ones together. */
export const suiteKinds = ['curated', 'pooled', 'refusals', 'own'] as const;
export type SuiteKind = (typeof suiteKinds)[number];

/** What their group is called in a list. */
export const suiteKindLabels = {
  curated: 'Curated suites',
  pooled: 'Several suites together',
  refusals: 'Refusals',
  own: 'Your suites',
} as const satisfies Record<SuiteKind, string>;

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

export const messageRoles = ['system', 'user', 'assistant'] as const;

/** One message of a prompt, as chat routes take it. */
export interface PromptMessage {
  role: (typeof messageRoles)[number];
  content: string;
}

/** A prompt as it is stored and as it is told; the field names are the JSON contract. */
export interface SuitePrompt {
  /** What the model is asked: the last message. */
  prompt: string;
  /** All messages, the last one included; absent where that is the only one. */
  messages?: PromptMessage[];
  /** The reference that the answer is graded against; what it means is the grader's to say. */
  expected_answer?: string;
  /** How the answer is graded; without one, by the form of the expected answer. */
  grader?: GraderSpec;
  category?: string;
  /** Which part of a data set it is from, such as `train` or `test`. */
  split?: string;
  /** What the file that it came from calls it. */
  id?: string;
}

/** What is sent to the model for a prompt, before any system prompt of the run. */
export function messagesOf({ prompt, messages }: SuitePrompt): PromptMessage[] {
  return messages ?? [{ role: 'user', content: prompt }];
}

/** What the fields of a prompt are called on pages. */
export const suitePromptLabels = {
  prompt: 'Prompt',
  messages: 'Messages',
  expected_answer: 'Expected answer',
  grader: 'Grader',
  category: 'Category',
  split: 'Split',
  id: 'ID',
} as const satisfies Record<keyof SuitePrompt, string>;

/** What prompts are called that somebody enters in place of a suite. */
export const OWN_PROMPTS_LABEL = 'Your own prompts';

/** Longest that each text of a prompt may be, in UTF-16 units; `prompt` also bounds each message. */
export const MAX_PROMPT_LENGTHS = {
  prompt: 32_000,
  expected_answer: 32_000,
  category: 100,
  split: 100,
  id: 200,
} as const satisfies Partial<Record<keyof SuitePrompt, number>>;

/** Most messages of a prompt, and how long they may be together, in UTF-16 units. */
export const MAX_MESSAGES = 200;
export const MAX_MESSAGES_LENGTH = 200_000;

/** Most prompts of a suite and of a run, before each is asked `samples` times. */
export const MAX_PROMPTS = 5_000;

/** Most suites of one's own in a session, and how much their prompts and those of its runs may take together. */
export const MAX_OWN_SUITES = 20;
export const MAX_SESSION_PROMPT_BYTES = 128 * 1024 * 1024;
export const MAX_SUITE_NAME_LENGTH = 100;
