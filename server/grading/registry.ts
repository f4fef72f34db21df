import type { GraderName } from '../../contract/graders.ts';
import type { Judgement } from '../../contract/grades.ts';
import type { GradeInput, Grader } from './grader.ts';
import { contains } from './graders/contains.ts';

/** Every grader; a new one is a file in `graders/` and a line here (docs/recipes/add-a-grader.md). */
const graders: Record<GraderName, Grader> = { contains };

/**
 * Judges an answer by the grader that is named with it.
 * @throws what the grader throws
 */
export function judge(input: GradeInput): Judgement {
  return graders[input.grader.name](input);
}
