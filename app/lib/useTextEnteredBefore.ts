import { type RefObject, useEffect, useRef, useState } from 'react';
import { useHydrated } from './useHydrated.ts';

/**
 * Keeps what was entered into an area while its page was not alive yet: React sets an area that began with a text back
 * to it.
 */
export function useTextEnteredBefore(id: string): RefObject<HTMLTextAreaElement> {
  const area = useRef<HTMLTextAreaElement>(null);
  const isHydrated = useHydrated();
  const [entered] = useState(() =>
    isHydrated || typeof document === 'undefined' ? null : textIn(document.getElementById(id)),
  );
  useEffect(() => {
    if (entered !== null && area.current) area.current.value = entered;
  }, [entered]);
  return area;
}

function textIn(area: HTMLElement | null): string | null {
  const isChanged = area instanceof HTMLTextAreaElement && area.value !== area.defaultValue;
  return isChanged ? area.value : null;
}
