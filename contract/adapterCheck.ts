/**
 * The adapter check: whether a fine-tune answers otherwise than its base, or whether the server leaves its adapter
 * out without a word. How it is judged: docs/decisions/0037.
 */
import type { ConnectionRole } from './connectionRoles.ts';
import type { ErrorReason } from './errorReasons.ts';

/** Of one check, over both models. */
export const MAX_ADAPTER_CHECK_CALLS = 40;
export const ADAPTER_CHECK_PROMPTS = 10;
/** The others are ours: many prompts of a suite leave no room to answer differently. */
export const MAX_OWN_ADAPTER_CHECK_PROMPTS = 5;
/** Prompts that must be comparable for anything to be said. */
export const MIN_COMPARABLE_PROMPTS = 5;

export const adapterCheckStatuses = ['running', 'ended', 'stopped'] as const;
export type AdapterCheckStatus = (typeof adapterCheckStatuses)[number];

export const adapterCheckOutcomes = ['identical', 'different', 'cannot_tell', 'failed'] as const;
export type AdapterCheckOutcome = (typeof adapterCheckOutcomes)[number];

export const adapterCheckTitles = {
  identical: 'Your fine-tune answers exactly as its base does',
  different: 'The answers differ',
  cannot_tell: "Cannot tell: the server's answers vary by themselves",
  failed: 'The check could not be made',
} as const satisfies Record<AdapterCheckOutcome, string>;

/**
 * What one prompt showed. It is comparable where both models gave the same answer twice: then these are the `same`,
 * or `different`. Else an answer `varies` within a model, or a call `failed`.
 */
export const adapterPromptFindings = ['same', 'different', 'varies', 'failed'] as const;
export type AdapterPromptFinding = (typeof adapterPromptFindings)[number];

export const adapterPromptFindingLabels = {
  same: 'Same answer',
  different: 'Different answers',
  varies: 'Varies by itself',
  failed: 'Not answered',
} as const satisfies Record<AdapterPromptFinding, string>;

export interface CheckedPrompt {
  prompt: string;
  /** Whether it is one of the person's own, and not of ours. */
  isOwn: boolean;
  finding: AdapterPromptFinding;
  /** Two answers each, fewer where a call failed; long ones are cut. */
  answers: Record<ConnectionRole, string[]>;
}

/** Why too few prompts were answered: the side that failed most, and its last error. */
export interface AdapterCheckFailure {
  role: ConnectionRole;
  reason: ErrorReason;
  /** For a person, with the remedy; without secrets. */
  message: string;
}

interface AdapterCheckFacts {
  status: AdapterCheckStatus;
  calls: number;
  outcome: AdapterCheckOutcome | null;
  failure: AdapterCheckFailure | null;
  prompts: CheckedPrompt[];
}

/** How many prompts are comparable, and on how many of them the models differ. */
export function countComparable(prompts: Pick<CheckedPrompt, 'finding'>[]): {
  comparable: number;
  differing: number;
} {
  const count = (wanted: AdapterPromptFinding) =>
    prompts.filter(({ finding }) => finding === wanted).length;
  const differing = count('different');
  return { comparable: count('same') + differing, differing };
}

/** What came of a check, or how it stands, in one or two sentences. */
export function adapterCheckMessage(check: AdapterCheckFacts): string {
  const { outcome } = check;
  const title = outcome === null ? '' : `${adapterCheckTitles[outcome]}. `;
  return title + adapterCheckDetails(check);
}

/** The same for where the title of the outcome stands above. */
export function adapterCheckDetails(check: AdapterCheckFacts): string {
  const { status, calls, outcome, failure, prompts } = check;
  if (status === 'stopped') return 'The adapter check was stopped before it had a result.';
  if (outcome === null) {
    return `The adapter check goes on: ${calls} of at most ${MAX_ADAPTER_CHECK_CALLS} calls are made. Ask again to join it, or stop it.`;
  }
  const { comparable, differing } = countComparable(prompts);
  const details = {
    identical: `On all ${comparable} comparable prompts both models gave the same answer, word for word. The adapter seems not to be applied.`,
    different: `They do on ${differing} of ${comparable} comparable prompts: the two models are not the same.`,
    cannot_tell: `Asked twice, both models repeated themselves on ${comparable} of ${prompts.length} prompts, which is too little to go by. A temperature that the server does not keep to, or many calls at once, may be the cause.`,
    failed: failure
      ? `Too few prompts were answered: calls to the ${failure.role} failed. ${failure.message}`
      : 'Too few prompts were answered.',
  } as const satisfies Record<AdapterCheckOutcome, string>;
  return details[outcome];
}
