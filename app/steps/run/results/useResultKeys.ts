import { useNavigate, useSubmit } from '@remix-run/react';
import { useEffect } from 'react';
import type { RunResult } from '../../../lib/api.ts';
import { resultAnchor } from '../resultQuery.ts';
import type { ResultWays } from './resultWays.ts';

/** What the keys say of a result; `u` takes it back. */
const passOfKey: Record<string, string> = { y: 'true', n: 'false', u: '' };

type GradedRow = Pick<RunResult, 'id' | 'overrule'>;

/**
 * Keys of the results. With one opened, j and k lead to the next and the one before, Home and End to the first and the
 * last, Esc closes it; else they go from row to row, as the arrows do. y and n grade the opened one, or the row that has
 * the focus. None of them works while somebody types.
 */
export function useResultKeys({
  rows,
  opened,
  ways,
  isOver,
}: {
  rows: GradedRow[];
  opened: GradedRow | null;
  ways: ResultWays;
  /** Only what is over can be graded. */
  isOver: boolean;
}): void {
  const navigate = useNavigate();
  const submit = useSubmit();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      const { target, key } = event;
      if (!(target instanceof Element) || target.closest(TYPED_INTO)) return;
      const focused = rows.findIndex(({ id }) => rowLink(id) === target);
      const way = opened && wayOf(key, ways);
      const row = rows[rowOf(key, focused, rows.length, opened !== null)];
      const graded = opened ?? rows[focused];
      const pass = isOver && graded ? passOfKey[key] : undefined;
      if (way) navigate(way, { preventScrollReset: true });
      else if (row) rowLink(row.id)?.focus();
      else if (graded && pass !== undefined) {
        const note = pass === '' ? '' : (graded.overrule?.note ?? '');
        submit(
          { intent: 'overrule', resultId: graded.id, pass, note },
          { method: 'post', replace: true, preventScrollReset: true },
        );
      } else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [navigate, submit, rows, opened, ways, isOver]);
}

const TYPED_INTO =
  'input, textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"]';

function wayOf(key: string, { next, previous, first, last, close }: ResultWays): string | null {
  return { j: next, k: previous, Home: first, End: last, Escape: close }[key] ?? null;
}

/** Index of the row that a key leads the focus to; -1 for none. */
function rowOf(key: string, focused: number, count: number, isOpened: boolean): number {
  const isOnRow = focused >= 0;
  switch (key) {
    case 'ArrowDown':
      return isOnRow ? focused + 1 : -1;
    case 'ArrowUp':
      return isOnRow ? focused - 1 : -1;
    case 'j':
      return isOpened ? -1 : focused + 1;
    case 'k':
      return isOpened ? -1 : focused - 1;
    case 'Home':
      return isOnRow && !isOpened ? 0 : -1;
    case 'End':
      return isOnRow && !isOpened ? count - 1 : -1;
    default:
      return -1;
  }
}

/** The link of a row, which has the focus of the row. */
export function rowLink(id: string): HTMLElement | null {
  return document.getElementById(resultAnchor(id))?.querySelector('a') ?? null;
}
