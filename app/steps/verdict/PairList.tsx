import { Link } from '@remix-run/react';
import { useRef, useState } from 'react';
import { type PairState, pairStateLabels } from '../../../contract/runComparison.ts';
import type { Pair } from '../../lib/api.ts';
import { Badge } from '../../ui/Badge.tsx';
import { ButtonLink } from '../../ui/Button.tsx';
import { Section } from '../../ui/Section.tsx';
import { PairDetail, type PairSides } from './PairDetail.tsx';
import { PairFilterForm } from './PairFilterForm.tsx';
import { usePairFocus } from './usePairFocus.ts';
import { type PairWays, usePairKeys } from './usePairKeys.ts';
import {
  isFlips,
  PAIRS_ID,
  PAIRS_PER_PAGE,
  pairAnchor,
  pairHref,
  pairsHref,
  type VerdictQuery,
  verdictSearch,
} from './verdictQuery.ts';

/** A pair as a line of the list. */
export interface ListedPair {
  promptKey: string;
  prompt: string;
  category: string | null;
  state: PairState;
}

export interface ShownPairs {
  /** A page of those that match. */
  pairs: ListedPair[];
  /** All that match. */
  total: number;
  /** How many come before the page. */
  offset: number;
  /** It may match no longer, as when its grade was overruled. */
  opened: Pair | null;
}

/** The pairs that match, those that were lost first; one of them opened. */
export function PairList({
  shown: { pairs: matching, total, offset, opened },
  query,
  categories,
  sides,
}: {
  shown: ShownPairs;
  query: VerdictQuery;
  categories: string[];
  sides: PairSides;
}) {
  // It stays as it is from pair to pair.
  const [showsDiff, setShowsDiff] = useState(false);
  const page = Math.floor(offset / PAIRS_PER_PAGE) + 1;
  const pages = Math.ceil(total / PAIRS_PER_PAGE);
  const isAmong = matching.some(({ promptKey }) => promptKey === opened?.promptKey);
  const pairs = opened && !isAmong ? [opened, ...matching] : matching;
  const at = pairs.findIndex(({ promptKey }) => promptKey === opened?.promptKey);
  const ways = waysFrom({ pairs, at, query, page, pages });
  usePairKeys(ways);
  const list = useRef<HTMLOListElement>(null);
  usePairFocus(list, opened?.promptKey ?? null);
  return (
    <div id={PAIRS_ID} tabIndex={-1} className="scroll-mt-4">
      <Section title="Pairs" aside={<Keys />}>
        <PairFilterForm query={query} categories={categories} total={total} />
        <p role="status" className="sr-only">
          {opened && isAmong
            ? `Pair ${offset + at + 1} of ${total} is open: ${pairStateLabels[opened.state].label.toLowerCase()}.`
            : ''}
        </p>
        {query.pair !== null && !opened && (
          <p className="mb-4 text-sm">These two runs have no such pair as the address names.</p>
        )}
        {pairs.length === 0 ? (
          <p className="border-t border-rule py-10 text-center text-muted">
            {isFlips(query.show) && query.category === ''
              ? 'No flips: no pair is right on one side only.'
              : 'No pair matches. Try another filter.'}
          </p>
        ) : (
          <ol ref={list} className="border-t border-rule">
            {pairs.map((pair, index) => (
              <li
                key={pair.promptKey}
                id={pairAnchor(pair.promptKey)}
                className="scroll-mt-6 border-b border-rule"
              >
                <PairLine
                  pair={pair}
                  isOpen={index === at}
                  to={index === at && ways.close ? ways.close : pairHref(query, pair.promptKey)}
                />
                {opened && index === at && (
                  <PairDetail
                    pair={opened}
                    sides={sides}
                    showsDiff={showsDiff}
                    onDiff={setShowsDiff}
                  >
                    {!isAmong && (
                      <p className="text-sm text-muted">
                        It is not among the pairs that are listed below.
                      </p>
                    )}
                    <PairNavigation ways={ways} />
                  </PairDetail>
                )}
              </li>
            ))}
          </ol>
        )}
        {pages > 1 && <Pages query={query} page={page} pages={pages} />}
      </Section>
    </div>
  );
}

function Keys() {
  return (
    <span className="hidden md:inline">
      <kbd className="figures">j</kbd> next, <kbd className="figures">k</kbd> previous,{' '}
      <kbd className="figures">Esc</kbd> closes
    </span>
  );
}

function PairLine({
  pair: { prompt, category, state },
  isOpen,
  to,
}: {
  pair: ListedPair;
  isOpen: boolean;
  to: string;
}) {
  const { label, tone } = pairStateLabels[state];
  return (
    <Link
      to={to}
      preventScrollReset
      prefetch="none"
      aria-expanded={isOpen}
      className={`flex flex-wrap items-baseline gap-x-3 gap-y-1 py-2.5 hover:text-accent sm:flex-nowrap ${isOpen ? 'bg-accent-soft px-2' : ''}`}
    >
      <span className="w-28 shrink-0">
        <Badge tone={tone}>{label}</Badge>
      </span>
      <span dir="auto" className="line-clamp-2 min-w-0 flex-1 basis-48 wrap-anywhere">
        {prompt}
      </span>
      {category && (
        <span className="max-w-48 truncate text-sm text-muted sm:w-48 sm:text-right">
          {category}
        </span>
      )}
    </Link>
  );
}

function PairNavigation({ ways: { next, previous, close } }: { ways: PairWays }) {
  return (
    <nav aria-label="From pair to pair" className="flex flex-wrap gap-3">
      {previous && (
        <ButtonLink to={previous} preventScrollReset>
          Previous pair
        </ButtonLink>
      )}
      {next && (
        <ButtonLink to={next} preventScrollReset>
          Next pair
        </ButtonLink>
      )}
      {close && (
        <ButtonLink to={close} preventScrollReset variant="quiet">
          Close
        </ButtonLink>
      )}
    </nav>
  );
}

function Pages({ query, page, pages }: { query: VerdictQuery; page: number; pages: number }) {
  const to = (changed: number) => pairsHref(query, { page: changed });
  return (
    <nav aria-label="Pages of pairs" className="mt-4 flex items-center justify-between gap-3">
      <span className="flex-1">
        {page > 1 && <ButtonLink to={to(page - 1)}>Previous</ButtonLink>}
      </span>
      <span className="figures text-sm text-muted">
        page {page} of {pages}
      </span>
      <span className="flex flex-1 justify-end">
        {page < pages && <ButtonLink to={to(page + 1)}>Next</ButtonLink>}
      </span>
    </nav>
  );
}

/** From a pair to those beside it; from the last one of a page to the first one of the next. */
function waysFrom({
  pairs,
  at,
  query,
  page,
  pages,
}: {
  pairs: ListedPair[];
  /** -1 where none is open. */
  at: number;
  query: VerdictQuery;
  page: number;
  pages: number;
}): PairWays {
  const to = (pair: ListedPair | undefined) => (pair ? pairHref(query, pair.promptKey) : null);
  const acrossTo = (changed: number, edge: 'first' | 'last') =>
    `${verdictSearch(query, { page: changed })}&open=${edge}`;
  return {
    next: to(pairs[at + 1]) ?? (page < pages ? acrossTo(page + 1, 'first') : null),
    previous: to(pairs[at - 1]) ?? (at === 0 && page > 1 ? acrossTo(page - 1, 'last') : null),
    close: at < 0 ? null : verdictSearch(query, { page }),
  };
}
