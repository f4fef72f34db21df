import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { ShareBar } from '../../../charts/ShareBar.tsx';
import type { Accuracy, CategoryCount } from '../../../lib/api.ts';
import { formatCount, formatPercent, formatPercentRange } from '../../../lib/format.ts';
import { type ResultQuery, resultHref } from '../resultQuery.ts';

/** On a phone they stand in one line that scrolls, so that the table is not far below. */
const partsClass =
  'relative flex gap-x-4 overflow-x-auto *:w-36 *:shrink-0 sm:grid sm:grid-cols-2 sm:*:w-auto lg:grid-cols-1';

/** More are folded up. */
const MAX_SHOWN = 6;

interface Part {
  name: string;
  /** Its results. */
  count: number;
  /** Null where nothing of it was graded. */
  accuracy: Accuracy | null;
}

/** The accuracy of each category with its interval, the worst first; a click narrows the results to it. */
export function CategoryBars({
  categories,
  accuracies,
  query,
}: {
  categories: CategoryCount[];
  accuracies: ({ name: string } & Accuracy)[];
  query: ResultQuery;
}) {
  const isChosen = (name: string) => name.toLowerCase() === query.category.toLowerCase();
  const parts = worstFirst(
    categories.map(({ category, count }) => ({
      name: category,
      count,
      accuracy: accuracies.find(({ name }) => name === category) ?? null,
    })),
  );
  if (parts.length < 2 && query.category === '') return null;
  const line = ({ name, count, accuracy }: Part) => (
    <li key={name}>
      <Link
        to={resultHref(query, { category: isChosen(name) ? '' : name })}
        preventScrollReset
        aria-current={isChosen(name) || undefined}
        className={`block rounded-md px-2.5 py-1.5 ${isChosen(name) ? 'bg-accent-soft' : 'hover:bg-sunken'}`}
      >
        <PartLine name={name} count={count} accuracy={accuracy} />
      </Link>
    </li>
  );
  const folded = parts.slice(MAX_SHOWN);
  return (
    <nav aria-label="Filter by category">
      <PartsHeading>By category</PartsHeading>
      <ul className={partsClass}>
        {query.category !== '' && (
          <li>
            <Link
              to={resultHref(query, { category: '' })}
              preventScrollReset
              className="link block px-2.5 py-1.5 text-[0.9375rem]"
            >
              All categories
            </Link>
          </li>
        )}
        {parts.slice(0, MAX_SHOWN).map(line)}
      </ul>
      {folded.length > 0 && (
        <details open={folded.some(({ name }) => isChosen(name)) || undefined}>
          <summary className="link w-fit cursor-pointer px-2.5 py-1.5 text-sm">
            {formatCount(folded.length)} more
          </summary>
          <ul className={partsClass}>{folded.map(line)}</ul>
        </details>
      )}
    </nav>
  );
}

/** The accuracy of each part of a data set, such as the levels of a pooled suite. */
export function SplitBars({ splits }: { splits: ({ name: string } & Accuracy)[] }) {
  if (splits.length === 0) return null;
  const parts = splits.map(({ name, ...accuracy }) => ({ name, count: accuracy.graded, accuracy }));
  return (
    <section aria-label="Accuracy by split">
      <PartsHeading>By split</PartsHeading>
      <ul className={partsClass}>
        {worstFirst(parts).map((part) => (
          <li key={part.name} className="px-2.5 py-1.5">
            <PartLine {...part} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function PartsHeading({ children }: { children: ReactNode }) {
  return <h2 className="px-2.5 pb-1 text-sm font-medium text-muted">{children}</h2>;
}

function PartLine({ name, count, accuracy }: Part) {
  const { accuracy: share, accuracyLow: low, accuracyHigh: high } = accuracy ?? {};
  const isKnown = typeof share === 'number' && typeof low === 'number' && typeof high === 'number';
  return (
    <>
      <span className="flex items-baseline justify-between gap-3 text-[0.9375rem]">
        <span className="min-w-0 truncate" title={name}>
          <bdi>{name}</bdi>
        </span>
        <span className="figures shrink-0 text-sm">
          {isKnown ? formatPercent(share) : formatCount(count)}
        </span>
      </span>
      {accuracy && isKnown && (
        <>
          <ShareBar share={share} low={low} high={high} className="mt-1 h-1.5" />
          <span className="sr-only">
            {formatCount(accuracy.correct)} of {formatCount(accuracy.graded)} correct, 95 % interval{' '}
            {formatPercentRange(low, high)}
            {accuracy.leftOut > 0 && `, ${formatCount(accuracy.leftOut)} left out`}
          </span>
        </>
      )}
    </>
  );
}

/** Those of which nothing was graded come last. */
function worstFirst(parts: Part[]): Part[] {
  const shareOf = ({ accuracy }: Part) => accuracy?.accuracy ?? 101;
  return parts.toSorted((a, b) => shareOf(a) - shareOf(b) || a.name.localeCompare(b.name, 'en'));
}
