import { useMemo } from 'react';
import { latencyPoints, percentileOf } from '../../charts/latencyPoints.ts';
import { LazyPart } from '../../lib/LazyPart.tsx';
import { LiveResults } from './LiveResults.tsx';
import type { ResultQuery } from './resultQuery.ts';
import type { RunProgress } from './runProgressState.ts';
import type { RunTab } from './runTabs.ts';
import { liveCharts } from './speed/liveCharts.ts';
import { REDRAW_EVERY_MS, useThrottled } from './useThrottled.ts';

/** What a run has brought so far: the newest results, or charts that grow. */
export function LiveRun({
  progress,
  query,
  tab,
}: {
  progress: RunProgress;
  query: ResultQuery;
  tab: Exclude<RunTab, 'settings'>;
}) {
  const shown = useThrottled(progress, REDRAW_EVERY_MS);
  return tab === 'results' ? (
    <LiveResults results={shown.results} total={shown.run.totalPrompts} query={query} />
  ) : (
    <LiveSpeed progress={shown} />
  );
}

function LiveSpeed({ progress: { run, results } }: { progress: RunProgress }) {
  const points = useMemo(() => latencyPoints(results), [results]);
  return (
    <LazyPart
      component={liveCharts}
      props={{ run, points, p50: percentileOf(points, 0.5), p95: percentileOf(points, 0.95) }}
    />
  );
}
