import { useEffect } from 'react';

const PRESSED = 'a, button, input, select, textarea, summary';

/** What gets the focus by keys is seen whole: of what stands at the edge of a row that scrolls, browsers show only a part. */
export function useFocusInView(): void {
  useEffect(() => {
    const onFocusIn = ({ target }: FocusEvent) => {
      if (
        target instanceof Element &&
        target.matches(PRESSED) &&
        target.matches(':focus-visible')
      ) {
        target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      }
    };
    document.addEventListener('focusin', onFocusIn);
    return () => document.removeEventListener('focusin', onFocusIn);
  }, []);
}
