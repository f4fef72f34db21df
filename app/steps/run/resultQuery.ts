/** Which results the table shows, as the address says it: sorting, searching and opening a row need no script. */

import {
  MAX_SEARCH_LENGTH,
  type ResultFilter,
  type ResultSorting,
  resultFilters,
  resultSortings,
} from '../../../contract/results.ts';
import { MAX_PROMPT_LENGTHS } from '../../../contract/suites.ts';
import type { ResultsInput } from '../../lib/api.ts';
import { steps } from '../../lib/steps.ts';

export const PAGE_SIZE = 50;

export interface ResultQuery {
  run: string;
  sort: ResultSorting;
  direction: 'asc' | 'desc';
  filter: ResultFilter;
  /** Empty for all. */
  category: string;
  search: string;
  /** From 1. */
  page: number;
  /** The one that is opened: its page is shown. */
  result: string | null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads an address. Whatever it does not know falls back to the default. */
export function readResultQuery(run: string, params: URLSearchParams): ResultQuery {
  const page = Number(params.get('page'));
  return {
    run,
    sort: resultSortings.find((key) => key === params.get('sort')) ?? 'promptIndex',
    direction: params.get('direction') === 'desc' ? 'desc' : 'asc',
    filter: resultFilters.find((name) => name === params.get('filter')) ?? 'all',
    category: (params.get('category') ?? '').slice(0, MAX_PROMPT_LENGTHS.category),
    search: (params.get('search') ?? '').slice(0, MAX_SEARCH_LENGTH),
    page: Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1,
    result: UUID.test(params.get('result') ?? '') ? params.get('result') : null,
  };
}

/** The same as the API takes it. */
export function toResultsInput({ run, page, result, ...query }: ResultQuery): ResultsInput {
  return {
    ...query,
    testRunId: run,
    limit: PAGE_SIZE,
    offset: (page - 1) * PAGE_SIZE,
    resultId: result ?? undefined,
  };
}

/** Where a result's row is, opened; the fragment brings it into view without scripts, too. */
export function resultPath({ runId, resultId }: { runId: string; resultId: string }): string {
  const params = new URLSearchParams({ run: runId, result: resultId });
  return `${steps.batch.path}?${params}#${resultAnchor(resultId)}`;
}

export const resultAnchor = (id: string): string => `result-${id}`;

/** An address that shows the results with some of this changed; anew from the first page, with none opened. */
export function resultHref(query: ResultQuery, change: Partial<ResultQuery>): string {
  const changed = { ...query, page: 1, result: null, ...change };
  const { run, sort, direction, filter, category, search, page, result } = changed;
  const params = new URLSearchParams({ run });
  if (sort !== 'promptIndex') params.set('sort', sort);
  if (direction !== 'asc') params.set('direction', direction);
  if (filter !== 'all') params.set('filter', filter);
  if (category !== '') params.set('category', category);
  if (search !== '') params.set('search', search);
  if (page !== 1) params.set('page', String(page));
  if (result !== null) params.set('result', result);
  return `?${params}`;
}

/** The address that opens the first or the last row of a page. */
export function pageEdgeHref(query: ResultQuery, page: number, edge: 'first' | 'last'): string {
  return `${resultHref(query, { page })}&open=${edge}`;
}

/** A click on the column in force reverses it; another one starts ascending. */
export function sortChange(query: ResultQuery, sort: ResultSorting): Partial<ResultQuery> {
  const isReversed = query.sort === sort && query.direction === 'asc';
  return { sort, direction: isReversed ? 'desc' : 'asc' };
}
