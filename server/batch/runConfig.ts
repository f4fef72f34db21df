import { z } from 'zod';
import type { RunConfig } from '../../db/vocabulary.ts';
import type { ChatTurn } from '../endpoint/index.ts';
import { storableText } from '../storableText.ts';

const between = (least: number, most: number, unit = '') =>
  z
    .number({ error: 'must be a number' })
    .int('must be a whole number')
    .min(least, `must be at least ${least}${unit}`)
    .max(most, `must be at most ${most}${unit}`);

/**
 * How a run calls the endpoint, with the defaults filled in: one call at a time, 500 ms between
 * starts. Fields that do not exist are refused by name.
 */
export const runConfigInput = z.strictObject({
  concurrency: between(1, 64).default(1),
  delayMs: between(0, 60_000, ' ms').default(500),
  maxTokens: between(1, 32_768).default(1024),
  temperature: z
    .number({ error: 'must be a number' })
    .min(0, 'must be at least 0')
    .max(2, 'must be at most 2')
    .default(0.7),
  timeoutMs: between(1_000, 600_000, ' ms').default(60_000),
  stream: z.boolean({ error: 'must be true or false' }).default(true),
  systemPrompt: storableText().max(20_000, 'is longer than 20,000 characters').optional(),
}) satisfies z.ZodType<RunConfig, unknown>;

/** The conversation that puts one prompt to the model. */
export function messagesFor({ systemPrompt }: RunConfig, prompt: string): ChatTurn[] {
  const question: ChatTurn = { role: 'user', content: prompt };
  return systemPrompt ? [{ role: 'system', content: systemPrompt }, question] : [question];
}
