import { runWallMs } from '../../../../contract/runs.ts';
import type { LatencyPoint } from '../../../charts/latencyPoints.ts';
import type { LatencyBucket, Run, RunResult, SessionMetrics, SloReport } from '../../../lib/api.ts';
import { MetricsWithHistogram } from './MetricsWithHistogram.tsx';
import { RunCharts } from './RunCharts.tsx';
import { RunTargets } from './RunTargets.tsx';
import { SlowestCalls } from './SlowestCalls.tsx';
import type { RefusedTargets } from './targetsForm.ts';

export interface ShownSpeed {
  metrics: SessionMetrics;
  slo: SloReport;
  buckets: LatencyBucket[];
  points: LatencyPoint[];
  /** The slowest first. */
  slowest: RunResult[];
}

/** How fast the calls of a run were. */
export function SpeedTab({
  run,
  metrics,
  slo,
  buckets,
  points,
  slowest,
  refusedTargets,
}: ShownSpeed & { run: Run; refusedTargets: RefusedTargets | null }) {
  return (
    <div className="space-y-10">
      <MetricsWithHistogram metrics={metrics} buckets={buckets} wallMs={runWallMs(run)} />
      <RunTargets testRunId={run.id} report={slo} refused={refusedTargets} />
      {points.length > 0 && (
        <RunCharts
          run={run}
          points={points}
          p50={metrics.p50LatencyMs}
          p95={metrics.p95LatencyMs}
        />
      )}
      <SlowestCalls results={slowest} />
    </div>
  );
}
