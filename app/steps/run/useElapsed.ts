import { useEffect, useState } from 'react';

/** Milliseconds that have passed, on from `startMs`, by the second while `ticking`. */
export function useElapsed(startMs: number, ticking: boolean): number {
  const [passed, setPassed] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new start is counted from anew
  useEffect(() => {
    setPassed(0);
    if (!ticking) return;
    const began = performance.now();
    const timer = setInterval(() => setPassed(performance.now() - began), 1_000);
    return () => clearInterval(timer);
  }, [startMs, ticking]);
  return startMs + passed;
}
