/** Which two runs a page compares, and which of their pairs it lists, as the address says it. */
import {
  DEFAULT_MARGIN,
  flipStates,
  MAX_MARGIN,
  type PairState,
  pairStates,
} from '../../../contract/runComparison.ts';
import { MAX_PROMPT_LENGTHS } from '../../../contract/suites.ts';

export const PAIRS_PER_PAGE = 50;

export interface VerdictQuery {
  /** Ids of runs. */
  candidate: string;
  baseline: string;
  /** In points. */
  margin: number;
  /** The pairs that are listed. */
  show: readonly PairState[];
  /** Empty for all. */
  category: string;
  /** From 1. */
  page: number;
  /** Key of the prompt whose pair is opened; its page is shown. */
  pair: string | null;
}

/** What stands in the address for all states. */
export const ALL_STATES = 'all';

const PROMPT_KEY = /^[\w-]{1,100}\.\d{1,6}$/;

/** Reads an address. Whatever it does not know falls back to the default. */
export function readVerdictQuery(params: URLSearchParams): VerdictQuery {
  const page = Number(params.get('page'));
  const pair = params.get('pair') ?? '';
  return {
    candidate: params.get('candidate') ?? '',
    baseline: params.get('baseline') ?? '',
    margin: readMargin(params) ?? DEFAULT_MARGIN,
    show: readStates(params.get('show') ?? ''),
    category: (params.get('category') ?? '').slice(0, MAX_PROMPT_LENGTHS.category),
    page: Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1,
    pair: PROMPT_KEY.test(pair) ? pair : null,
  };
}

/** A margin that was typed and is none, to be shown again; null where there is nothing wrong. */
export function wrongMargin(params: URLSearchParams): string | null {
  return params.has('margin') && readMargin(params) === null ? params.get('margin') : null;
}

/** A query string that shows a comparison with some of this changed; its list anew from the first page. */
export function verdictSearch(query: VerdictQuery, change: Partial<VerdictQuery> = {}): string {
  const changed = { ...query, page: 1, pair: null, ...change };
  const { candidate, baseline, margin, show, category, page, pair } = changed;
  const params = new URLSearchParams({ candidate, baseline });
  if (margin !== DEFAULT_MARGIN) params.set('margin', String(margin));
  if (!isFlips(show)) params.set('show', statesText(show));
  if (category !== '') params.set('category', category);
  if (pair !== null) params.set('pair', pair);
  else if (page !== 1) params.set('page', String(page));
  return `?${params}`;
}

/** Where some pairs are listed; the fragment brings the list into view. */
export function pairsHref(query: VerdictQuery, change: Partial<VerdictQuery>): string {
  return `${verdictSearch(query, change)}#${PAIRS_ID}`;
}

/** Where a pair is, opened. */
export function pairHref(query: VerdictQuery, pair: string): string {
  return `${verdictSearch(query, { pair })}#${pairAnchor(pair)}`;
}

export const PAIRS_ID = 'pairs';
export const pairAnchor = (promptKey: string): string => `pair-${promptKey}`;

/** States as the address has them. */
export function statesText(states: readonly PairState[]): string {
  return states.length === pairStates.length ? ALL_STATES : states.join(',');
}

/** Flips are what is listed where nothing is said. */
export function isFlips(states: readonly PairState[]): boolean {
  return states.length === flipStates.length && flipStates.every((state) => states.includes(state));
}

function readStates(text: string): readonly PairState[] {
  if (text === ALL_STATES) return pairStates;
  const named = text.split(',');
  const states = pairStates.filter((state) => named.includes(state));
  return states.length > 0 ? states : flipStates;
}

/** Null for what is no margin. */
function readMargin(params: URLSearchParams): number | null {
  const text = params.get('margin')?.trim() ?? '';
  const margin = Number(text);
  return text !== '' && margin > 0 && margin <= MAX_MARGIN ? margin : null;
}
