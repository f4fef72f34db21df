import { useMemo } from 'react';
import { latencyPoints, percentileOf } from '../../charts/latencyPoints.ts';
import { LiveResults } from './LiveResults.tsx';
import { RunCharts } from './RunCharts.tsx';
import type { ResultQuery } from './resultQuery.ts';
import type { RunProgress } from './runProgressState.ts';
import { REDRAW_EVERY_MS, useThrottled } from './useThrottled.ts';

/** What a run has brought so far: charts that grow, and the newest results. */
export function LiveRun({ progress, query }: { progress: RunProgress; query: ResultQuery }) {
  const { run, results } = useThrottled(progress, REDRAW_EVERY_MS);
  const points = useMemo(() => latencyPoints(results), [results]);
  return (
    <>
      <RunCharts
        run={run}
        points={points}
        p50={percentileOf(points, 0.5)}
        p95={percentileOf(points, 0.95)}
      />
      <LiveResults results={results} total={run.totalPrompts} query={query} />
    </>
  );
}
