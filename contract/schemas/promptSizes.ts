import { z } from 'zod';
import { MAX_MESSAGES_LENGTH, MAX_PROMPTS } from '../suites.ts';

const count = (least: number, most: number) =>
  z
    .number('must be a number')
    .int('must be a whole number')
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`);

export const promptSizesInput = z.strictObject({
  prompts: count(1, MAX_PROMPTS),
  tokens: count(0, MAX_PROMPTS * MAX_MESSAGES_LENGTH),
  graded: count(0, MAX_PROMPTS),
});
