import type { ReactNode } from 'react';
import { metricLabels } from '../../../../contract/metricLabels.ts';
import { MIN_ANSWERS_OF_PERCENTILE } from '../../../../contract/metrics.ts';
import type { SessionMetrics } from '../../../lib/api.ts';
import { formatCount, formatMs } from '../../../lib/format.ts';
import { Abbreviation } from '../../../ui/Abbreviation.tsx';

/** The four figures that everybody asks for; the others are under Speed. */
export function SmallFigures({
  metrics,
  totalPrompts,
}: {
  metrics: SessionMetrics;
  totalPrompts: number;
}) {
  const { completedPrompts, p50LatencyMs, p50TtftMs, totalInputTokens, totalOutputTokens } =
    metrics;
  const isMedianCarried = completedPrompts >= MIN_ANSWERS_OF_PERCENTILE.p50;
  return (
    <dl className="grid grid-cols-2 content-start gap-x-6 gap-y-3 sm:grid-cols-4 md:col-span-2 xl:col-span-1 xl:grid-cols-2">
      <Figure name="Answered" value={formatCount(completedPrompts)}>
        of {formatCount(totalPrompts)}
      </Figure>
      <Figure
        name={
          <>
            {metricLabels.latency} <Abbreviation name="p50" />
          </>
        }
        value={p50LatencyMs === null ? null : formatMs(p50LatencyMs)}
        isDoubtful={!isMedianCarried}
      />
      <Figure
        name={
          <>
            <Abbreviation name="TTFT" /> <Abbreviation name="p50" />
          </>
        }
        value={p50TtftMs === null ? null : formatMs(p50TtftMs)}
        isDoubtful={!isMedianCarried}
      />
      <Figure
        name={metricLabels.outputTokens}
        value={totalOutputTokens === null ? null : formatCount(totalOutputTokens)}
      >
        {totalInputTokens !== null && `${formatCount(totalInputTokens)} input`}
      </Figure>
    </dl>
  );
}

function Figure({
  name,
  value,
  isDoubtful = false,
  children,
}: {
  name: ReactNode;
  /** Null says that it was not measured. */
  value: string | null;
  isDoubtful?: boolean;
  children?: ReactNode;
}) {
  return (
    <div className="min-w-0">
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="flex flex-wrap items-baseline gap-x-1.5">
        {value === null ? (
          <span className="text-muted">unknown</span>
        ) : (
          <span className={`figures text-lg/7 ${isDoubtful ? 'text-muted' : 'font-medium'}`}>
            {value}
          </span>
        )}
        {children && <span className="text-sm text-muted"> {children}</span>}
      </dd>
    </div>
  );
}
