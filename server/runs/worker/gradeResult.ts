import type { SuitePrompt } from '../../../contract/suites.ts';
import { grade } from '../../grading/index.ts';
import type { CallResult } from './resultRow.ts';

/**
 * Adds the grade to a result. Only answers are graded, and only where the prompt has an expected answer;
 * a failed call is neither right nor wrong.
 */
export async function gradeResult<Result extends CallResult>(
  result: Result,
  { prompt, expected_answer: expected }: SuitePrompt,
): Promise<Result> {
  if (!result.success || !expected?.trim()) return { ...result, correct: null };
  const { pass } = await grade({ answer: result.response ?? '', prompt, expected, options: {} });
  return { ...result, correct: pass };
}
