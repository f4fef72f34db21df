/** Grades: what graders say of answers, and what it is called on pages. */
import type { GraderName } from './graders.ts';
import type { Tone } from './tone.ts';

/** A place in a text, in UTF-16 units; `end` is behind the last. */
export interface Span {
  start: number;
  end: number;
}

/** What a grader finds in an answer. */
export interface Judgement {
  /** From 0, all wrong, to 1, all right; null where it could not be judged. */
  score: number | null;
  /** Whether the answer counts as correct; null where it could not be judged. */
  pass: boolean | null;
  /** Why, in one sentence for the person who reads the result. */
  reason: string;
  /** What it was judged by, as a place in the answer. */
  span: Span | null;
}

/** A judgement as it is stored with a result; the field names are the JSON contract. */
export interface Grade extends Judgement {
  grader: GraderName;
  options: Record<string, unknown>;
  /** ISO 8601. */
  graded_at: string;
}

/** What a person said of a result, beside the grader; the field names are the JSON contract. */
export interface Overrule {
  pass: boolean;
  note: string | null;
  /** ISO 8601. */
  overruled_at: string;
}

/** What a grade is called on a page. */
export const gradeLabels = {
  correct: { label: 'Correct', tone: 'good' },
  incorrect: { label: 'Wrong', tone: 'warn' },
  ungraded: { label: 'Not graded', tone: 'neutral' },
} as const satisfies Record<string, { label: string; tone: Tone }>;
