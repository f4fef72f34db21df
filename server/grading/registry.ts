import type { Grade, GraderName } from '../../contract/grades.ts';
import type { GradeInput, Grader } from './grader.ts';
import { contains } from './graders/contains.ts';

/** Every grader; a new one is a file in `graders/` and a line here (docs/recipes/add-a-grader.md). */
const graders: Record<GraderName, Grader> = { contains };

/**
 * Grades an answer.
 * @param grader how to judge; without one, by what the answer contains
 * @throws what the grader throws
 */
export function grade(input: GradeInput, grader: GraderName = 'contains'): Grade | Promise<Grade> {
  return graders[grader](input);
}
