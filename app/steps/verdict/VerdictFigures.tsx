import type { RunComparison } from '../../../contract/runComparison.ts';
import { pointsText } from '../../../contract/verdictFigures.ts';
import { formatCount } from '../../lib/format.ts';
import { Metric } from '../../ui/Metric.tsx';
import { MarginForm } from './MarginForm.tsx';
import type { VerdictQuery } from './verdictQuery.ts';
import { formatAmount, formatPoints, formatPValue, rightCounts } from './verdictText.ts';

/** The figures that the verdict follows from, and the margin that it goes by. */
export function VerdictFigures({
  comparison,
  query,
  wrongMargin,
}: {
  comparison: RunComparison;
  query: VerdictQuery;
  wrongMargin: string | null;
}) {
  const { n, difference, interval, pValue, smallestVisibleDifference, margin } = comparison;
  return (
    <div className="grid gap-x-12 gap-y-8 lg:grid-cols-[3fr_2fr]">
      <dl className="grid grid-cols-2 content-start gap-x-6 gap-y-4 sm:grid-cols-3">
        <Metric
          name="Difference"
          value={difference === null ? null : `${formatPoints(difference, margin)} points`}
        >
          {interval &&
            `95 % between ${interval.map((end) => formatPoints(end, margin)).join(' and ')}`}
        </Metric>
        <Metric name="p-value" value={pValue === null ? null : formatPValue(pValue)}>
          {rightCounts(comparison) ? 'McNemar, mid-p' : 'sign-flip permutation'}
        </Metric>
        <Metric name="Pairs" value={formatCount(n)} />
        <Metric
          name="Smallest visible difference"
          value={
            smallestVisibleDifference === null
              ? null
              : `${formatAmount(smallestVisibleDifference)} points`
          }
          unknown="none"
        >
          with so many pairs
        </Metric>
        <Metric name="Non-inferior" value={comparison.nonInferior ? 'yes' : 'no'}>
          by a margin of {pointsText(margin)}
        </Metric>
      </dl>
      <MarginForm query={query} wrong={wrongMargin} />
    </div>
  );
}
