/**
 * How often a run tries again that an endpoint refuses for a quota. Providers say "quota" both of the
 * tokens of a minute, which pass, and of an account that is empty, which does not; only trying tells.
 * See docs/decisions/0013.
 */
export interface QuotaTries {
  /**
   * Takes note of a refusal.
   * @param call when it was made, by `performance.now()`, and how long the endpoint asks to wait
   * @returns how long all calls have to pause, in milliseconds; null when it was tried often enough
   */
  refused(call: { startedAt: number; retryAfterMs: number | null }): number | null;
  /** An answer came: whatever was refused before has passed. */
  answered(): void;
}

const FIRST_PAUSE_MS = 1_000;
/** With pauses of 1, 2 and 4 s in between: an empty account ends a run within seconds. */
const MAX_ROUNDS = 4;

/** Opens the count of one run. Calls that were out together and are all refused count as one try. */
export function createQuotaTries(): QuotaTries {
  let rounds = 0;
  let roundBeganAt = Number.NEGATIVE_INFINITY;
  return {
    refused({ startedAt, retryAfterMs }) {
      if (startedAt > roundBeganAt) {
        rounds += 1;
        roundBeganAt = performance.now();
      }
      if (rounds >= MAX_ROUNDS) return null;
      return Math.max(FIRST_PAUSE_MS * 2 ** (rounds - 1), retryAfterMs ?? 0);
    },
    answered() {
      rounds = 0;
    },
  };
}
