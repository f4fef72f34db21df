export { assertGradersUsable, assertUsable } from './assertUsable.ts';
export { chooseGrader } from './chooseGrader.ts';
export type { GradeInput } from './gradeInput.ts';
export { graderProblem } from './graderProblem.ts';
export { judge } from './registry.ts';
export { type Grading, openGrading } from './thread/gradingThread.ts';
