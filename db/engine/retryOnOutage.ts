import { setTimeout as pause } from 'node:timers/promises';
import { isDatabaseOutage } from './outage.ts';

const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 2_000;
/** An outage that lasts longer costs the answers in flight, which are then asked again. */
const GIVE_UP_AFTER_MS = 120_000;

/**
 * Does `write` again as long as the database cannot be reached or written to, so that an answer that
 * was paid for outlives an outage. Any other failure is passed on at once (docs/decisions/0022).
 */
export async function retryOnOutage<T>(write: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const giveUpAt = performance.now() + GIVE_UP_AFTER_MS;
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, MAX_PAUSE_MS)) {
    try {
      return await write();
    } catch (error) {
      if (!isDatabaseOutage(error) || signal?.aborted || performance.now() > giveUpAt) throw error;
      await pause(wait);
    }
  }
}
