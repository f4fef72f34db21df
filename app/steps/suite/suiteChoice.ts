import type { SuiteDifficulty, TaskDomain } from '../../../contract/suites.ts';

export interface SuiteChoice {
  /** `own`: prompts of one's own, entered on the batch step. */
  domain: TaskDomain | 'own';
  difficulty: SuiteDifficulty;
}

export const domainChoices = [
  {
    value: 'customer_support',
    label: 'Customer support',
    hint: 'Policies, triage, replies to customers',
  },
  { value: 'code_generation', label: 'Code generation', hint: 'Small functions, output, bugs' },
  { value: 'qa', label: 'Questions and answers', hint: 'Facts, reading, arithmetic' },
  { value: 'creative', label: 'Creative writing', hint: 'Texts under stated constraints' },
  { value: 'own', label: 'My own prompts', hint: 'Paste them on the batch step' },
] as const satisfies { value: SuiteChoice['domain']; label: string; hint: string }[];

export const difficultyChoices = [
  { value: 'easy', label: 'Easy', hint: 'A sound small model gets these right' },
  { value: 'medium', label: 'Medium', hint: 'Several rules or steps at once' },
  { value: 'hard', label: 'Hard', hint: 'Meant to separate strong models' },
] as const satisfies { value: SuiteDifficulty; label: string; hint: string }[];

/** Reads a choice from outside, filling what is missing or unknown with the first of each. */
export function toSuiteChoice(value: unknown): SuiteChoice {
  const { domain, difficulty } = (value ?? {}) as Record<string, unknown>;
  const oneOf = <T extends { value: string }>(choices: readonly T[], wanted: unknown) =>
    (choices.find((choice) => choice.value === wanted) ?? choices[0])?.value as T['value'];
  return { domain: oneOf(domainChoices, domain), difficulty: oneOf(difficultyChoices, difficulty) };
}

export function domainLabel(domain: SuiteChoice['domain']): string {
  return domainChoices.find((choice) => choice.value === domain)?.label ?? domain;
}

export function difficultyLabel(difficulty: SuiteDifficulty): string {
  return difficultyChoices.find((choice) => choice.value === difficulty)?.label ?? difficulty;
}
