import type { z } from 'zod';

/** The fields at fault with what is wrong about each. */
export function faults(schema: z.ZodType, input: unknown): Record<string, string> {
  const parsed = schema.safeParse(input);
  return Object.fromEntries(
    (parsed.error?.issues ?? []).map((issue) => [
      'keys' in issue ? issue.keys.join() : issue.path.join('.'),
      issue.message,
    ]),
  );
}
