import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { metricLabels } from '../../../contract/metricLabels.ts';
import { runTitle } from '../../../contract/runs.ts';
import type { Run, SessionMetrics } from '../../lib/api.ts';
import { formatMs, formatPercent, formatTokenMs } from '../../lib/format.ts';
import { steps } from '../../lib/steps.ts';
import { Abbreviation } from '../../ui/Abbreviation.tsx';
import { Section } from '../../ui/Section.tsx';

/** The figures that the conversation is about, kept in view beside it. */
export function ChatSummary({
  run,
  isOfSeveral,
  metrics,
}: {
  run: Run | null;
  /** Whether the session has asked other models as well. */
  isOfSeveral: boolean;
  metrics: SessionMetrics;
}) {
  if (!run) return null;
  const { successRate, accuracy, p50LatencyMs, p95LatencyMs, p50TtftMs, p50TpotMs } = metrics;
  return (
    <aside aria-label="Run summary" className="order-first lg:order-last">
      <Section title="Run summary" className="lg:sticky lg:top-6">
        <dl className="grid grid-cols-2 gap-x-6 gap-y-1.5 text-[0.9375rem] sm:grid-cols-3 lg:grid-cols-1">
          <SummaryRow name={metricLabels.successRate}>
            {formatKnown(successRate, formatPercent)}
          </SummaryRow>
          <SummaryRow name={metricLabels.accuracy}>
            {formatKnown(accuracy, formatPercent, 'not graded')}
          </SummaryRow>
          <SummaryRow
            name={
              <>
                {metricLabels.latency} <Abbreviation name="p50" />
              </>
            }
          >
            {formatKnown(p50LatencyMs, formatMs)}
          </SummaryRow>
          <SummaryRow
            name={
              <>
                {metricLabels.latency} <Abbreviation name="p95" />
              </>
            }
          >
            {formatKnown(p95LatencyMs, formatMs)}
          </SummaryRow>
          <SummaryRow name={<Abbreviation name="TTFT" />}>
            {formatKnown(p50TtftMs, formatMs)}
          </SummaryRow>
          <SummaryRow name={<Abbreviation name="TPOT" />}>
            {formatKnown(p50TpotMs, formatTokenMs)}
          </SummaryRow>
        </dl>
        <p className="mt-3 text-sm text-muted wrap-anywhere">
          {isOfSeveral && run.modelName ? `${runTitle(run)}, ${run.modelName}` : runTitle(run)}.{' '}
          <Link to={`${steps.batch.path}?run=${run.id}`} className="link">
            Full report
          </Link>
        </p>
      </Section>
    </aside>
  );
}

function SummaryRow({ name, children }: { name: ReactNode; children: string }) {
  return (
    <div className="flex items-baseline justify-between gap-2">
      <dt className="text-muted">{name}</dt>
      <dd className="figures font-medium whitespace-nowrap">{children}</dd>
    </div>
  );
}

function formatKnown(
  value: number | null,
  format: (value: number) => string,
  unknown = 'unknown',
): string {
  return value === null ? unknown : format(value);
}
