import { Link } from '@remix-run/react';
import { outcomes } from '../../../../contract/outcomes.ts';
import { type ResultFilter, resultFilterDefinitions } from '../../../../contract/results.ts';
import { formatCount } from '../../../lib/format.ts';
import { type ResultQuery, resultHref } from '../resultQuery.ts';

/** Shown also where nothing passes them: that none was truncated is worth knowing. */
const alwaysShown = [
  'all',
  'correct',
  'incorrect',
  'failed',
  'truncated',
  'ungraded',
] as const satisfies ResultFilter[];

/** The rest, by what is found: how calls ended that were not answered, and what a person graded otherwise. */
const shownIfAny = [
  ...outcomes.filter(
    (outcome): outcome is Exclude<typeof outcome, 'answered' | 'failed' | 'truncated'> =>
      !['answered', 'failed', 'truncated'].includes(outcome),
  ),
  'disagrees',
] as const satisfies ResultFilter[];

/** Narrows the results to those that ended in one way, with how many there are of each. */
export function FacetList({
  counts,
  query,
}: {
  counts: Record<ResultFilter, number>;
  query: ResultQuery;
}) {
  const chosen = query.filter;
  const shown: ResultFilter[] = [
    ...alwaysShown,
    ...shownIfAny.filter((name) => counts[name] > 0 || name === chosen),
    ...(chosen === 'answered' ? [chosen] : []),
  ];
  return (
    <nav aria-label="Filter by grade">
      <ul className="flex gap-x-2 gap-y-1 overflow-x-auto sm:flex-wrap lg:block">
        {shown.map((name) => (
          <li key={name} className="shrink-0">
            <Facet
              label={resultFilterDefinitions[name].label}
              count={counts[name]}
              isChosen={name === chosen}
              to={resultHref(query, { filter: name })}
            />
          </li>
        ))}
      </ul>
    </nav>
  );
}

const facetClass =
  'flex min-h-9 items-center justify-between gap-2 rounded-md px-2.5 text-[0.9375rem] lg:min-h-8';

function Facet({
  label,
  count,
  isChosen,
  to,
}: {
  label: string;
  count: number;
  isChosen: boolean;
  to: string;
}) {
  const content = (
    <>
      {label} <span className="figures text-sm">{formatCount(count)}</span>
    </>
  );
  if (count === 0 && !isChosen)
    return <span className={`${facetClass} text-muted`}>{content}</span>;
  return (
    <Link
      to={to}
      preventScrollReset
      aria-current={isChosen || undefined}
      className={`${facetClass} ${isChosen ? 'bg-accent-soft font-medium text-accent-strong' : 'hover:bg-sunken'}`}
    >
      {content}
    </Link>
  );
}
