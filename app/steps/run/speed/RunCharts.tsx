import { ConcurrencyChart } from '../../../charts/ConcurrencyChart.tsx';
import { LatencyTimeline } from '../../../charts/LatencyTimeline.tsx';
import type { LatencyPoint } from '../../../charts/latencyPoints.ts';
import type { Run } from '../../../lib/api.ts';
import { Section } from '../../../ui/Section.tsx';

/** How a run went, side by side: the latency of each result, and the calls in flight. */
export function RunCharts({
  run,
  points,
  p50,
  p95,
}: {
  run: Pick<Run, 'totalPrompts' | 'pace'>;
  points: LatencyPoint[];
  p50: number | null;
  p95: number | null;
}) {
  return (
    <div className="grid gap-x-12 gap-y-8 lg:grid-cols-2">
      <Section title="Latency of each answer">
        <LatencyTimeline points={points} total={run.totalPrompts} p50={p50} p95={p95} />
      </Section>
      <Section title="Calls in flight">
        <ConcurrencyChart timeline={run.pace?.timeline ?? []} />
      </Section>
    </div>
  );
}
