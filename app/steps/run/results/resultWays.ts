import { PAGE_SIZE, pageEdgeHref, type ResultQuery, resultHref } from '../resultQuery.ts';

/** Where one goes from an opened result; null where there is nothing. */
export interface ResultWays {
  next: string | null;
  previous: string | null;
  first: string | null;
  last: string | null;
  close: string;
  /** Place among the results that match, from 1; 0 where it is none of them. */
  position: number;
}

/** From a row to those beside it, across the pages. */
export function waysFrom({
  ids,
  openedId,
  query,
  total,
}: {
  /** Of the rows of the page. */
  ids: string[];
  openedId: string | null;
  query: ResultQuery;
  total: number;
}): ResultWays {
  const { page } = query;
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
  const at = openedId === null ? -1 : ids.indexOf(openedId);
  const to = (id: string | undefined) => (id ? resultHref(query, { page, result: id }) : null);
  const isFirst = at === 0 && page === 1;
  const isLast = at === ids.length - 1 && page === pages;
  return {
    // What is opened and no longer among them, as a grade may have it, leads back to the page.
    next: to(ids[at + 1]) ?? (page < pages ? pageEdgeHref(query, page + 1, 'first') : null),
    previous:
      to(ids[at - 1]) ?? (at === 0 && page > 1 ? pageEdgeHref(query, page - 1, 'last') : null),
    first: total === 0 || isFirst ? null : pageEdgeHref(query, 1, 'first'),
    last: total === 0 || isLast ? null : pageEdgeHref(query, pages, 'last'),
    close: resultHref(query, { page }),
    position: at < 0 ? 0 : (page - 1) * PAGE_SIZE + at + 1,
  };
}
