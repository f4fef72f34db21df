import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

const NEAR_PIXELS = 120;

// There is nothing to paint on the server, which would only complain.
const useBeforePaint = typeof document === 'undefined' ? useEffect : useLayoutEffect;

/**
 * Keeps the end of the page in view while it grows, unless the reader has scrolled up to read.
 * @param growth changes whenever there is more to see
 */
export function useStickToBottom(growth: unknown): { isAway: boolean; scrollToBottom: () => void } {
  const follows = useRef(true);
  const [isAway, setAway] = useState(false);
  const scrollToBottom = useCallback(() => {
    follows.current = true;
    setAway(false);
    window.scrollTo({ top: document.documentElement.scrollHeight });
  }, []);

  useEffect(() => {
    let lastTop = window.scrollY;
    const look = () => {
      const { scrollHeight, clientHeight } = document.documentElement;
      const isNear = scrollHeight - clientHeight - window.scrollY < NEAR_PIXELS;
      // Growing text moves the end away by itself; only scrolling up is a wish to stay.
      if (isNear) follows.current = true;
      else if (window.scrollY < lastTop) follows.current = false;
      lastTop = window.scrollY;
      setAway(!isNear && !follows.current);
    };
    window.addEventListener('scroll', look, { passive: true });
    return () => window.removeEventListener('scroll', look);
  }, []);

  const isFirst = useRef(true);
  useBeforePaint(() => {
    // A page that has just been opened stays where the browser put it.
    if (isFirst.current) isFirst.current = false;
    else if (follows.current) scrollToBottom();
  }, [growth]);
  return { isAway, scrollToBottom: scrollToBottom };
}
