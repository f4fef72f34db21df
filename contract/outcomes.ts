/**
 * How a call for one prompt went, finer than success: an answer may be truncated at max output
 * tokens, a model may reason and never answer, a filter may decline. Everything that is said of an outcome
 * stands here; how one is added: `docs/recipes/add-an-outcome.md`.
 */
import type { Tone } from './tone.ts';

/** What running a prompt again may change to cure an outcome; `again` changes nothing. */
export type RemedyKind = 'more_tokens' | 'more_time' | 'slower' | 'again';

interface OutcomeDefinition {
  label: string;
  tone: Tone;
  /** One sentence below the label. */
  meaning: string;
  /**
   * What a filter for this outcome is called; null for the two whose names are also those of wider
   * filters: `answered` (every success) and `failed` (every other outcome).
   */
  plural: string | null;
  /** Whether the model gave an answer to read. */
  isSuccess: boolean;
  /** The model ended by itself, without an error, and yet its answer is cut or missing. */
  isIncomplete: boolean;
  /**
   * Whether the answer is graded, or the lack of one counts as wrong because it is the model's doing, or the result is
   * left out of the accuracy because it is not.
   */
  grading: 'by_answer' | 'as_wrong' | 'left_out';
  /** Null where running it again is of no use. */
  remedy: RemedyKind | null;
}

export const outcomeDefinitions = {
  answered: {
    label: 'Complete',
    tone: 'good',
    meaning: 'The model gave a whole answer.',
    plural: null,
    isSuccess: true,
    isIncomplete: false,
    grading: 'by_answer',
    remedy: null,
  },
  truncated: {
    label: 'Truncated',
    tone: 'warn',
    meaning: 'The answer reached max output tokens.',
    plural: 'Truncated answers',
    isSuccess: true,
    isIncomplete: true,
    grading: 'by_answer',
    remedy: 'more_tokens',
  },
  unclear: {
    label: 'Unclear end',
    tone: 'warn',
    meaning: 'The answer ended with a finish reason that we do not know; it may be incomplete.',
    plural: 'Answers with an unclear end',
    isSuccess: true,
    isIncomplete: true,
    grading: 'by_answer',
    remedy: 'again',
  },
  thinking_only: {
    label: 'Reasoning only',
    tone: 'bad',
    meaning: 'The tokens were used up before an answer came.',
    plural: 'Reasoning without an answer',
    isSuccess: false,
    isIncomplete: true,
    grading: 'as_wrong',
    remedy: 'more_tokens',
  },
  empty: {
    label: 'Empty',
    tone: 'bad',
    meaning: 'The endpoint answered without any text.',
    plural: 'Empty answers',
    isSuccess: false,
    isIncomplete: true,
    grading: 'as_wrong',
    remedy: 'again',
  },
  refused: {
    label: 'Refused',
    tone: 'bad',
    meaning: 'The model or a content filter declined.',
    plural: 'Refused prompts',
    isSuccess: false,
    isIncomplete: false,
    grading: 'as_wrong',
    remedy: null,
  },
  broken: {
    label: 'Interrupted',
    tone: 'bad',
    meaning: 'The answer ended in the middle.',
    plural: 'Interrupted answers',
    isSuccess: false,
    isIncomplete: false,
    grading: 'left_out',
    remedy: 'again',
  },
  rate_limited: {
    label: 'Rate limited',
    tone: 'bad',
    meaning: 'The endpoint limits requests.',
    plural: 'Rate-limited prompts',
    isSuccess: false,
    isIncomplete: false,
    grading: 'left_out',
    remedy: 'slower',
  },
  timed_out: {
    label: 'Timed out',
    tone: 'bad',
    meaning: 'No whole answer came in time.',
    plural: 'Timed-out prompts',
    isSuccess: false,
    isIncomplete: false,
    grading: 'left_out',
    remedy: 'more_time',
  },
  failed: {
    label: 'Other error',
    tone: 'bad',
    meaning: 'The call failed for another reason; each row says which.',
    plural: null,
    isSuccess: false,
    isIncomplete: false,
    grading: 'left_out',
    remedy: 'again',
  },
} as const satisfies Record<string, OutcomeDefinition>;

export type Outcome = keyof typeof outcomeDefinitions;
export const outcomes = Object.keys(outcomeDefinitions) as [Outcome, ...Outcome[]];

/** Outcomes that count as success: the model gave an answer to read. */
export function isSuccess(outcome: Outcome): boolean {
  return outcomeDefinitions[outcome].isSuccess;
}

/** Outcomes of calls that the model ended by itself, with an answer that is cut or missing. */
export const incompleteOutcomes = outcomes.filter(
  (outcome) => outcomeDefinitions[outcome].isIncomplete,
);
