import { useRevalidator } from '@remix-run/react';
import { Clock } from 'lucide-react';
import { useEffect, useState } from 'react';

const WARNING_MINUTES = 5;

/** Minutes until the session and everything in it is deleted. Looks again when they are over. */
export function SessionCountdown({ secondsLeft }: { secondsLeft: number }) {
  const minutes = Math.max(0, Math.ceil(useCountdown(secondsLeft) / 60));
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (minutes === 0) revalidate();
  }, [minutes, revalidate]);

  const isEnding = minutes <= WARNING_MINUTES;
  return (
    <p
      title="Time left until this session, its key and its results are deleted"
      className={
        'inline-flex items-center gap-1.5 rounded-sm px-1.5 py-0.5 text-sm whitespace-nowrap ' +
        (isEnding ? 'bg-warn-soft font-medium text-warn' : 'text-muted')
      }
    >
      <Clock aria-hidden className="size-3.5" />
      <span>
        <span className="figures">{timeLeft(minutes)}</span> left
      </span>
      <span role="status" className="sr-only">
        {isEnding && `The session ends in ${minutes} min. Export what you want to keep.`}
      </span>
    </p>
  );
}

/** `59 min`, `7 h 05 min`. */
function timeLeft(minutes: number): string {
  if (minutes <= 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
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
