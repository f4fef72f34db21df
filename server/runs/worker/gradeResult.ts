import type { SuitePrompt } from '../../../contract/suites.ts';
import { grade } from '../../grading/index.ts';
import type { CallResult } from './resultRow.ts';

/**
 * A result with its grade. Graded is what the model answered, where something is expected of it; a call
 * that brought no answer is neither right nor wrong.
 */
export async function gradeResult<Result extends CallResult>(
  result: Result,
  { prompt, expected_answer: expected }: SuitePrompt,
): Promise<Result> {
  if (!result.success || !expected?.trim()) return { ...result, correct: null };
  const { pass } = await grade({ answer: result.response ?? '', prompt, expected, options: {} });
  return { ...result, correct: pass };
}
