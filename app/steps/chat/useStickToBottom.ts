import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

const NEAR_PIXELS = 120;

// There is nothing to paint on the server, which would only complain.
const useBeforePaint = typeof document === 'undefined' ? useEffect : useLayoutEffect;

/**
 * Keeps the end of the page in view while it grows, unless the reader has scrolled up to read.
 * @param content changes whenever there is more to see
 * @param startsAtBottom opens the page at its end: what is new stands there
 */
export function useStickToBottom(
  content: unknown,
  startsAtBottom: boolean,
): {
  isScrolledUp: boolean;
  scrollToBottom: () => void;
} {
  const isSticking = useRef(true);
  const [isScrolledUp, setScrolledUp] = useState(false);
  const scrollToBottom = useCallback(() => {
    isSticking.current = true;
    setScrolledUp(false);
    window.scrollTo({ top: document.documentElement.scrollHeight });
  }, []);

  useEffect(() => {
    let lastTop = window.scrollY;
    const onScroll = () => {
      const { scrollHeight, clientHeight } = document.documentElement;
      const isNear = scrollHeight - clientHeight - window.scrollY < NEAR_PIXELS;
      // Growing text moves the end away by itself; only scrolling up is a wish to stay.
      if (isNear) isSticking.current = true;
      else if (window.scrollY < lastTop) isSticking.current = false;
      lastTop = window.scrollY;
      setScrolledUp(!isNear && !isSticking.current);
    };
    window.addEventListener('scroll', onScroll, { passive: true });
    return () => window.removeEventListener('scroll', onScroll);
  }, []);

  const isFirst = useRef(true);
  useBeforePaint(() => {
    if (isFirst.current) isFirst.current = false;
    else if (isSticking.current) scrollToBottom();
  }, [content]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what matters is how the page was opened
  useEffect(() => {
    // A page that one comes back to stays where the browser put it, which it has done by now.
    if (startsAtBottom && window.scrollY === 0) scrollToBottom();
  }, []);
  return { isScrolledUp, scrollToBottom };
}
