/** Graders: how an answer can be judged, and the options of each. */

/** The graders there are, by the name under which a grade is told. */
export const graderNames = ['contains'] as const;
export type GraderName = (typeof graderNames)[number];

/** A grader with its options. */
export type GraderSpec = { name: 'contains' };
