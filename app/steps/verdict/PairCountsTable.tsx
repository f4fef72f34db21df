import { Link } from '@remix-run/react';
import {
  type PairCounts,
  type PairState,
  pairStateLabels,
} from '../../../contract/runComparison.ts';
import { formatCount } from '../../lib/format.ts';
import { pairsHref, type VerdictQuery } from './verdictQuery.ts';

/** Pairs by which side was right, two by two. Each cell leads to its pairs, once they can be looked at. */
export function PairCountsTable({
  counts: { bothRight, bothWrong, gained, lost },
  query,
}: {
  counts: PairCounts;
  /** Null while there is nothing to look at. */
  query: VerdictQuery | null;
}) {
  return (
    <table className="w-full max-w-lg table-fixed border-collapse">
      <caption className="sr-only">Pairs by which side was right</caption>
      <thead>
        <tr className="text-left text-sm text-muted">
          <td className="w-20 sm:w-28" />
          <th scope="col" className="pb-2 pl-3 font-medium">
            Candidate right
          </th>
          <th scope="col" className="pb-2 pl-3 font-medium">
            Candidate wrong
          </th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <SideHeading>Baseline right</SideHeading>
          <Cell state="both_right" count={bothRight} query={query} />
          <Cell state="lost" count={lost} query={query} />
        </tr>
        <tr>
          <SideHeading>Baseline wrong</SideHeading>
          <Cell state="gained" count={gained} query={query} />
          <Cell state="both_wrong" count={bothWrong} query={query} />
        </tr>
      </tbody>
    </table>
  );
}

function SideHeading({ children }: { children: string }) {
  return (
    <th scope="row" className="py-3 pr-3 text-left align-top text-sm font-medium text-muted">
      {children}
    </th>
  );
}

const cellStyles: Partial<Record<PairState, string>> = {
  lost: 'bg-bad-soft text-bad',
  gained: 'bg-good-soft text-good',
};

function Cell({
  state,
  count,
  query,
}: {
  state: PairState;
  count: number;
  query: VerdictQuery | null;
}) {
  const content = (
    <>
      <span className="figures block text-3xl/9 font-medium">{formatCount(count)}</span>
      <span className="block text-sm">{pairStateLabels[state].label}</span>
    </>
  );
  const style = cellStyles[state] ?? 'bg-surface';
  return (
    <td className="border border-rule p-0">
      {query && count > 0 ? (
        <Link
          to={pairsHref(query, { show: [state], category: '' })}
          className={`block px-3 py-3 hover:underline ${style}`}
        >
          {content}
        </Link>
      ) : (
        <div className={`px-3 py-3 ${count > 0 ? style : 'text-muted'}`}>{content}</div>
      )}
    </td>
  );
}
