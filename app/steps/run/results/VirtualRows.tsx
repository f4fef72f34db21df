import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { PAGE_SIZE, type ResultQuery, resultHref } from '../resultQuery.ts';
import { ResultTableRow } from './ResultTable.tsx';
import type { ResultRows } from './useResultRows.ts';

/** Of a row of two lines; on small screens they are higher, which is measured. */
const ROW_HEIGHT_PX = 65;
const OVERSCAN = 10;
/** Grade and prompt. A cell over more columns than are shown would make them, and take their room from the others. */
const ALWAYS_SHOWN_COLUMNS = 2;
/** Above the row that an address leads to. */
const SPACE_ABOVE_PX = 48;

export interface VirtualRowsHandle {
  /** Brings a row into view, so that it is drawn. */
  scrollTo(index: number): void;
}

/** Of thousands of rows those that are in view, between two empty ones that are as high as all the others (docs/decisions/0046). */
export function VirtualRows({
  rows,
  total,
  query,
  openedId,
  openedIndex,
  hasExpected,
  handle,
}: {
  rows: ResultRows;
  total: number;
  query: ResultQuery;
  openedId: string | null;
  /** Its place among all rows, from 0; -1 where none of them is opened. */
  openedIndex: number;
  hasExpected: boolean;
  handle: Ref<VirtualRowsHandle>;
}) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  const virtualizer = useWindowVirtualizer({
    count: total,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: OVERSCAN,
    scrollMargin: top,
    getItemKey: (index) => rows.rowAt(index)?.id ?? index,
  });
  useImperativeHandle(handle, () => ({
    scrollTo: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  }));

  // What is above may grow and shrink.
  useLayoutEffect(() => {
    const measure = () => {
      const at = body.current?.getBoundingClientRect().top;
      if (at !== undefined) setTop(Math.round(at + window.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);

  const items = virtualizer.getVirtualItems();
  // What the address leads to is in view, once there are rows before it.
  const cameWith = useRef(openedIndex >= 0 ? openedIndex : (query.page - 1) * PAGE_SIZE);
  const isDrawn = items.length > 0;
  useLayoutEffect(() => {
    const at = body.current?.getBoundingClientRect().top;
    if (!isDrawn || at === undefined || cameWith.current === 0) return;
    const scrolled = at + cameWith.current * ROW_HEIGHT_PX - SPACE_ABOVE_PX;
    window.scrollBy({ top: scrolled, behavior: 'instant' });
  }, [isDrawn]);

  // And what is opened later.
  const shownIndex = useRef(openedIndex);
  useEffect(() => {
    if (openedIndex >= 0 && shownIndex.current !== openedIndex) {
      virtualizer.scrollToIndex(openedIndex, { align: 'auto' });
    }
    shownIndex.current = openedIndex;
  }, [virtualizer, openedIndex]);

  const first = items[0];
  const last = items.at(-1);
  const firstIndex = first?.index ?? 0;
  const lastIndex = last?.index ?? 0;
  const { load } = rows;
  useEffect(() => load(firstIndex, lastIndex), [load, firstIndex, lastIndex]);

  return (
    <tbody ref={body}>
      <Gap height={first ? first.start - top : 0} />
      {items.map(({ index, key }) => {
        const row = rows.rowAt(index);
        return row ? (
          <ResultTableRow
            key={key}
            row={row}
            to={resultHref(query, { page: Math.floor(index / PAGE_SIZE) + 1, result: row.id })}
            hasExpected={hasExpected}
            isOpened={row.id === openedId}
            index={index}
            measure={virtualizer.measureElement}
          />
        ) : (
          <tr
            key={key}
            data-index={index}
            aria-rowindex={index + 2}
            className="h-[65px] border-b border-rule"
          >
            <td colSpan={ALWAYS_SHOWN_COLUMNS} className="px-2 text-sm text-muted">
              Loading…
            </td>
          </tr>
        );
      })}
      <Gap height={last ? virtualizer.getTotalSize() - (last.end - top) : 0} />
    </tbody>
  );
}

function Gap({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden>
      {/* As an attribute: the page's policy lets no style attribute through. */}
      <td height={Math.round(height)} className="p-0" />
    </tr>
  );
}
