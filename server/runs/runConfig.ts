import { z } from 'zod';
import type { RunConfig } from '../../contract/runSettings.ts';
import { pgText } from '../../contract/schemas/pgText.ts';
import type { ChatTurn } from '../endpoint/index.ts';

const between = (least: number, most: number, unit = '') =>
  z
    .number({ error: 'must be a number' })
    .int('must be a whole number')
    .min(least, `must be at least ${least}${unit}`)
    .max(most, `must be at most ${most}${unit}`);

/** The most a run may ask for. */
export const MAX_TOKENS = 32_768;
export const MAX_TIMEOUT_MS = 600_000;

const fields = {
  concurrency: between(1, 64),
  delayMs: between(0, 60_000, ' ms'),
  adaptive: z.boolean({ error: 'must be true or false' }),
  maxRetries: between(0, 10),
  samples: between(1, 10),
  warmup: between(0, 10),
  maxTokens: between(1, MAX_TOKENS),
  temperature: z
    .number({ error: 'must be a number' })
    .min(0, 'must be at least 0')
    .max(2, 'must be at most 2'),
  timeoutMs: between(1_000, MAX_TIMEOUT_MS, ' ms'),
  stream: z.boolean({ error: 'must be true or false' }),
  seed: between(0, 2 ** 31 - 1).optional(),
  systemPrompt: pgText().max(20_000, 'is longer than 20,000 characters').optional(),
};

const defaults: RunConfig = {
  concurrency: 16,
  delayMs: 0,
  adaptive: true,
  maxRetries: 3,
  samples: 1,
  warmup: 0,
  maxTokens: 1024,
  temperature: 0.7,
  timeoutMs: 60_000,
  stream: true,
};

/** One call at a time, half a second between two starts. */
export const gentlePace = { concurrency: 1, delayMs: 500, adaptive: false };

/**
 * How a run calls the endpoint, with the defaults filled in: as fast as the endpoint is found to
 * allow, or with `gentle` one call at a time. Fields that do not exist are refused by name.
 */
export const runConfigInput = z
  .strictObject({
    ...z.strictObject(fields).partial().shape,
    gentle: z.boolean({ error: 'must be true or false' }).optional(),
  })
  .transform(({ gentle, ...given }): RunConfig => {
    const named = Object.entries(given).filter(([, value]) => value !== undefined);
    return { ...defaults, ...(gentle && gentlePace), ...Object.fromEntries(named) };
  });

/** Changes to the settings of an earlier run; what is not named stays as it was. */
export const runConfigChanges = z.strictObject(fields).partial();

type OldestConfig = Pick<
  RunConfig,
  'concurrency' | 'delayMs' | 'maxTokens' | 'temperature' | 'timeoutMs'
>;

/** Settings as an earlier version stored them, with what they meant by what they did not name. */
export function completeConfig(stored: Partial<RunConfig> & OldestConfig): RunConfig {
  return { adaptive: false, maxRetries: 0, samples: 1, warmup: 0, stream: true, ...stored };
}

/** The conversation that puts one prompt to the model. */
export function messagesFor({ systemPrompt }: RunConfig, prompt: string): ChatTurn[] {
  const question: ChatTurn = { role: 'user', content: prompt };
  return systemPrompt ? [{ role: 'system', content: systemPrompt }, question] : [question];
}
