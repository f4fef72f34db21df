import type { GraderSpec } from '../../contract/graders.ts';

/** What a grader is given: one answer, and what is known of the prompt behind it. */
export interface GradeInput<Spec extends GraderSpec = GraderSpec> {
  answer: string;
  prompt: string;
  /** What a right answer must match; each grader says how. Empty where the prompt has none. */
  expected: string;
  /** The grader with its options. */
  grader: Spec;
}
