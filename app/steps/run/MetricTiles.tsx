import type { ReactNode } from 'react';
import type { Metrics } from '../../lib/api.ts';
import { formatCount, formatMs, formatPercent, formatRate } from '../../lib/format.ts';
import { Abbreviation } from '../../ui/Abbreviation.tsx';
import { Metric } from '../../ui/Metric.tsx';

/** The figures of a run or a session. What was not measured says so; `wallMs` is that of a run. */
export function MetricTiles({ metrics, wallMs }: { metrics: Metrics; wallMs?: number }) {
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
      <Metric name="Success rate" value={known(metrics.successRate, formatPercent)}>
        {completedPrompts} of {totalPrompts} answered
      </Metric>
      <Metric name="Accuracy" value={known(metrics.accuracy, formatPercent)} unknown="not graded">
        {gradedPrompts > 0
          ? `${correctPrompts} of ${gradedPrompts} graded`
          : 'no answer to check against'}
      </Metric>
      <LatencyFigure percentile="p50" ms={metrics.p50LatencyMs}>
        half are faster
      </LatencyFigure>
      <LatencyFigure percentile="p95" ms={metrics.p95LatencyMs}>
        19 of 20 are faster
      </LatencyFigure>
      <LatencyFigure percentile="p99" ms={metrics.p99LatencyMs}>
        99 of 100 are faster
      </LatencyFigure>
      <Metric
        name={
          <>
            <Abbreviation name="TTFT" /> <Abbreviation name="p50" />
          </>
        }
        value={known(metrics.p50TtftMs, formatMs)}
      >
        {known(metrics.p50FirstThoughtMs, (ms) => `first thought ${formatMs(ms)}`) ??
          'to the first piece'}
      </Metric>
      <Metric name="Tokens in" value={known(totalInputTokens, formatCount)}>
        {known(totalOutputTokens, (count) => `${formatCount(count)} out`) ?? 'out unknown'}
        {metrics.totalReasoningTokens !== null &&
          `, ${formatCount(metrics.totalReasoningTokens)} of them thoughts`}
      </Metric>
      <Metric name="Average answer" value={known(metrics.avgResponseLength, formatCount)}>
        characters
      </Metric>
      {wallMs !== undefined && <Times metrics={metrics} wallMs={wallMs} />}
    </dl>
  );
}

/** What the clock on the wall says, beside the time of the model: many calls went on at once. */
function Times({ metrics, wallMs }: { metrics: Metrics; wallMs: number }) {
  const { totalPrompts, totalLatencyMs, totalWaitedMs, totalOutputTokens, retries } = metrics;
  const perSecond = (count: number) => formatRate(count / Math.max(0.001, wallMs / 1_000));
  return (
    <>
      <Metric name="Wall time" value={formatMs(wallMs)}>
        from start to end
      </Metric>
      <Metric name="Model time" value={known(totalLatencyMs, formatMs)}>
        {totalLatencyMs !== null &&
          `calls added up, ${formatRate(totalLatencyMs / Math.max(1, wallMs))} at once`}
      </Metric>
      <Metric name="Throughput" value={`${perSecond(totalPrompts)}/s`}>
        prompts{known(totalOutputTokens, (count) => `, ${perSecond(count)} tokens out`)}
      </Metric>
      <Metric name="Our waiting" value={known(totalWaitedMs, formatMs)}>
        added up, {retries ? `${formatCount(retries)} calls made again` : 'no call made again'}
      </Metric>
    </>
  );
}

function LatencyFigure({
  percentile,
  ms,
  children,
}: {
  percentile: 'p50' | 'p95' | 'p99';
  ms: number | null;
  children: ReactNode;
}) {
  const name = (
    <>
      Latency <Abbreviation name={percentile} />
    </>
  );
  return (
    <Metric name={name} value={known(ms, formatMs)}>
      {children}
    </Metric>
  );
}

function known(value: number | null, format: (value: number) => string): string | null {
  return value === null ? null : format(value);
}
