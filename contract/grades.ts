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
