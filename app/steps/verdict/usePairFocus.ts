import { useLocation } from '@remix-run/react';
import { type RefObject, useEffect, useRef } from 'react';
import { PAIRS_ID, pairAnchor } from './verdictQuery.ts';

/**
 * The focus goes to the line of a pair that is opened, and stays there when it is closed. Where a link leads to the
 * list, it goes to the list.
 */
export function usePairFocus(list: RefObject<HTMLElement | null>, openedKey: string | null): void {
  const before = useRef<string | null>(null);
  useEffect(() => {
    const key = openedKey ?? before.current;
    before.current = openedKey;
    const line = key === null ? null : document.getElementById(pairAnchor(key));
    if (!line || !list.current?.contains(line)) return;
    line.querySelector('a')?.focus({ preventScroll: true });
    line.scrollIntoView({ block: openedKey ? 'start' : 'nearest' });
  }, [list, openedKey]);

  const { key, hash } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each link leads there anew
  useEffect(() => {
    if (hash === `#${PAIRS_ID}`) document.getElementById(PAIRS_ID)?.focus();
  }, [key, hash]);
}
