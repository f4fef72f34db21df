import { Clock } from 'lucide-react';
import { isEnding } from './useMinutesLeft.ts';

/** Minutes until the session and everything in it is deleted. */
export function SessionCountdown({ minutes }: { minutes: number }) {
  return (
    <p
      title="Time left until this session, its key and its results are deleted"
      className={
        'inline-flex items-center gap-1.5 rounded-sm px-1.5 py-0.5 text-sm whitespace-nowrap ' +
        (isEnding(minutes) ? 'bg-warn-soft font-medium text-warn' : 'text-muted')
      }
    >
      <Clock aria-hidden className="size-3.5" />
      <span>
        <span className="figures">{timeLeft(minutes)}</span> left
      </span>
      <span role="status" className="sr-only">
        {isEnding(minutes) && `The session ends in ${minutes} min. Export what you want to keep.`}
      </span>
    </p>
  );
}

/** `59 min`, `7 h 05 min`. */
function timeLeft(minutes: number): string {
  if (minutes <= 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
