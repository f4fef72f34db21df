import type { RunResult } from '../../../lib/api.ts';
import { PAGE_SIZE, type ResultQuery } from '../resultQuery.ts';
import { resultRow } from './resultRow.ts';
import type { ShownResults } from './shownResults.ts';

/** A page of results as the API has it, as the table shows it. */
export function toShownResults(
  query: ResultQuery,
  { results, total, offset }: { results: RunResult[]; total: number; offset: number },
): Pick<ShownResults, 'rows' | 'total' | 'query'> {
  const page = Math.floor(offset / PAGE_SIZE) + 1;
  return { rows: results.map(resultRow), total, query: { ...query, page } };
}
