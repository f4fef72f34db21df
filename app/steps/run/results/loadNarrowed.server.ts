import type { AppLoadContext } from '@remix-run/node';
import { readResultQuery, toResultsInput } from '../resultQuery.ts';
import type { ShownResults } from './shownResults.ts';
import { toShownResults } from './toShownResults.ts';

/** What another filter, order or row changes on the page of a run. */
export type NarrowedResults = Pick<ShownResults, 'facets' | 'rows' | 'total' | 'query' | 'opened'>;

/** `opened` is null where it is none of the rows, too. */
export async function loadNarrowed(
  { api: { batch } }: AppLoadContext,
  params: URLSearchParams,
): Promise<NarrowedResults> {
  const testRunId = params.get('run') ?? '';
  const query = readResultQuery(testRunId, params);
  const { category, search } = query;
  const [facets, page] = await Promise.all([
    batch.facets({ testRunId, category, search }),
    batch.results(toResultsInput(query)),
  ]);
  const opened = page.results.find(({ id }) => id === query.result) ?? null;
  return { facets, ...toShownResults(query, page), opened };
}
