import { Form } from '@remix-run/react';
import { RotateCcw } from 'lucide-react';
import type {
  CategoryCount,
  LatencyBucket,
  Metrics,
  OutcomeCount,
  Run,
  RunResult,
} from '../../lib/api.ts';
import { formatElapsed } from '../../lib/format.ts';
import type { ResultQuery } from '../../lib/resultQuery.ts';
import { isOver } from '../../lib/runProgressState.ts';
import { runStatusWords, spokenProgress } from '../../lib/runWords.ts';
import { steps } from '../../lib/steps.ts';
import { useElapsed } from '../../lib/useElapsed.ts';
import { useRunProgress } from '../../lib/useRunProgress.ts';
import { Badge } from '../ui/Badge.tsx';
import { Button, ButtonLink } from '../ui/Button.tsx';
import { Moment } from '../ui/Moment.tsx';
import { Notice } from '../ui/Notice.tsx';
import { ProgressBar } from '../ui/ProgressBar.tsx';
import { Section } from '../ui/Section.tsx';
import { PaceLine } from './PaceLine.tsx';
import { ResultTable } from './ResultTable.tsx';
import { RunReport } from './RunReport.tsx';
import { StepHeading } from './StepHeading.tsx';

export interface ShownRun {
  run: Run;
  elapsedMs: number;
  results: RunResult[];
  /** Results that match the query; more than `results` when they fill several pages. */
  total: number;
  query: ResultQuery;
  /** There once the run is over. */
  report: {
    metrics: Metrics;
    buckets: LatencyBucket[];
    outcomes: OutcomeCount[];
    categories: CategoryCount[];
  } | null;
}

/** A run: its progress while it lasts, its report afterwards. */
export function RunView({ report, ...shown }: ShownRun) {
  const { progress, lost } = useRunProgress(shown);
  const { run, results } = progress;
  const isRunning = !isOver(run);
  const failed = (report?.outcomes ?? [])
    .map(({ outcome }) => outcome)
    .filter((outcome) => outcome !== 'answered' && outcome !== 'truncated');
  const elapsed = useElapsed(shown.elapsedMs, isRunning);

  return (
    <>
      <StepHeading step="batch" title={run.suiteName}>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Badge tone={runStatusWords(run).tone}>{runStatusWords(run).label}</Badge>
          <span>{run.modelName}</span>
          <span className="text-[0.9375rem]">
            started <Moment at={run.startedAt} />, {isRunning ? 'running for' : 'took'}{' '}
            <span className="figures">{formatElapsed(elapsed)}</span>
          </span>
        </p>
      </StepHeading>
      <p role="status" className="sr-only">
        {spokenProgress(progress)}
      </p>

      <div className="space-y-10">
        <div>
          <ProgressBar
            label="Progress of the test"
            total={run.totalPrompts}
            answered={run.completedPrompts}
            failed={run.failedPrompts}
          />
          <div className="mt-3 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
            <div className="space-y-1">
              <Counters run={run} />
              {isRunning && <PaceLine run={run} />}
            </div>
            {isRunning ? (
              <Form method="post" replace preventScrollReset>
                <input type="hidden" name="testRunId" value={run.id} />
                <Button name="intent" value="cancel">
                  Cancel the test
                </Button>
              </Form>
            ) : (
              <div className="flex flex-wrap gap-3">
                {canResume(run) && (
                  <Form method="post" replace preventScrollReset>
                    <input type="hidden" name="testRunId" value={run.id} />
                    <Button name="intent" value="resume" variant="primary">
                      Resume
                    </Button>
                  </Form>
                )}
                {failed.length > 0 && (
                  <Form method="post">
                    <input type="hidden" name="testRunId" value={run.id} />
                    {failed.map((outcome) => (
                      <input key={outcome} type="hidden" name="outcome" value={outcome} />
                    ))}
                    <Button name="intent" value="rerun">
                      Run the failed ones again
                    </Button>
                  </Form>
                )}
                <ButtonLink to={`${steps.batch.path}?new&again=${run.id}`}>
                  <RotateCcw aria-hidden className="size-4" />
                  Run again
                </ButtonLink>
                <ButtonLink to={`${steps.batch.path}?new`} variant="quiet">
                  New test
                </ButtonLink>
              </div>
            )}
          </div>
        </div>
        {lost && (
          <Notice tone="warn" title="Live updates have stopped">
            The test goes on. Reload the page to see how far it is.
          </Notice>
        )}
        {run.error && (
          <Notice tone="bad" title="The test stopped early">
            {run.error}
          </Notice>
        )}
        {report ? (
          <RunReport {...shown} {...report} />
        ) : (
          <Section title="Answers so far">
            {results.length === 0 ? (
              <p className="py-6 text-muted">Waiting for the first answer.</p>
            ) : (
              <ResultTable results={results} caption="Answers so far" />
            )}
          </Section>
        )}
      </div>
    </>
  );
}

/** It ended before every prompt had its result. */
function canResume(run: Run): boolean {
  return run.completedPrompts + run.failedPrompts < run.totalPrompts;
}

function Counters({ run }: { run: Run }) {
  const finished = run.completedPrompts + run.failedPrompts;
  const left = run.totalPrompts - finished;
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-1 text-[0.9375rem]">
      <Counter name="finished" value={`${finished} of ${run.totalPrompts}`} />
      <Counter name="answered" value={run.completedPrompts} />
      <Counter name="failed" value={run.failedPrompts} bad={run.failedPrompts > 0} />
      {left > 0 && <Counter name={isOver(run) ? 'not run' : 'to go'} value={left} />}
    </dl>
  );
}

function Counter({ name, value, bad }: { name: string; value: string | number; bad?: boolean }) {
  return (
    <div className="flex flex-row-reverse items-baseline gap-1.5">
      <dt className="text-muted">{name}</dt>
      <dd className={`figures font-medium ${bad ? 'text-bad' : ''}`}>{value}</dd>
    </div>
  );
}
