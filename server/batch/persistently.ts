import { setTimeout as pause } from 'node:timers/promises';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
/** An outage that lasts longer costs the answers in flight, which are then asked again. */
const GIVE_UP_AFTER_MS = 120_000;

/**
 * Does `write` again as long as the database cannot be reached, so that an answer that was paid for
 * outlives an outage. Any other failure is passed on at once.
 */
export async function persistently<T>(write: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const giveUpAt = performance.now() + GIVE_UP_AFTER_MS;
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
    try {
      return await write();
    } catch (error) {
      if (!isOutage(error) || signal?.aborted || performance.now() > giveUpAt) throw error;
      await pause(wait);
    }
  }
}

/** PostgreSQL's classes 08 and 57P, and what its driver says of a connection that is gone. */
function isOutage(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string' && outages.test(code)) return true;
  return cause !== undefined && isOutage(cause);
}

const outages =
  /^(08\w{3}|57P0[123]|53300|CONNECTION_(CLOSED|ENDED|DESTROYED)|CONNECT_TIMEOUT|ECONN(REFUSED|RESET)|EPIPE|ETIMEDOUT|ENOENT)$/;
