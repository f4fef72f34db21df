/** Grades: what graders say of answers, and what it is called on pages. */
import type { Tone } from './tone.ts';

/** The graders there are, by the name under which a grade is told. */
export const graderNames = ['contains'] as const;
export type GraderName = (typeof graderNames)[number];

/** What a grader says of an answer. */
export interface Grade {
  /** From 0, all wrong, to 1, all right. */
  score: number;
  /** Whether the answer counts as correct. */
  pass: boolean;
  /** Why, in one sentence for the person who reads the result. */
  reason: string;
}

/** What a grade is called on a page. */
export const gradeLabels = {
  correct: { label: 'Correct', tone: 'good' },
  incorrect: { label: 'Wrong', tone: 'warn' },
  ungraded: { label: 'Not graded', tone: 'neutral' },
} as const satisfies Record<string, { label: string; tone: Tone }>;
