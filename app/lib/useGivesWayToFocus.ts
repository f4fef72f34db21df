import { type RefObject, useEffect, useRef } from 'react';

/**
 * Closes what lies over the page when the focus goes to something under it: who goes by keys would not see where that is.
 * Source: WCAG 2.2, 2.4.11 Focus Not Obscured.
 */
export function useGivesWayToFocus(over: RefObject<HTMLElement | null>, close: () => void): void {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    const onFocusIn = ({ target }: FocusEvent) => {
      if (!(target instanceof Element) || target === document.body) return;
      // First it is scrolled into view.
      requestAnimationFrame(() => {
        if (document.activeElement === target && isUnder(target, over.current)) latest.current();
      });
    };
    document.addEventListener('focusin', onFocusIn);
    return () => document.removeEventListener('focusin', onFocusIn);
  }, [over]);
}

/** Whether the middle of what is seen of it is covered. */
function isUnder(target: Element, over: HTMLElement | null): boolean {
  if (!over || over.contains(target)) return false;
  const { top, right, bottom, left } = target.getBoundingClientRect();
  const x = (Math.max(0, left) + Math.min(window.innerWidth, right)) / 2;
  const y = (Math.max(0, top) + Math.min(window.innerHeight, bottom)) / 2;
  return over.contains(document.elementFromPoint(x, y));
}
