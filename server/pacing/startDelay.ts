import { waitUnlessAborted } from './waitUnlessAborted.ts';

/** The pause between the starts of two calls that a run was given. */
export interface StartDelay {
  /**
   * Resolves when the next call of the run may start.
   * @throws the reason of `signal` when that is aborted first
   */
  wait(signal: AbortSignal): Promise<void>;
  /** Milliseconds until the next of those that wait may start; 0 when none waits. */
  leftMs(): number;
}

/** Keeps `delayMs` between two starts. */
export function createStartDelay(delayMs: number): StartDelay {
  let nextAt = 0;
  const waiting = new Set<number>();
  return {
    async wait(signal) {
      if (delayMs === 0) return;
      const now = performance.now();
      const startAt = Math.max(now, nextAt);
      nextAt = startAt + delayMs;
      if (startAt <= now) return;
      waiting.add(startAt);
      await waitUnlessAborted(startAt - now, signal).finally(() => waiting.delete(startAt));
    },
    leftMs: () => (waiting.size === 0 ? 0 : Math.max(0, Math.min(...waiting) - performance.now())),
  };
}
