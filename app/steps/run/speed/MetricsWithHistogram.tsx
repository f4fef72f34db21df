import { LatencyHistogram } from '../../../charts/LatencyHistogram.tsx';
import type { LatencyBucket, SessionMetrics } from '../../../lib/api.ts';
import { Section } from '../../../ui/Section.tsx';
import { MetricTiles } from './MetricTiles.tsx';

/** Tiles and histogram, beside each other where there is room. */
export function MetricsWithHistogram({
  metrics,
  buckets,
  wallMs,
}: {
  metrics: SessionMetrics;
  buckets: LatencyBucket[];
  /** What the run took from start to end; left out where the figures are of several runs. */
  wallMs?: number;
}) {
  return (
    <div className="grid gap-x-12 gap-y-10 2xl:grid-cols-[3fr_2fr]">
      <section aria-label="Metrics">
        <MetricTiles metrics={metrics} wallMs={wallMs} />
      </section>
      <Section title="Latency">
        <LatencyHistogram buckets={buckets} p50={metrics.p50LatencyMs} p95={metrics.p95LatencyMs} />
      </Section>
    </div>
  );
}
