import { useHydrated } from '../../lib/useHydrated.ts';

/** A time of day: the reader's own once the page is alive, UTC before that. */
export function Moment({ at }: { at: Date }) {
  const local = useHydrated();
  const text = local
    ? at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
    : `${at.toISOString().slice(11, 16)} UTC`;
  return (
    <time dateTime={at.toISOString()} className="figures">
      {text}
    </time>
  );
}
