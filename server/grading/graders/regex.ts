import type { RegexGrader } from '../../../contract/graders.ts';
import type { Judgement } from '../../../contract/grades.ts';
import { absenceOf, passageOf, placedIn } from '../answer/passage.ts';
import { foundIn, quoted } from '../answer/quote.ts';
import type { GradeInput } from '../gradeInput.ts';
import { failed, notJudged, passed } from '../judgements.ts';
import { compilePattern } from '../pattern.ts';

/**
 * Passes an answer in which the pattern matches, with `where: 'whole'` one that it matches from end to end, blanks
 * around it aside. The pattern is RE2's; what is expected of the prompt does not matter.
 */
export function regex(input: GradeInput<RegexGrader>): Judgement {
  const { grader, answer } = input;
  const passage = passageOf(input);
  if (!passage) return failed(absenceOf(grader));
  let pattern: ReturnType<typeof compilePattern>;
  try {
    pattern = compilePattern(grader.pattern, grader.flags);
  } catch (error) {
    return notJudged(`The pattern cannot be used: ${(error as Error).message}.`);
  }
  const isWhole = grader.where === 'whole';
  const text = isWhole ? passage.text.trim() : passage.text;
  const matcher = pattern.matcher(text);
  const shown = `/${grader.pattern.length > 80 ? `${grader.pattern.slice(0, 80).toWellFormed()}…` : grader.pattern}/`;
  if (!(isWhole ? matcher.matches() : matcher.find()))
    return failed(`Nothing in it matches ${shown}.`);
  const offset = isWhole ? passage.text.indexOf(text) : 0;
  const span = placedIn(passage, {
    start: matcher.start() + offset,
    end: matcher.end() + offset,
  });
  return passed(foundIn(quoted(answer.slice(span.start, span.end), 40), answer, span), span);
}
