import { useHydrated } from '../lib/useHydrated.ts';

/** A time of day: the reader's own once the page is alive, UTC before that. */
export function Time({
  at,
  toTheSecond = false,
  withDate = false,
}: {
  at: Date;
  toTheSecond?: boolean;
  /** For what is read on another day. */
  withDate?: boolean;
}) {
  const isHydrated = useHydrated();
  const text = isHydrated
    ? at.toLocaleTimeString('en-GB', {
        hour: '2-digit',
        minute: '2-digit',
        second: toTheSecond ? '2-digit' : undefined,
      })
    : `${at.toISOString().slice(11, toTheSecond ? 19 : 16)} UTC`;
  const date = `${at.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    // The day, too, is the reader's own only once it is known whose.
    timeZone: isHydrated ? undefined : 'UTC',
  })}, `;
  return (
    <time dateTime={at.toISOString()} className="figures">
      {withDate && date}
      {text}
    </time>
  );
}
