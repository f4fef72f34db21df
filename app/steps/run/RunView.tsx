import { countRemaining, isRunOver, runStatusLabels } from '../../../contract/runs.ts';
import type { LatencyPoint } from '../../charts/latencyPoints.ts';
import type {
  CategoryCount,
  LatencyBucket,
  OutcomeCount,
  Run,
  RunResult,
  SessionMetrics,
  SloReport,
} from '../../lib/api.ts';
import { formatElapsed } from '../../lib/format.ts';
import { useElapsed } from '../../lib/useElapsed.ts';
import { StepHeading } from '../../shell/StepHeading.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { Time } from '../../ui/Time.tsx';
import { LiveRun } from './LiveRun.tsx';
import { RunActions } from './RunActions.tsx';
import { RunActivityPanel } from './RunActivityPanel.tsx';
import { RunReport } from './RunReport.tsx';
import type { ResultQuery } from './resultQuery.ts';
import { progressAnnouncement } from './runLabels.ts';
import type { RefusedTargets } from './targetsForm.ts';
import { useRunProgress } from './useRunProgress.ts';

export interface ShownRun {
  run: Run;
  elapsedMs: number;
  results: RunResult[];
  /** Results that match the query; more than `results` when they fill several pages. */
  total: number;
  query: ResultQuery;
  /** There once the run is over. */
  report: {
    metrics: SessionMetrics;
    slo: SloReport;
    buckets: LatencyBucket[];
    outcomes: OutcomeCount[];
    categories: CategoryCount[];
    points: LatencyPoint[];
  } | null;
  /** Targets that were entered and not accepted. */
  refusedTargets: RefusedTargets | null;
}

/** A run: its progress while it lasts, its report afterwards. */
export function RunView({ report, ...shown }: ShownRun) {
  const { progress, isConnectionLost } = useRunProgress(shown);
  const { run } = progress;
  const isRunning = !isRunOver(run);
  const elapsed = useElapsed(shown.elapsedMs, isRunning);

  return (
    <>
      <StepHeading step="batch" title={run.suiteName}>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Badge tone={runStatusLabels[run.status].tone}>{runStatusLabels[run.status].label}</Badge>
          <span>{run.modelName}</span>
          <span className="text-[0.9375rem]">
            started <Time at={run.startedAt} />, {isRunning ? 'running for' : 'took'}{' '}
            <span className="figures">{formatElapsed(elapsed)}</span>
          </span>
        </p>
      </StepHeading>
      <p role="status" className="sr-only">
        {progressAnnouncement(progress)}
      </p>

      <div className="space-y-10">
        <div>
          <ProgressBar
            label="Progress of the run"
            total={run.totalPrompts}
            answered={run.completedPrompts}
            failed={run.failedPrompts}
          />
          <div className="mt-3 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
            <Counters run={run} />
            <RunActions run={run} outcomes={report?.outcomes ?? []} />
          </div>
          {isRunning && (
            <div className="mt-6">
              <RunActivityPanel run={run} />
            </div>
          )}
        </div>
        {isConnectionLost && (
          <Notice tone="warn" title="The server cannot be reached">
            The run goes on. This page catches up by itself once the connection is back.
          </Notice>
        )}
        {run.error && (
          <Notice tone="bad" title="The run stopped early">
            {run.error}
          </Notice>
        )}
        {report ? (
          <RunReport {...shown} {...report} run={run} />
        ) : (
          <LiveRun progress={progress} query={shown.query} />
        )}
      </div>
    </>
  );
}

function Counters({ run }: { run: Run }) {
  const finished = run.completedPrompts + run.failedPrompts;
  const left = countRemaining(run);
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-1 text-[0.9375rem]">
      <Counter name="finished" value={`${finished} of ${run.totalPrompts}`} />
      <Counter name="answered" value={run.completedPrompts} />
      <Counter name="failed" value={run.failedPrompts} isBad={run.failedPrompts > 0} />
      {left > 0 && <Counter name={isRunOver(run) ? 'not run' : 'remaining'} value={left} />}
    </dl>
  );
}

function Counter({
  name,
  value,
  isBad,
}: {
  name: string;
  value: string | number;
  isBad?: boolean;
}) {
  return (
    <div className="flex flex-row-reverse items-baseline gap-1.5">
      <dt className="text-muted">{name}</dt>
      <dd className={`figures font-medium ${isBad ? 'text-bad' : ''}`}>{value}</dd>
    </div>
  );
}
