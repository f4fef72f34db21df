import type { Grade } from '../../contract/grades.ts';

/** What a grader is given: one answer, and what is known of the prompt behind it. */
export interface GradeInput {
  answer: string;
  prompt: string;
  /** What a right answer must match; each grader says how. */
  expected: string;
  /** Settings of the grader; the grader checks them. */
  options: Readonly<Record<string, unknown>>;
}

/** Judges an answer. One that takes time, or another model, answers later. */
export type Grader = (input: GradeInput) => Grade | Promise<Grade>;
