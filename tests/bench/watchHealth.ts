import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 10;

/** Looks at /healthz every ten milliseconds, one after the other, until its end is asked for. */
export function watchHealth(url: string): {
  end(): Promise<{ worstMs: number; looks: number }>;
} {
  let isOver = false;
  let worstMs = 0;
  let looks = 0;
  const watching = (async () => {
    while (!isOver) {
      const startedAt = performance.now();
      await (await fetch(`${url}/healthz`)).text();
      worstMs = Math.max(worstMs, performance.now() - startedAt);
      looks += 1;
      await pause(EVERY_MS);
    }
  })();
  return {
    async end() {
      isOver = true;
      await watching;
      return { worstMs, looks };
    },
  };
}
