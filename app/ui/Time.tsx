import { useHydrated } from '../lib/useHydrated.ts';

/** A time of day: the reader's own once the page is alive, UTC before that. */
export function Time({ at, toTheSecond = false }: { at: Date; toTheSecond?: boolean }) {
  const isHydrated = useHydrated();
  const text = isHydrated
    ? at.toLocaleTimeString('en-GB', {
        hour: '2-digit',
        minute: '2-digit',
        second: toTheSecond ? '2-digit' : undefined,
      })
    : `${at.toISOString().slice(11, toTheSecond ? 19 : 16)} UTC`;
  return (
    <time dateTime={at.toISOString()} className="figures">
      {text}
    </time>
  );
}
