import { Link } from '@remix-run/react';
import { isStoppedByKey } from '../../../contract/runActivity.ts';
import { isRunOver, isWorkedOn, runState, runWallMs } from '../../../contract/runs.ts';
import type { LatencyPoint } from '../../charts/latencyPoints.ts';
import type {
  AccuracyReport,
  CategoryCount,
  LatencyBucket,
  OutcomeCount,
  PromptAnswers,
  Run,
  RunResult,
  SessionMetrics,
  SloReport,
} from '../../lib/api.ts';
import { formatElapsed } from '../../lib/format.ts';
import { steps } from '../../lib/steps.ts';
import { useElapsed } from '../../lib/useElapsed.ts';
import { StepHeading } from '../../shell/StepHeading.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { Time } from '../../ui/Time.tsx';
import { EditKeyLink } from './EditKeyLink.tsx';
import type { RefusedGrading } from './grades/RegradeForm.tsx';
import { LiveRun } from './LiveRun.tsx';
import { RunActions } from './RunActions.tsx';
import { RunActivityPanel } from './RunActivityPanel.tsx';
import { RunCounters } from './RunCounters.tsx';
import { RunReport } from './RunReport.tsx';
import type { ResultQuery } from './resultQuery.ts';
import { progressAnnouncement } from './runLabels.ts';
import type { RefusedTargets } from './targetsForm.ts';
import { useRunProgress } from './useRunProgress.ts';

export interface ShownRun {
  run: Run;
  results: RunResult[];
  /** Results that match the query; more than `results` when they fill several pages. */
  total: number;
  query: ResultQuery;
  /** There once the run is over. */
  report: {
    metrics: SessionMetrics;
    accuracy: AccuracyReport;
    promptAnswers: PromptAnswers[] | null;
    slo: SloReport;
    buckets: LatencyBucket[];
    outcomes: OutcomeCount[];
    categories: CategoryCount[];
    points: LatencyPoint[];
  } | null;
  /** Other runs that it can be held against. */
  comparable: Run[];
  /** Targets that were entered and not accepted. */
  refusedTargets: RefusedTargets | null;
  /** A grader that was entered and not accepted. */
  refusedGrading: RefusedGrading | null;
}

/** A run: its progress while it lasts, its report afterwards. */
export function RunView({ report, ...shown }: ShownRun) {
  const { progress, isConnectionLost } = useRunProgress(shown);
  const { run } = progress;
  const isRunning = !isRunOver(run);
  const state = runState(run);
  const elapsed = useElapsed(runWallMs(run), isWorkedOn(run));

  return (
    <>
      <StepHeading step="batch" title={run.suiteName}>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Badge tone={state.tone}>{state.label}</Badge>
          <span>{run.modelName}</span>
          <span className="text-[0.9375rem]">
            started <Time at={run.startedAt} />, {isRunning ? 'running for' : 'took'}{' '}
            <span className="figures">{formatElapsed(elapsed)}</span>
          </span>
          {run.comparisonId && (
            <Link to={`${steps.batch.path}?comparison=${run.comparisonId}`} className="link">
              Part of a comparison
            </Link>
          )}
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
            <RunCounters run={run} />
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
            {run.error}{' '}
            {isStoppedByKey(run.pace) && <EditKeyLink connectionId={run.connectionId} />}
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
