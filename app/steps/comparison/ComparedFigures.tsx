import type { ReactNode } from 'react';
import { connectionRoleLabels } from '../../../contract/connectionRoles.ts';
import { metricLabels } from '../../../contract/metricLabels.ts';
import { runTitle } from '../../../contract/runs.ts';
import type { Run, SessionMetrics } from '../../lib/api.ts';
import { formatCount, formatMs, formatPercent, formatTokenRate } from '../../lib/format.ts';
import { Abbreviation } from '../../ui/Abbreviation.tsx';
import { Time } from '../../ui/Time.tsx';
import { formatInterval } from '../run/grades/formatInterval.ts';

/** The rows of the table, in order. Null is what was not measured. */
const figures: { name: ReactNode; key: string; value(metrics: SessionMetrics): string | null }[] = [
  {
    key: 'success',
    name: metricLabels.successRate,
    value: ({ successRate }) => known(successRate, formatPercent),
  },
  {
    key: 'accuracy',
    name: metricLabels.accuracy,
    value: ({ accuracy, correctPrompts, gradedPrompts }) =>
      known(accuracy, (share) => `${formatPercent(share)} (${correctPrompts} of ${gradedPrompts})`),
  },
  { key: 'accuracy-interval', name: 'Accuracy, 95 % interval', value: formatInterval },
  {
    key: 'left-out',
    name: 'Left out of grading',
    value: ({ leftOutPrompts }) => formatCount(leftOutPrompts),
  },
  {
    key: 'latency-p50',
    name: percentileOf(metricLabels.latency, 'p50'),
    value: ({ p50LatencyMs }) => known(p50LatencyMs, formatMs),
  },
  {
    key: 'latency-p95',
    name: percentileOf(metricLabels.latency, 'p95'),
    value: ({ p95LatencyMs }) => known(p95LatencyMs, formatMs),
  },
  {
    key: 'ttft-p50',
    name: percentileOf(<Abbreviation name="TTFT" />, 'p50'),
    value: ({ p50TtftMs }) => known(p50TtftMs, formatMs),
  },
  {
    key: 'speed-p50',
    name: percentileOf(metricLabels.speed, 'p50'),
    value: ({ p50OutputTokensPerSecond }) => known(p50OutputTokensPerSecond, formatTokenRate),
  },
  {
    key: 'output',
    name: metricLabels.outputTokens,
    value: ({ totalOutputTokens }) => known(totalOutputTokens, formatCount),
  },
];

/**
 * The figures of each run beside those of the others. They say how each did, not which is better. Runs that were
 * not started together are told apart by their suite and start.
 */
export function ComparedFigures({
  runs,
  metrics,
}: {
  runs: Run[];
  metrics: Record<string, SessionMetrics>;
}) {
  const areOneStart = new Set(runs.map(({ comparisonId, id }) => comparisonId ?? id)).size === 1;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <section className="overflow-x-auto" aria-label="Figures of each model" tabIndex={0}>
      <table className="w-full text-left text-[0.9375rem]">
        <thead>
          <tr className="border-b border-rule align-bottom">
            <th scope="col" className="py-2 pr-4 font-medium text-muted">
              Figure
            </th>
            {runs.map((run) => (
              <th key={run.id} scope="col" className="min-w-28 py-2 pr-4 font-medium wrap-anywhere">
                {run.modelName}
                {run.role && (
                  <span className="block text-sm font-normal text-muted">
                    {connectionRoleLabels[run.role]}
                  </span>
                )}
                {!areOneStart && (
                  <span className="block text-sm font-normal text-muted">
                    {runTitle(run)}, <Time at={run.startedAt} />
                  </span>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {figures.map(({ key, name, value }) => (
            <tr key={key} className="border-b border-rule">
              <th scope="row" className="py-2 pr-4 font-normal text-muted">
                {name}
              </th>
              {runs.map(({ id }) => {
                const ofRun = metrics[id];
                const shown = ofRun ? value(ofRun) : null;
                return (
                  <td key={id} className="figures py-2 pr-4">
                    {shown ?? <span className="text-muted">unknown</span>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function percentileOf(name: ReactNode, percentile: 'p50' | 'p95'): ReactNode {
  return (
    <>
      {name} <Abbreviation name={percentile} />
    </>
  );
}

function known(value: number | null, format: (value: number) => string): string | null {
  return value === null ? null : format(value);
}
