import type { GraderSpec } from '../../../../../contract/graders.ts';
import { judge } from '../../../../../server/grading/index.ts';

/** Judges by one grader, and checks on the way that the place is within the answer. */
export function judged(
  grader: GraderSpec,
  { answer, expected = '', prompt = '' }: { answer: string; expected?: string; prompt?: string },
) {
  const judgement = judge({ answer, expected, prompt, grader });
  const { span } = judgement;
  return { ...judgement, found: span && answer.slice(span.start, span.end) };
}
