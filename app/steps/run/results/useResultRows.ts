import { useCallback, useEffect, useReducer, useRef } from 'react';
import { byomClient } from '../../../lib/byomClient.ts';
import { PAGE_SIZE, resultHref, toResultsInput } from '../resultQuery.ts';
import { type ResultRow, resultRow } from './resultRow.ts';
import type { ShownResults } from './shownResults.ts';

/** Whoever scrolls past does not ask for all that flies by. */
const SCROLLING_PAUSE_MS = 60;

/** The rows of all pages, as far as they have come. */
export interface ResultRows {
  /** Undefined until its page is there. */
  rowAt(index: number): ResultRow | undefined;
  /** -1 where it is none of those that have come. */
  indexOf(id: string): number;
  /** Asks for the pages of these rows, unless they are there. */
  load(firstIndex: number, lastIndex: number): void;
}

interface LoadedPage {
  rows: ResultRow[];
  /** What the results counted to when it was loaded: a grade that changed may have changed any row. */
  version: string;
}

/** Loads further pages in the background, beside the one that the page came with. */
export function useResultRows({ rows, query, total, facets }: ShownResults): ResultRows {
  const view = resultHref(query, {});
  const version = `${total} ${JSON.stringify(facets)}`;
  const pages = useRef(new Map<number, LoadedPage>());
  const shownView = useRef(view);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  if (shownView.current !== view) {
    shownView.current = view;
    pages.current = new Map();
  }
  pages.current.set(query.page, { rows, version });

  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asked = useRef(new AbortController());
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was asked for is of another view
  useEffect(() => {
    asked.current = new AbortController();
    return () => {
      clearTimeout(timer.current);
      asked.current.abort();
    };
  }, [view, version]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the view says what the query is
  const load = useCallback(
    (firstIndex: number, lastIndex: number) => {
      const missing = pagesOf(firstIndex, Math.min(lastIndex, total - 1)).filter(
        (page) => pages.current.get(page)?.version !== version,
      );
      clearTimeout(timer.current);
      if (missing.length === 0) return;
      timer.current = setTimeout(() => missing.map(loadPage), SCROLLING_PAUSE_MS);
    },
    [view, version, total],
  );

  async function loadPage(page: number) {
    const { signal } = asked.current;
    const known = pages.current;
    try {
      const input = toResultsInput({ ...query, page, result: null });
      const { batch } = await byomClient();
      const { results } = await batch.results.query(input, { signal });
      if (signal.aborted) return;
      known.set(page, { rows: results.map(resultRow), version });
      redraw();
    } catch {
      // Its rows stay empty, and are asked for anew when somebody scrolls there again.
    }
  }

  return {
    rowAt: (index) => pages.current.get(Math.floor(index / PAGE_SIZE) + 1)?.rows[index % PAGE_SIZE],
    indexOf(id) {
      for (const [page, loaded] of pages.current) {
        const at = loaded.rows.findIndex((row) => row.id === id);
        if (at >= 0) return (page - 1) * PAGE_SIZE + at;
      }
      return -1;
    },
    load,
  };
}

/** Numbers of the pages, from 1, that hold the rows between two. */
function pagesOf(firstIndex: number, lastIndex: number): number[] {
  const first = Math.floor(firstIndex / PAGE_SIZE) + 1;
  const last = Math.floor(lastIndex / PAGE_SIZE) + 1;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
