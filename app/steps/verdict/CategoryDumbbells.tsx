import { Link } from '@remix-run/react';
import {
  type ComparedCategory,
  flipStates,
  pairStates,
  verdictLabels,
} from '../../../contract/runComparison.ts';
import { Dumbbell } from '../../charts/Dumbbell.tsx';
import { formatCount } from '../../lib/format.ts';
import { Badge } from '../../ui/Badge.tsx';
import { pairsHref, type VerdictQuery } from './verdictQuery.ts';
import { formatPoints, formatPointsInterval, formatPValue, rightCounts } from './verdictText.ts';

/** Each category from the baseline's share to the candidate's, the losses first. */
export function CategoryDumbbells({
  categories,
  query,
}: {
  categories: ComparedCategory[];
  query: VerdictQuery;
}) {
  const hasShares = categories.some((category) => rightCounts(category));
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <section className="relative overflow-x-auto" aria-label="Categories compared" tabIndex={0}>
        <table className="w-full border-collapse text-left text-[0.9375rem]">
          <thead>
            <tr className="border-b border-edge align-bottom text-sm text-muted">
              <th scope="col" className="min-w-28 py-2 pr-4 font-medium">
                Category
              </th>
              <th scope="col" className="py-2 pr-4 font-medium">
                Verdict
              </th>
              {hasShares && (
                <>
                  <th scope="col" className="py-2 pr-4 text-right font-medium">
                    Right, baseline → candidate
                  </th>
                  <th scope="col" className="w-1/4 min-w-32 px-2 py-2 font-medium">
                    <span className="flex justify-between font-normal" aria-hidden>
                      <span className="-translate-x-1/2">0</span>
                      <span>50</span>
                      <span className="translate-x-1/2">100{'\u202f'}%</span>
                    </span>
                    <span className="sr-only">Chart</span>
                  </th>
                </>
              )}
              <th scope="col" className="py-2 pl-4 text-right font-medium">
                Flips
              </th>
              <th scope="col" className="py-2 pl-4 text-right font-medium">
                Difference, points
              </th>
              <th scope="col" className="py-2 pl-4 text-right font-medium">
                95{'\u202f'}% interval
              </th>
              <th scope="col" className="py-2 pl-4 text-right font-medium">
                p, adjusted
              </th>
            </tr>
          </thead>
          <tbody>
            {categories.map((category) => (
              <Row
                key={category.category}
                category={category}
                hasShares={hasShares}
                query={query}
              />
            ))}
          </tbody>
        </table>
      </section>
      <p className="mt-3 text-sm text-muted">
        {hasShares && (
          <>
            Hollow dot: baseline. Filled dot: candidate. Coloured only where the difference can be
            told from chance.{' '}
          </>
        )}
        Each interval is by itself; p-values allow for the number of categories (Holm).
      </p>
    </>
  );
}

function Row({
  category,
  hasShares,
  query,
}: {
  category: ComparedCategory;
  hasShares: boolean;
  query: VerdictQuery;
}) {
  const { category: name, n, gained, lost, difference, interval, pAdjusted, verdict } = category;
  const right = rightCounts(category);
  const change = verdict === 'undecided' ? 'none' : verdict;
  const flips = gained + lost;
  return (
    <tr className="border-b border-rule">
      <th scope="row" className="py-2.5 pr-4 font-normal wrap-anywhere">
        <Link
          to={pairsHref(query, { show: flips > 0 ? flipStates : pairStates, category: name })}
          className="link"
        >
          {name}
        </Link>
      </th>
      <td className="py-2.5 pr-4">
        <Badge tone={verdictLabels[verdict].tone}>{verdictLabels[verdict].label}</Badge>
      </td>
      {hasShares && (
        <>
          <td className="figures py-2.5 pr-4 text-right whitespace-nowrap">
            {right ? `${right.baseline} → ${right.candidate} of ${n}` : `${formatCount(n)} pairs`}
          </td>
          <td className="px-2 py-2.5">
            {right && (
              <Dumbbell
                from={(100 * right.baseline) / n}
                to={(100 * right.candidate) / n}
                change={change}
              />
            )}
          </td>
        </>
      )}
      <td className="figures py-2.5 pl-4 text-right whitespace-nowrap text-muted">
        −{lost} +{gained}
      </td>
      <td className="figures py-2.5 pl-4 text-right">
        {difference === null ? 'unknown' : formatPoints(difference)}
      </td>
      <td className="figures py-2.5 pl-4 text-right whitespace-nowrap text-muted">
        {interval ? formatPointsInterval(interval) : 'unknown'}
      </td>
      <td className="figures py-2.5 pl-4 text-right whitespace-nowrap text-muted">
        {pAdjusted === null ? 'unknown' : formatPValue(pAdjusted)}
      </td>
    </tr>
  );
}
