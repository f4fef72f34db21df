import { type GraderName, graderNeedsExpected, type SpecOf } from '../../contract/graders.ts';
import type { Judgement } from '../../contract/grades.ts';
import type { GradeInput } from './gradeInput.ts';
import { choice } from './graders/choice.ts';
import { all, any, not } from './graders/combined.ts';
import { contains } from './graders/contains.ts';
import { exact } from './graders/exact.ts';
import { json } from './graders/json.ts';
import { jsonSchema } from './graders/jsonSchema.ts';
import { length } from './graders/length.ts';
import { numeric } from './graders/numeric.ts';
import { refusal } from './graders/refusal.ts';
import { regex } from './graders/regex.ts';
import { similarity } from './graders/similarity.ts';
import { notJudged } from './judgements.ts';

/** Every grader; a new one is a file in `graders/` and a line here (docs/recipes/add-a-grader.md). */
const graders: {
  [Name in GraderName]: (
    input: GradeInput<SpecOf<Name>>,
    judge: (input: GradeInput) => Judgement,
  ) => Judgement;
} = {
  contains,
  exact,
  numeric,
  choice,
  regex,
  json,
  'json-schema': jsonSchema,
  similarity,
  refusal,
  length,
  all,
  any,
  not,
};

/**
 * Judges an answer by the grader that is named with it. It takes as long as the grader does; where others chose the grader or
 * wrote the answer, ask `openGrading`. An answer that the grader has no name for, or without the expected answer that it
 * needs, is not judged.
 */
export function judge(input: GradeInput): Judgement {
  const { grader, expected } = input;
  const own = 'expected_answer' in grader ? grader.expected_answer : undefined;
  if (graderNeedsExpected[grader.name] && (own ?? expected).trim() === '') {
    return notJudged('There is no expected answer to compare with.');
  }
  return (graders[grader.name] as (given: GradeInput, judgePart: typeof judge) => Judgement)(
    input,
    judge,
  );
}
