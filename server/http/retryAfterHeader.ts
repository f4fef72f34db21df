import type { Problem } from '../../contract/problem.ts';

/**
 * The `Retry-After` header of our own refusals, in seconds (RFC 9110, section 10.2.3); none where it is
 * unknown when trying again makes sense.
 */
export function retryAfterHeader({
  retryAfterSeconds,
}: Pick<Problem, 'retryAfterSeconds'>): Record<string, string> {
  return retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
}
