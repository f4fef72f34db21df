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
  text: string | (() => string | Promise<string>);
  label: string;
}) {
  const [copyState, setCopyState] = useState<'copied' | 'refused' | null>(null);
  useEffect(() => {
    if (copyState === null) return;
    const timer = setTimeout(() => setCopyState(null), CONFIRMED_MS);
    return () => clearTimeout(timer);
  }, [copyState]);
  if (!useHydrated()) return null;

  const copy = async () => {
    try {
      const copied = typeof text === 'string' ? text : await text();
      // Without TLS there is no clipboard at all.
      await (navigator.clipboard?.writeText(copied) ?? Promise.reject());
      setCopyState('copied');
    } catch {
      setCopyState('refused');
    }
  };
  const Icon = copyState === 'copied' ? Check : Copy;
  return (
    <button
      type="button"
      onClick={copy}
      className="inline-flex min-h-8 cursor-pointer items-center gap-1.5 rounded-sm hover:text-ink"
    >
      <Icon aria-hidden className="size-3.5" />
      {label}
      <span role="status" className={copyState === null ? 'sr-only' : ''}>
        {copyState === 'copied' && ': copied'}
        {copyState === 'refused' && ': not copied'}
      </span>
    </button>
  );
}
