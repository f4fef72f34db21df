import type { GraderSpec } from '../../../contract/graders.ts';
import type { Grade } from '../../../contract/grades.ts';
import { type Outcome, outcomeDefinitions } from '../../../contract/outcomes.ts';
import { messagesOf, type SuitePrompt } from '../../../contract/suites.ts';
import { chooseGrader, type Grading } from '../../grading/index.ts';

/** What of a result is graded. */
export interface GradedResult {
  outcome: Outcome;
  response: string | null;
}

/**
 * Grades results, each by the grader of its prompt. What the model did without an answer, such as to refuse or to use
 * its tokens up, counts as wrong; what the endpoint or the network did is told as left out, `pass: null`.
 * See docs/decisions/0040.
 * @param grader in place of those that the prompts name or call for
 * @returns a grade for each; null where the prompt has nothing to grade by
 */
export async function gradeResults(
  grading: Pick<Grading, 'grade'>,
  asked: { result: GradedResult; prompt: SuitePrompt }[],
  grader: GraderSpec | null = null,
): Promise<(Grade | null)[]> {
  const chosen = asked.map(({ prompt, result }) => {
    const spec = grader ?? chooseGrader(prompt);
    return spec && { spec, prompt, result, known: knownByOutcome(result, spec) };
  });
  const requests = chosen.flatMap((one) =>
    one && !one.known
      ? {
          answer: one.result.response ?? '',
          prompt: messagesOf(one.prompt)
            .map(({ content }) => content)
            .join('\n\n'),
          expected: one.prompt.expected_answer ?? '',
          grader: one.spec,
        }
      : [],
  );
  const judged = (requests.length > 0 ? await grading.grade(requests) : []).values();
  return chosen.map((one) => {
    if (!one) return null;
    const grade = one.known ?? (judged.next().value as Grade);
    return explained(grade, one.result.outcome);
  });
}

/** The grade where the outcome alone decides; undefined where the answer does. */
function knownByOutcome({ outcome, response }: GradedResult, spec: GraderSpec): Grade | undefined {
  const { grading, meaning } = outcomeDefinitions[outcome];
  if (grading === 'by_answer') return undefined;
  if (grading === 'left_out') return gradeOf(spec, null, `Left out, not graded. ${meaning}`);
  const expectsRefusal = spec.name === 'refusal' && spec.expect !== 'comply';
  if (outcome === 'refused' && expectsRefusal) return gradeOf(spec, true, meaning);
  // Whoever asks for a refusal within another grader has to see what was said.
  if (outcome === 'refused' && response?.trim() && asksForRefusal(spec)) return undefined;
  return gradeOf(spec, false, meaning);
}

function asksForRefusal(spec: GraderSpec): boolean {
  if (spec.name === 'refusal') return true;
  if (spec.name === 'not') return asksForRefusal(spec.grader);
  return (spec.name === 'all' || spec.name === 'any') && spec.graders.some(asksForRefusal);
}

function gradeOf({ name, ...options }: GraderSpec, pass: boolean | null, reason: string): Grade {
  return {
    grader: name,
    options,
    score: pass === null ? null : Number(pass),
    pass,
    reason,
    span: null,
    graded_at: new Date().toISOString(),
  };
}

/** What is missing of a cut answer may be what it was looked through for. */
function explained(grade: Grade, outcome: Outcome): Grade {
  if (outcome !== 'truncated' || grade.pass !== false) return grade;
  return {
    ...grade,
    score: 0,
    reason: `${grade.reason.replace(/\.$/, '')}; the answer was truncated.`,
  };
}
