import { useNavigate } from '@remix-run/react';
import { useEffect } from 'react';

/** Where the keys lead; null where there is nothing. */
export interface PairWays {
  next: string | null;
  previous: string | null;
  close: string | null;
}

/** The keys j and k go from pair to pair, Esc closes the one that is open; none of them while somebody types. */
export function usePairKeys({ next, previous, close }: PairWays): void {
  const navigate = useNavigate();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.target instanceof Element && event.target.closest(TYPED_INTO)) return;
      const way = { j: next, k: previous, Escape: close }[event.key];
      if (!way) return;
      event.preventDefault();
      navigate(way, { replace: true, preventScrollReset: true });
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [navigate, next, previous, close]);
}

const TYPED_INTO = 'input, textarea, select, [contenteditable], [role="dialog"]';
