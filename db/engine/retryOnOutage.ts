import { setTimeout as pause } from 'node:timers/promises';
import { isDatabaseOutage } from './databaseErrors.ts';

const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 2_000;
/** An outage that lasts longer costs the answers in flight, which are then asked again. */
const GIVE_UP_AFTER_MS = 120_000;

/**
 * Does `operation` again for as long as the database cannot be reached or written to, so that an answer
 * that was paid for outlives an outage (docs/decisions/0022). Any other failure is passed on at once.
 * @throws the outage's error after two minutes, or when the last try, made as soon as `signal` aborts, fails
 */
export async function retryOnOutage<T>(
  operation: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const giveUpAt = performance.now() + GIVE_UP_AFTER_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    try {
      return await operation();
    } catch (error) {
      if (!isDatabaseOutage(error) || signal?.aborted || performance.now() > giveUpAt) throw error;
      // Cut short by the signal it tries once more: the database may be back by now.
      await pause(pauseMs, undefined, { signal }).catch(() => {});
    }
  }
}
