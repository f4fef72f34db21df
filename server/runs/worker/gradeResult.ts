import type { SuitePrompt } from '../../../contract/suites.ts';
import { judge } from '../../grading/index.ts';
import type { CallResult } from './resultRow.ts';

/**
 * Adds the grade to a result. Only answers are graded, and only where the prompt has an expected answer;
 * a failed call is neither right nor wrong.
 */
export function gradeResult<Result extends CallResult>(
  result: Result,
  { prompt, expected_answer: expected }: SuitePrompt,
): Result {
  if (!result.success || !expected?.trim()) return { ...result, correct: null };
  const grader = { name: 'contains' as const };
  const { pass } = judge({ answer: result.response ?? '', prompt, expected, grader });
  return { ...result, correct: pass };
}
