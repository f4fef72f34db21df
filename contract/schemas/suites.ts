import { z } from 'zod';
import { MAX_PROMPT_LENGTHS, type SuitePrompt } from '../suites.ts';
import type { NamedSchema } from './namedSchema.ts';
import { pgText } from './pgText.ts';

/** A prompt as somebody hands it in; blanks around its texts are taken off. */
export const suitePromptInput = z.strictObject({
  prompt: textOf('prompt').min(1, 'must not be empty'),
  expected_answer: textOf('expected_answer').optional(),
  category: textOf('category').optional(),
});

/** A prompt of a suite as it is shown. */
const outputShape = z.object({
  prompt: z.string(),
  expected_answer: z.string().optional(),
  category: z.string().optional(),
});
export const suitePromptOutput: NamedSchema<SuitePrompt, typeof outputShape> = outputShape;

function textOf(field: keyof SuitePrompt) {
  const most = MAX_PROMPT_LENGTHS[field];
  return pgText()
    .trim()
    .max(most, `is longer than ${most.toLocaleString('en-US')} characters`);
}
