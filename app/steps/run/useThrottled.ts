import { useEffect, useRef, useState } from 'react';

/** A fast run sends updates twenty times a second; redrawing more often than this is never seen. */
export const REDRAW_EVERY_MS = 250;

/** `value` as it was at most `everyMs` ago: what changes many times a second is drawn less often. */
export function useThrottled<T>(value: T, everyMs: number): T {
  const [shown, show] = useState(value);
  const shownAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const update = () => {
      shownAt.current = performance.now();
      show(value);
    };
    const dueMs = shownAt.current + everyMs - performance.now();
    if (dueMs <= 0) return update();
    const timer = setTimeout(update, dueMs);
    return () => clearTimeout(timer);
  }, [value, everyMs]);
  return shown;
}
