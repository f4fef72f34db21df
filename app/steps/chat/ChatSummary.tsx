import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { metricLabels } from '../../../contract/metricLabels.ts';
import type { Metrics, Run } from '../../lib/api.ts';
import { formatMs, formatPercent } from '../../lib/format.ts';
import { steps } from '../../shell/steps.ts';
import { Abbreviation } from '../../ui/Abbreviation.tsx';
import { Section } from '../../ui/Section.tsx';

/** The figures that the conversation is about, kept in view beside it. */
export function ChatSummary({ run, metrics }: { run: Run | null; metrics: Metrics }) {
  if (!run) return null;
  const { successRate, accuracy, p50LatencyMs, p95LatencyMs, p50TtftMs } = metrics;
  return (
    <aside aria-label="Run summary" className="order-first lg:order-last">
      <Section title="Run summary" className="lg:sticky lg:top-6">
        <dl className="grid grid-cols-2 gap-x-6 gap-y-1.5 text-[0.9375rem] sm:grid-cols-3 lg:grid-cols-1">
          <Row name={metricLabels.successRate}>{known(successRate, formatPercent)}</Row>
          <Row name={metricLabels.accuracy}>{known(accuracy, formatPercent, 'not graded')}</Row>
          <Row
            name={
              <>
                {metricLabels.latency} <Abbreviation name="p50" />
              </>
            }
          >
            {known(p50LatencyMs, formatMs)}
          </Row>
          <Row
            name={
              <>
                {metricLabels.latency} <Abbreviation name="p95" />
              </>
            }
          >
            {known(p95LatencyMs, formatMs)}
          </Row>
          <Row name={<Abbreviation name="TTFT" />}>{known(p50TtftMs, formatMs)}</Row>
        </dl>
        <p className="mt-3 text-sm text-muted">
          {run.suiteName}.{' '}
          <Link to={`${steps.batch.path}?run=${run.id}`} className="link">
            Full report
          </Link>
        </p>
      </Section>
    </aside>
  );
}

function Row({ name, children }: { name: ReactNode; children: string }) {
  return (
    <div className="flex items-baseline justify-between gap-2">
      <dt className="text-muted">{name}</dt>
      <dd className="figures font-medium whitespace-nowrap">{children}</dd>
    </div>
  );
}

function known(
  value: number | null,
  format: (value: number) => string,
  unknown = 'unknown',
): string {
  return value === null ? unknown : format(value);
}
