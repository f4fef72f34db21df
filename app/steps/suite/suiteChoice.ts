import {
  OWN_PROMPTS_LABEL,
  type SuiteDifficulty,
  type SuiteKind,
  suiteDifficulties,
  suiteDifficultyLabels,
  suiteKindLabels,
  type TaskDomain,
  taskDomainLabels,
  taskDomains,
} from '../../../contract/suites.ts';
import { steps } from '../../lib/steps.ts';

export interface SuiteChoice {
  /** `own`: prompts of one's own, entered on the batch step. */
  domain: TaskDomain | 'own';
  difficulty: SuiteDifficulty;
}

export const domainChoices: { value: SuiteChoice['domain']; label: string; hint: string }[] = [
  ...taskDomains.map((value) => ({ value, ...taskDomainLabels[value] })),
  {
    value: 'own',
    label: OWN_PROMPTS_LABEL,
    hint: 'Type them, or import a file, on the batch step',
  },
];

export const difficultyChoices = suiteDifficulties.map((value) => ({
  value,
  ...suiteDifficultyLabels[value],
}));

/** Reads a choice from outside, filling what is missing or unknown with the first of each. */
export function toSuiteChoice(value: unknown): SuiteChoice {
  const { domain, difficulty } = (value ?? {}) as Record<string, unknown>;
  const oneOf = <T extends { value: string }>(choices: readonly T[], wanted: unknown) =>
    (choices.find((choice) => choice.value === wanted) ?? choices[0])?.value as T['value'];
  return { domain: oneOf(domainChoices, domain), difficulty: oneOf(difficultyChoices, difficulty) };
}

export function domainLabel(domain: TaskDomain): string {
  return taskDomainLabels[domain].label;
}

/** Suites as a list offers them: the groups in the order of their first suite. */
export function groupSuites<Offered extends { kind: SuiteKind; taskDomain: TaskDomain | null }>(
  suites: Offered[],
): [label: string, suites: Offered[]][] {
  const labelOf = ({ kind, taskDomain }: Offered) =>
    kind === 'curated' && taskDomain ? domainLabel(taskDomain) : suiteKindLabels[kind];
  return [...Map.groupBy(suites, labelOf)];
}

/** What a suite is called: by its domain and level where it has both. */
export function suiteTitle({
  name,
  taskDomain,
  difficulty,
}: {
  name: string;
  taskDomain: TaskDomain | null;
  difficulty: SuiteDifficulty | null;
}): string {
  if (!taskDomain || !difficulty) return name;
  return `${domainLabel(taskDomain)}, ${difficultyLabel(difficulty).toLowerCase()}`;
}

/** The page of a suite of one's own; that of `new` takes a file. */
export function suitePath(suiteId: string): string {
  return `${steps.batch.path}/suites/${suiteId}`;
}

export function difficultyLabel(difficulty: SuiteDifficulty): string {
  return suiteDifficultyLabels[difficulty].label;
}
