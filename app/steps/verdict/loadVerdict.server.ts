import { type AppLoadContext, redirect } from '@remix-run/node';
import { MAX_PROMPTS } from '../../../contract/suites.ts';
import type { Pair } from '../../lib/api.ts';
import { formProblem } from '../../lib/formProblem.ts';
import { runNotFound, throwIfSessionEnded } from '../../lib/wizardSession.server.ts';
import { sidesOf } from './chosenRuns.ts';
import { comparisonPath } from './comparisonPath.ts';
import type { ListedPair, ShownPairs } from './PairList.tsx';
import type { ShownVerdict } from './VerdictView.tsx';
import {
  PAIRS_PER_PAGE,
  pairHref,
  readVerdictQuery,
  type VerdictQuery,
  verdictSearch,
  wrongMargin,
} from './verdictQuery.ts';

/** What is shown of a prompt in a list of them. */
const MAX_LISTED_PROMPT = 300;

const sideLabels = { candidate: 'The candidate', baseline: 'The baseline' };

/**
 * The comparison that an address names. With an opened pair, the page of the list that holds it.
 * @returns `refused` where these two cannot be held against each other: why
 */
export async function loadVerdict(
  context: AppLoadContext,
  params: URLSearchParams,
): Promise<Omit<ShownVerdict, 'problem'> | { refused: string }> {
  const { api } = context;
  if (params.has('with')) throw redirect(await chosenPath(context, params));
  const query = readVerdictQuery(params);
  const { candidate, baseline, margin } = query;
  try {
    const [{ flips: _flips, nextFlipsOffset: _next, ...comparison }, runs] = await Promise.all([
      // Flips are read with the list: there are none behind so many.
      api.comparison.compare({ candidate, baseline, margin, flipsOffset: MAX_PROMPTS }),
      api.batch.list(),
    ]);
    const runOf = (id: string) => {
      const run = runs.find((each) => each.id === id);
      if (!run) throw runNotFound();
      return run;
    };
    const shown = {
      comparison,
      runs: { candidate: runOf(candidate), baseline: runOf(baseline) },
      query,
      wrongMargin: wrongMargin(params),
    };
    if (!comparison.final) return { ...shown, metrics: null, pairs: null, votes: [] };
    const [ofCandidate, ofBaseline, pairs, votes] = await Promise.all([
      api.batch.metrics({ testRunId: candidate }),
      api.batch.metrics({ testRunId: baseline }),
      loadPairs(context, query, params.get('open')),
      api.blindVote.list({ candidate, baseline }),
    ]);
    return { ...shown, metrics: { candidate: ofCandidate, baseline: ofBaseline }, pairs, votes };
  } catch (error) {
    throwIfSessionEnded(context, error);
    const problem = context.foreseenProblem(error);
    if (problem?.kind === 'run_not_found') throw runNotFound();
    if (problem?.kind !== 'invalid_input') throw error;
    const { fieldErrors, formError } = formProblem(problem, sideLabels);
    return { refused: [...Object.values(fieldErrors), formError ?? ''].join(' ').trim() };
  }
}

/** Where a run is held against another one that was chosen beside it. */
async function chosenPath({ api }: AppLoadContext, params: URLSearchParams): Promise<string> {
  const runs = await api.batch.list();
  const [run, other] = ['run', 'with'].map((name) =>
    runs.find(({ id }) => id === params.get(name)),
  );
  if (!run || !other) throw runNotFound();
  return comparisonPath(sidesOf(run, other));
}

/**
 * @param open `first` or `last`: leads to that pair of the page
 */
async function loadPairs(
  context: AppLoadContext,
  query: VerdictQuery,
  open: string | null,
): Promise<ShownPairs> {
  const { candidate, baseline, show, category, page, pair } = query;
  const wanted = {
    candidate,
    baseline,
    states: [...show],
    category: category === '' ? undefined : category,
  };
  const first = await context.api.comparison.pairs({
    ...wanted,
    offset: (page - 1) * PAIRS_PER_PAGE,
    limit: PAIRS_PER_PAGE,
    promptKey: pair ?? undefined,
  });
  if (first.offset >= first.total && page > 1) {
    const last = Math.max(1, Math.ceil(first.total / PAIRS_PER_PAGE));
    throw redirect(verdictSearch(query, { page: last }));
  }
  const pairs = first.pairs.map(toListed);
  const isOpened = ({ promptKey }: ListedPair) => promptKey === pair;
  let opened = first.pairs.find(isOpened) ?? null;
  // Of long answers fewer come at once.
  for (let next = first.nextOffset; next !== null && pairs.length < PAIRS_PER_PAGE; ) {
    const limit = PAIRS_PER_PAGE - pairs.length;
    const more = await context.api.comparison.pairs({ ...wanted, offset: next, limit });
    pairs.push(...more.pairs.map(toListed));
    opened ??= more.pairs.find(isOpened) ?? null;
    next = more.nextOffset;
  }
  const edge = { first: pairs[0], last: pairs.at(-1) }[open ?? ''];
  if (edge) throw redirect(pairHref(query, edge.promptKey));
  if (pair !== null) opened ??= await loadPair(context, query, pair);
  return { pairs, total: first.total, offset: first.offset, opened };
}

/** A pair that an address opens and that is not among those that are listed; null where there is none. */
async function loadPair(
  { api }: AppLoadContext,
  { candidate, baseline }: VerdictQuery,
  promptKey: string,
): Promise<Pair | null> {
  const { pairs } = await api.comparison.pairs({ candidate, baseline, promptKey, limit: 1 });
  return pairs.find((pair) => pair.promptKey === promptKey) ?? null;
}

/** An answer may be long, and only the opened pair shows any. */
function toListed({ promptKey, prompt, category, state }: Pair): ListedPair {
  return { promptKey, prompt: prompt.slice(0, MAX_LISTED_PROMPT).toWellFormed(), category, state };
}
