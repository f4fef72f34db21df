import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

const NEAR_PIXELS = 120;

// There is nothing to paint on the server, which would only complain.
const useBeforePaint = typeof document === 'undefined' ? useEffect : useLayoutEffect;

/**
 * Keeps the end of what scrolls in view while it grows, unless the reader has scrolled up to read.
 * @param content changes whenever there is more to see
 * @param startsAtBottom opens the page at its end: what is new stands there
 * @param box what scrolls; null for the page
 */
export function useStickToBottom(
  content: unknown,
  startsAtBottom: boolean,
  box: RefObject<HTMLElement> | null,
): {
  isScrolledUp: boolean;
  scrollToBottom: () => void;
} {
  const isSticking = useRef(true);
  const [isScrolledUp, setScrolledUp] = useState(false);
  const scrollToBottom = useCallback(() => {
    isSticking.current = true;
    setScrolledUp(false);
    const scrolled = box?.current ?? document.documentElement;
    scrolled.scrollTop = scrolled.scrollHeight;
  }, [box]);

  useEffect(() => {
    const scrolled = box?.current ?? document.documentElement;
    let lastTop = scrolled.scrollTop;
    const onScroll = () => {
      const { scrollHeight, clientHeight, scrollTop } = scrolled;
      const isNear = scrollHeight - clientHeight - scrollTop < NEAR_PIXELS;
      // Growing text moves the end away by itself; only scrolling up is a wish to stay.
      if (isNear) isSticking.current = true;
      else if (scrollTop < lastTop) isSticking.current = false;
      lastTop = scrollTop;
      setScrolledUp(!isNear && !isSticking.current);
    };
    const target = box?.current ?? window;
    target.addEventListener('scroll', onScroll, { passive: true });
    return () => target.removeEventListener('scroll', onScroll);
  }, [box]);

  const isFirst = useRef(true);
  useBeforePaint(() => {
    if (isFirst.current) isFirst.current = false;
    else if (isSticking.current) scrollToBottom();
  }, [content]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what matters is how the page was opened
  useEffect(() => {
    // A page that one comes back to stays where the browser put it, which it has done by now.
    const scrolled = box?.current ?? document.documentElement;
    if (startsAtBottom && scrolled.scrollTop === 0) scrollToBottom();
  }, []);
  return { isScrolledUp, scrollToBottom };
}
