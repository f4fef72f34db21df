import { retryLink, type TRPCLink } from '@trpc/client';
import type { AppRouter } from '../server/api/index.ts';
import { errorFrom } from './errorFrom.ts';
import { ByomError } from './errors.ts';

const FIRST_DELAY_MS = 300;
/** Whoever is told to wait longer hears of it at once. */
const MAX_DELAY_MS = 10_000;

/**
 * Sends a call again where that is safe: one that only reads, one with an idempotency key, and any that a rate limit
 * turned away before it did something (docs/decisions/0049).
 * @param retries how often at most
 */
export function retrySafeCalls(retries: number): TRPCLink<AppRouter> {
  // What `retry` has found is asked for in the next moment.
  let delayMs = 0;
  return retryLink<AppRouter>({
    retry({ op, error, attempts }) {
      if (attempts > retries || op.signal?.aborted) return false;
      const cause = errorFrom(error);
      if (!(cause instanceof ByomError)) return false;
      const isRepeatable = op.type === 'query' || hasIdempotencyKey(op.input);
      const isWorthIt =
        cause.code === 'rate_limited' ||
        (isRepeatable && (cause.code === 'unreachable' || cause.code === 'unavailable'));
      delayMs = cause.retryAfterMs ?? FIRST_DELAY_MS * 2 ** (attempts - 1);
      return isWorthIt && delayMs <= MAX_DELAY_MS;
    },
    retryDelayMs: () => delayMs,
  });
}

function hasIdempotencyKey(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'idempotencyKey' in input;
}
