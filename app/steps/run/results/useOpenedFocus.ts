import { type RefObject, useEffect, useRef } from 'react';
import { resultAnchor } from '../resultQuery.ts';
import { rowLink } from './useResultKeys.ts';

/**
 * The focus goes to the sheet of what is opened, so that it is read out, and back to its row when it is closed, unless it
 * has gone elsewhere. The row
 * comes into view: at first where the address leads to it, later only as far as it has to.
 */
export function useOpenedFocus(
  sheet: RefObject<HTMLElement | null>,
  openedId: string | null,
): void {
  const before = useRef<string | null | undefined>(undefined);
  useEffect(() => {
    const earlier = before.current;
    before.current = openedId;
    if (earlier === openedId) return;
    if (openedId !== null) {
      document
        .getElementById(resultAnchor(openedId))
        ?.scrollIntoView({ block: earlier === undefined ? 'start' : 'nearest' });
      sheet.current?.focus({ preventScroll: true });
      if (sheet.current) sheet.current.scrollTop = 0;
    } else if (earlier && document.activeElement === document.body) {
      rowLink(earlier)?.focus({ preventScroll: true });
    }
  }, [sheet, openedId]);
}
