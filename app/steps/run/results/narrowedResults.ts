import type { RunResult } from '../../../lib/api.ts';
import { steps } from '../../../lib/steps.ts';
import { readResultQuery, resultHref } from '../resultQuery.ts';
import { readRunTab } from '../runTabs.ts';
import type { NarrowedResults } from './loadNarrowed.server.ts';
import type { ShownResults } from './shownResults.ts';

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
  const response = await fetch(`${steps.batch.path}/narrowed?${params}`);
  if (!response.ok) return null;
  const narrowed: InJson<NarrowedResults> = await response.json();
  const { opened } = narrowed;
  // What is opened and none of the rows is looked for by the server.
  if (query.result !== null && !opened) return null;
  return {
    ...known.results,
    ...narrowed,
    opened: opened && { ...opened, createdAt: new Date(opened.createdAt) },
  };
}

/** The result that is opened, as JSON has it. */
type InJson<Shown extends NarrowedResults> = Omit<Shown, 'opened'> & {
  opened: (Omit<RunResult, 'createdAt'> & { createdAt: string }) | null;
};

const addressOf = (query: ReturnType<typeof readResultQuery>) =>
  resultHref(query, { page: query.page, result: query.result });
