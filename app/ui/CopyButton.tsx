import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useHydrated } from '../lib/useHydrated.ts';

const CONFIRMED_MS = 2_000;

/** Puts a text on the clipboard and says that it did. Only there where scripts are. */
export function CopyButton({
  text,
  label,
}: {
  /** A function is asked when the button is pressed. */
  text: string | (() => string);
  label: string;
}) {
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), CONFIRMED_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  if (!useHydrated()) return null;

  // Without TLS there is no clipboard at all.
  const copy = () =>
    Promise.resolve(
      navigator.clipboard?.writeText(typeof text === 'string' ? text : text()) ?? Promise.reject(),
    )
      .then(() => setOutcome('copied'))
      .catch(() => setOutcome('refused'));
  const Icon = outcome === 'copied' ? Check : Copy;
  return (
    <button
      type="button"
      onClick={copy}
      className="inline-flex min-h-8 cursor-pointer items-center gap-1.5 rounded-sm hover:text-ink"
    >
      <Icon aria-hidden className="size-3.5" />
      {label}
      <span role="status" className={outcome === null ? 'sr-only' : ''}>
        {outcome === 'copied' && ': copied'}
        {outcome === 'refused' && ': the browser refused'}
      </span>
    </button>
  );
}
