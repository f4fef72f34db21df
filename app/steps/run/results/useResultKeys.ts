import { useNavigate, useNavigation, useSubmit } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import type { RunResult } from '../../../lib/api.ts';
import { resultAnchor } from '../resultQuery.ts';
import type { ResultWays } from './resultWays.ts';

/** What the keys say of a result; `u` takes it back. */
const passOfKey: Record<string, string> = { y: 'true', n: 'false', u: '' };

type GradedRow = Pick<RunResult, 'id' | 'overrule'>;

/** The rows that keys go through. */
export interface KeyedRows {
  count: number;
  rowAt(index: number): GradedRow | undefined;
  indexOf(id: string): number;
  /** Where a row leads; null where it is not there. */
  hrefAt(index: number): string | null;
  /** Where only some rows are drawn. */
  bringIntoView?(index: number): void;
}

export function listedRows(rows: GradedRow[], hrefOf: (id: string) => string): KeyedRows {
  return {
    count: rows.length,
    rowAt: (index) => rows[index],
    indexOf: (id) => rows.findIndex((row) => row.id === id),
    hrefAt: (index) => (rows[index] ? hrefOf(rows[index].id) : null),
  };
}

/**
 * Keys of the results. With one opened, j and k lead to the next and the one before, Home and End to the first and the
 * last, Esc closes it; else they go from row to row, as the arrows do. y and n grade the opened one, or the row that has
 * the focus. None of them works while somebody types.
 */
export function useResultKeys(keyed: {
  rows: KeyedRows;
  opened: GradedRow | null;
  ways: ResultWays;
  /** Only what is over can be graded. */
  isOver: boolean;
}): void {
  const navigate = useNavigate();
  const submit = useSubmit();
  const isIdle = useNavigation().state === 'idle';
  /** The address of what is on its way, from the moment of the press. */
  const asked = useRef<string>();
  const openedId = keyed.opened?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: with another one opened, nothing is on its way
  useEffect(() => {
    if (isIdle) asked.current = undefined;
  }, [isIdle, openedId]);
  const current = useRef(keyed);
  current.current = keyed;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      const { target, key } = event;
      if (!(target instanceof Element) || target.closest(TYPED_INTO)) return;
      // What else stands beside the results has keys of its own.
      if (target.closest(`aside:not(#${SHEET_ID})`)) return;
      const { rows, opened, ways, isOver } = current.current;
      const focused = indexOfRow(rows, target);
      const way = opened && (wayOn(key, rows, asked.current) ?? wayOf(key, ways));
      const index = indexFor(key, focused, rows.count, opened !== null);
      const graded = opened ?? (focused < 0 ? undefined : rows.rowAt(focused));
      const pass = isOver && graded ? passOfKey[key] : undefined;
      if (way) {
        // A key held down would ask on and on, and nothing would come.
        if (!event.repeat || !asked.current) {
          asked.current = way;
          navigate(way, { preventScrollReset: true });
        }
      } else if (index >= 0 && index < rows.count) focusRow(rows, index);
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
  }, [navigate, submit]);
}

/** The link of a row, which has the focus of the row. */
export function rowLink(id: string): HTMLElement | null {
  return document.getElementById(resultAnchor(id))?.querySelector('a') ?? null;
}

/** The element of what is opened. */
export const SHEET_ID = 'opened-result';

const TYPED_INTO =
  'input, textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"]';

function wayOf(key: string, { next, previous, first, last, close }: ResultWays): string | null {
  return { j: next, k: previous, Home: first, End: last, Escape: close }[key] ?? null;
}

/** From the result that is on its way, where j or k is pressed again before it has come; null where none is. */
function wayOn(key: string, rows: KeyedRows, asked: string | undefined): string | null {
  const step = { j: 1, k: -1 }[key];
  const at = rows.indexOf(new URLSearchParams(asked).get('result') ?? '');
  return step === undefined || at < 0 ? null : rows.hrefAt(at + step);
}

/** Index of the row whose link has the focus; -1 where none has. */
function indexOfRow(rows: KeyedRows, target: Element): number {
  const anchor = target.closest('tr')?.id ?? '';
  return anchor.startsWith(resultAnchor(''))
    ? rows.indexOf(anchor.slice(resultAnchor('').length))
    : -1;
}

/** Index of the row that a key leads the focus to; -1 for none. */
function indexFor(key: string, focused: number, count: number, isOpened: boolean): number {
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

/** So long a row may take to be there: its page is loaded. */
const MAX_WAIT_MS = 2_000;

/** Focuses a row, once it is drawn. */
function focusRow(rows: KeyedRows, index: number): void {
  const until = performance.now() + MAX_WAIT_MS;
  const tryIt = () => {
    const row = rows.rowAt(index);
    const link = row && rowLink(row.id);
    if (link) link.focus();
    else if (performance.now() < until) requestAnimationFrame(tryIt);
  };
  rows.bringIntoView?.(index);
  tryIt();
}
