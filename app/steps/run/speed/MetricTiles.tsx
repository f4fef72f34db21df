import type { ReactNode } from 'react';
import { metricLabels } from '../../../../contract/metricLabels.ts';
import { MIN_ANSWERS_OF_PERCENTILE } from '../../../../contract/metrics.ts';
import type { SessionMetrics } from '../../../lib/api.ts';
import {
  formatCount,
  formatMs,
  formatPercent,
  formatPercentRange,
  formatRate,
  formatTokenMs,
} from '../../../lib/format.ts';
import { Abbreviation } from '../../../ui/Abbreviation.tsx';
import { Metric } from '../../../ui/Metric.tsx';
import { formatInterval } from '../grades/formatInterval.ts';

/** The figures of a run or a session. What was not measured says so; `wallMs` is that of a run. */
export function MetricTiles({ metrics, wallMs }: { metrics: SessionMetrics; wallMs?: number }) {
  const {
    totalPrompts,
    completedPrompts,
    gradedPrompts,
    correctPrompts,
    totalInputTokens,
    totalOutputTokens,
  } = metrics;
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-5 sm:grid-cols-4">
      <Metric
        name={metricLabels.successRate}
        value={formatKnown(metrics.successRate, formatPercent)}
      >
        {completedPrompts} of {totalPrompts} answered
        {metrics.successRateLow !== null &&
          metrics.successRateHigh !== null &&
          `, 95 % interval ${formatPercentRange(metrics.successRateLow, metrics.successRateHigh)}`}
      </Metric>
      <Metric
        name={metricLabels.accuracy}
        value={formatKnown(metrics.accuracy, formatPercent)}
        unknown="not graded"
      >
        {gradedPrompts > 0 ? `${correctPrompts} of ${gradedPrompts} graded` : 'no expected answers'}
        {gradedPrompts > 0 && `, 95 % interval ${formatInterval(metrics)}`}
        {metrics.leftOutPrompts > 0 && `, ${metrics.leftOutPrompts} left out`}
      </Metric>
      <Metric name={metricLabels.inputTokens} value={formatKnown(totalInputTokens, formatCount)}>
        {formatKnown(totalOutputTokens, (count) => `${formatCount(count)} output`) ??
          'output unknown'}
        {metrics.totalReasoningTokens !== null &&
          `, of which reasoning ${formatCount(metrics.totalReasoningTokens)}`}
      </Metric>
      <Metric name="Average answer" value={formatKnown(metrics.avgResponseLength, formatCount)}>
        characters
      </Metric>
      <Percentile of={metricLabels.latency} percentile="p50" ms={metrics.p50LatencyMs}>
        half are faster
      </Percentile>
      <Percentile
        of={metricLabels.latency}
        percentile="p95"
        answers={completedPrompts}
        ms={metrics.p95LatencyMs}
      >
        19 of 20 are faster
      </Percentile>
      <Percentile
        of={metricLabels.latency}
        percentile="p99"
        answers={completedPrompts}
        ms={metrics.p99LatencyMs}
      >
        99 of 100 are faster
      </Percentile>
      <Metric
        name={
          <>
            {metricLabels.speed} <Abbreviation name="p50" />
          </>
        }
        value={formatKnown(metrics.p50OutputTokensPerSecond, (rate) => `${formatRate(rate)}/s`)}
      >
        output tokens of an answer
      </Metric>
      <Percentile of={<Abbreviation name="TTFT" />} percentile="p50" ms={metrics.p50TtftMs}>
        {formatKnown(metrics.p50FirstThoughtMs, (ms) => `first reasoning token ${formatMs(ms)}`) ??
          'time to first token'}
      </Percentile>
      <Percentile
        of={<Abbreviation name="TTFT" />}
        percentile="p95"
        answers={completedPrompts}
        ms={metrics.p95TtftMs}
      >
        {p99Text(metrics.p99TtftMs, completedPrompts, formatMs)}
      </Percentile>
      <Percentile
        of={<Abbreviation name="TPOT" />}
        percentile="p50"
        ms={metrics.p50TpotMs}
        format={formatTokenMs}
      >
        time per output token
      </Percentile>
      <Percentile
        of={<Abbreviation name="TPOT" />}
        percentile="p95"
        answers={completedPrompts}
        ms={metrics.p95TpotMs}
        format={formatTokenMs}
      >
        {p99Text(metrics.p99TpotMs, completedPrompts, formatTokenMs)}
      </Percentile>
      {wallMs !== undefined && <WallTimeMetrics metrics={metrics} wallMs={wallMs} />}
    </dl>
  );
}

/** What the clock on the wall says, beside the time of the model: many calls went on at once. */
function WallTimeMetrics({ metrics, wallMs }: { metrics: SessionMetrics; wallMs: number }) {
  const { totalPrompts, totalLatencyMs, totalWaitedMs, totalOutputTokens, retries } = metrics;
  const perSecond = (count: number) => formatRate(count / Math.max(0.001, wallMs / 1_000));
  return (
    <>
      <Metric name={metricLabels.wallTime} value={formatMs(wallMs)}>
        from start to end, without stops
      </Metric>
      <Metric name={metricLabels.totalModelTime} value={formatKnown(totalLatencyMs, formatMs)}>
        {totalLatencyMs !== null &&
          `calls added up, ${formatRate(totalLatencyMs / Math.max(1, wallMs))} at once`}
      </Metric>
      <Metric name={metricLabels.throughput} value={`${perSecond(totalPrompts)}/s`}>
        prompts{formatKnown(totalOutputTokens, (count) => `, ${perSecond(count)} output tokens/s`)}
      </Metric>
      <Metric name={metricLabels.queueAndBackoff} value={formatKnown(totalWaitedMs, formatMs)}>
        added up, {retriesText(retries)}
      </Metric>
    </>
  );
}

function retriesText(count: number | null): string {
  if (!count) return 'no retries';
  return count === 1 ? '1 retry' : `${formatCount(count)} retries`;
}

function Percentile({
  of,
  percentile,
  ms,
  format = formatMs,
  answers,
  children,
}: {
  of: ReactNode;
  percentile: 'p50' | 'p95' | 'p99';
  ms: number | null;
  format?: (ms: number) => string;
  /** How many answers it is over, where they may be too few for it. */
  answers?: number;
  children: ReactNode;
}) {
  const needed = MIN_ANSWERS_OF_PERCENTILE[percentile];
  const isCarried = answers === undefined || answers >= needed;
  const name = (
    <>
      {of} <Abbreviation name={percentile} />
    </>
  );
  return (
    <Metric name={name} value={formatKnown(ms, format)} isDoubtful={!isCarried && ms !== null}>
      {isCarried || ms === null
        ? children
        : `${percentile} needs ${needed} answers, this has ${answers}`}
    </Metric>
  );
}

/** Beside a p95: the p99, where so many answers carry it. */
function p99Text(ms: number | null, answers: number, format: (ms: number) => string) {
  const needed = MIN_ANSWERS_OF_PERCENTILE.p99;
  if (ms === null) return null;
  return answers < needed ? `p99 needs ${needed} answers` : `p99 ${format(ms)}`;
}

function formatKnown(value: number | null, format: (value: number) => string): string | null {
  return value === null ? null : format(value);
}
