import { byomClient } from '../../../lib/byomClient.ts';
import { readResultQuery, resultHref, toResultsInput } from '../resultQuery.ts';
import { readRunTab } from '../runTabs.ts';
import type { ShownResults } from './shownResults.ts';
import { toShownResults } from './toShownResults.ts';

/** The results that a page shows, and the address that it has them from. */
export interface KnownResults {
  params: URLSearchParams;
  results: ShownResults;
}

/**
 * The results of a run narrowed, sorted or opened in another way, asked for by the browser itself: all else on the page
 * stays as it is. Null where the address asks for more than that, or for what is shown already, which is to be brought
 * up to date. See docs/decisions/0046.
 */
export async function narrowedResults(
  known: KnownResults,
  params: URLSearchParams,
): Promise<ShownResults | null> {
  const run = params.get('run') ?? '';
  const isSameTab = known.params.get('run') === run && readRunTab(params) === 'results';
  const query = readResultQuery(run, params);
  const isSame =
    addressOf(query) === addressOf(readResultQuery(run, known.params)) || params.has('open');
  if (!isSameTab || isSame) return null;
  const { batch } = await byomClient();
  const { category, search } = query;
  const [facets, page] = await Promise.all([
    batch.facets.query({ testRunId: run, category, search }),
    batch.results.query(toResultsInput(query)),
  ]);
  const opened = page.results.find(({ id }) => id === query.result) ?? null;
  // What is opened and none of them is looked for by the server.
  if (query.result !== null && !opened) return null;
  return { ...known.results, facets, ...toShownResults(query, page), opened };
}

const addressOf = (query: ReturnType<typeof readResultQuery>) =>
  resultHref(query, { page: query.page, result: query.result });
