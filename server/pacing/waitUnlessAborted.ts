import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits for `ms` milliseconds.
 * @throws the reason of `signal` when that is aborted first
 */
export async function waitUnlessAborted(ms: number, signal?: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => signal?.throwIfAborted());
}
