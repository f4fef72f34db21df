import { useLocation, useRevalidator } from '@remix-run/react';
import { useEffect, useState } from 'react';

const ENDING_MINUTES = 5;

/** Whether there is just time to take along what is wanted. */
export const isEnding = (minutes: number): boolean => minutes <= ENDING_MINUTES;

/**
 * Whole minutes until the session ends, counted down; the page looks again when they are over. The last ones stand in
 * the title, too, where they are seen from another tab.
 * @param secondsLeft null where there is no session
 */
export function useMinutesLeft(secondsLeft: number | null): number | null {
  const left = useCountdown(secondsLeft ?? 0);
  const minutes = secondsLeft === null ? null : Math.max(0, Math.ceil(left / 60));
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (minutes === 0) revalidate();
  }, [minutes, revalidate]);
  useTitlePrefix(minutes !== null && isEnding(minutes) ? `${minutes} min left · ` : '');
  return minutes;
}

function useTitlePrefix(prefix: string): void {
  const { key } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page sets its title anew
  useEffect(() => {
    if (prefix === '') return;
    document.title = prefix + document.title;
    return () => {
      document.title = document.title.replace(prefix, '');
    };
  }, [prefix, key]);
}

/** Counts down from what the server said last; the device's own clock may be wrong. */
function useCountdown(secondsLeft: number): number {
  const [elapsed, setElapsed] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer starts a new count
  useEffect(() => {
    const started = performance.now();
    const tick = () => setElapsed((performance.now() - started) / 1_000);
    tick();
    // A laptop that slept has to look again when it wakes, not a tick later.
    document.addEventListener('visibilitychange', tick);
    const timer = setInterval(tick, 5_000);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [secondsLeft]);
  return secondsLeft - elapsed;
}
