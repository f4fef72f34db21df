import { useEffect, useState } from 'react';

/** Milliseconds that have passed, on from `startMs`, by the second while `ticking`. */
export function useElapsed(startMs: number, isRunning: boolean): number {
  const [elapsedMs, setElapsedMs] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new start is counted from anew
  useEffect(() => {
    setElapsedMs(0);
    if (!isRunning) return;
    const startedAt = performance.now();
    const timer = setInterval(() => setElapsedMs(performance.now() - startedAt), 1_000);
    return () => clearInterval(timer);
  }, [startMs, isRunning]);
  return startMs + elapsedMs;
}
