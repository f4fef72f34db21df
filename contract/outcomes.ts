/**
 * How a call for one prompt went, finer than success: an answer may be cut at the token limit, a
 * model may think and never answer, a filter may step in.
 */
export const outcomes = [
  'answered',
  'truncated',
  'thinking_only',
  'empty',
  'refused',
  'broken',
  'rate_limited',
  'timed_out',
  'failed',
] as const;
export type Outcome = (typeof outcomes)[number];

/** Outcomes that count as success: the model gave an answer to read. */
export function isSuccess(outcome: Outcome): boolean {
  return outcome === 'answered' || outcome === 'truncated';
}
