import { Form, Link } from '@remix-run/react';
import { comparisonState } from '../../../contract/comparisons.ts';
import { connectionRoleLabels } from '../../../contract/connectionRoles.ts';
import { isStoppedByKey } from '../../../contract/runActivity.ts';
import { accuracySoFarText } from '../../../contract/runActivityText.ts';
import {
  countRemaining,
  isRunOver,
  isWorkedOn,
  runState,
  runWallMs,
} from '../../../contract/runs.ts';
import type { Comparison, Run, SessionMetrics } from '../../lib/api.ts';
import { formatElapsed, formatMs } from '../../lib/format.ts';
import { steps } from '../../lib/steps.ts';
import { useElapsed } from '../../lib/useElapsed.ts';
import { StepHeading } from '../../shell/StepHeading.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Button, ButtonLink } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { Section } from '../../ui/Section.tsx';
import { Time } from '../../ui/Time.tsx';
import { RefusedKey } from '../run/RefusedKey.tsx';
import { RunActivityPanel } from '../run/RunActivityPanel.tsx';
import { RunCounters } from '../run/RunCounters.tsx';
import { modelsOf, titlesOf } from '../run/runLabels.ts';
import { type SummedVerdict, VerdictSummary } from '../verdict/VerdictSummary.tsx';
import { ComparedFigures } from './ComparedFigures.tsx';
import { comparisonAnnouncement } from './comparisonText.ts';
import { useComparisonProgress } from './useComparisonProgress.ts';

export interface ShownComparison {
  comparison: Pick<Comparison, 'id' | 'promptOrder' | 'createdAt'>;
  runs: Run[];
  /** Of each run, by its id; there once all are over. */
  metrics: Record<string, SessionMetrics> | null;
  /** Of each candidate against the baseline; none before all runs are over. */
  verdicts: SummedVerdict[];
  /** How many calls of a run that is over failed because of the key, by its id. */
  keyRefused: Record<string, number>;
}

/** Runs that were started together, side by side: their progress while they last, their figures afterwards. */
export function ComparisonView({
  comparison,
  metrics,
  verdicts,
  keyRefused,
  ...loaded
}: ShownComparison) {
  const { runs, isConnectionLost } = useComparisonProgress(comparison.id, loaded.runs);
  const state = comparisonState(runs);
  const isRunning = !runs.every(isRunOver);
  const elapsed = useElapsed(Math.max(...runs.map(runWallMs)), runs.some(isWorkedOn));
  const [first] = runs;
  if (!first) return null;
  return (
    <>
      <StepHeading step="batch" title={titlesOf(runs)}>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Badge tone={state.tone}>{state.label}</Badge>
          <span className="wrap-anywhere">{modelsOf(runs)}, asked together</span>
          <span className="text-[0.9375rem]">
            started <Time at={comparison.createdAt} />, {isRunning ? 'running for' : 'took'}{' '}
            <span className="figures">
              {isRunning ? formatElapsed(elapsed) : formatMs(elapsed)}
            </span>
          </span>
        </p>
      </StepHeading>
      <p role="status" className="sr-only">
        {comparisonAnnouncement(runs)}
      </p>
      <div className="space-y-10">
        {verdicts.map((summed) => (
          <VerdictSummary key={`${summed.candidate.run} ${summed.baseline.run}`} summed={summed} />
        ))}
        <ul className="grid gap-x-12 gap-y-8 lg:grid-cols-2">
          {runs.map((run) => (
            <li key={run.id}>
              <Side run={run} keyRefused={keyRefused[run.id] ?? 0} />
            </li>
          ))}
        </ul>
        <ComparisonActions runs={runs} first={first} />
        {isConnectionLost && (
          <Notice tone="warn" title="The server cannot be reached">
            The runs go on. This page catches up by itself once the connection is back.
          </Notice>
        )}
        {comparison.promptOrder === 'blocks' && (
          <Notice tone="info" title="Asked in turn, not at the same time">
            Both models are on a server that loads one at a time. Each was asked half of the prompts
            in one go and the other half later, so that it is not loaded anew for each prompt. The
            call that loads it is not counted.
          </Notice>
        )}
        {metrics && (
          <Section title="Figures">
            <ComparedFigures runs={runs} metrics={metrics} />
          </Section>
        )}
      </div>
    </>
  );
}

function Side({ run, keyRefused }: { run: Run; keyRefused: number }) {
  const state = runState(run);
  return (
    <section aria-labelledby={`side-${run.id}`} className="border-t border-rule pt-4">
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 id={`side-${run.id}`} className="text-lg font-semibold tracking-tight wrap-anywhere">
          {run.modelName}
        </h2>
        <span className="flex gap-2">
          {run.role && (
            <Badge tone={run.role === 'candidate' ? 'accent' : 'neutral'}>
              {connectionRoleLabels[run.role]}
            </Badge>
          )}
          <Badge tone={state.tone}>{state.label}</Badge>
        </span>
      </div>
      <ProgressBar
        label={`Progress of ${run.modelName}`}
        total={run.totalPrompts}
        answered={run.completedPrompts}
        failed={run.failedPrompts}
      />
      <div className="mt-3">
        <RunCounters run={run} />
      </div>
      {!isRunOver(run) && (
        <div className="mt-5">
          {run.pace?.accuracy && (
            <p className="figures mb-3">Accuracy so far {accuracySoFarText(run.pace.accuracy)}</p>
          )}
          <RunActivityPanel run={run} />
        </div>
      )}
      {run.error && (
        <div className="mt-4">
          <Notice tone="bad" title="It stopped early">
            {run.error} {isStoppedByKey(run.pace) && <RefusedKey connectionId={run.connectionId} />}
          </Notice>
        </div>
      )}
      {keyRefused > 0 && (
        <div className="mt-3">
          <RefusedKey connectionId={run.connectionId} count={keyRefused} />
        </div>
      )}
      <p className="mt-3 text-[0.9375rem]">
        <Link to={`${steps.batch.path}?run=${run.id}`} className="link">
          Answers and latencies of this model
        </Link>
      </p>
    </section>
  );
}

/** One button for all runs: what is done to one is done to all. */
function ComparisonActions({ runs, first }: { runs: Run[]; first: Run }) {
  const isRunning = !runs.every(isRunOver);
  const unfinished = runs.find((run) => isRunOver(run) && countRemaining(run) > 0);
  const intent = isRunning
    ? ({ name: 'cancel', of: first, label: 'Cancel the comparison' } as const)
    : unfinished && ({ name: 'resume', of: unfinished, label: 'Resume' } as const);
  return (
    <div className="flex flex-wrap gap-3">
      {intent && (
        <Form method="post" replace preventScrollReset>
          <input type="hidden" name="testRunId" value={intent.of.id} />
          <Button
            name="intent"
            value={intent.name}
            variant={intent.name === 'resume' ? 'primary' : undefined}
          >
            {intent.label}
          </Button>
        </Form>
      )}
      {!isRunning && (
        <>
          <ButtonLink to={`${steps.batch.path}?new&again=${first.id}`}>Run again</ButtonLink>
          <ButtonLink to={`${steps.batch.path}?new`} variant="quiet">
            New run
          </ButtonLink>
        </>
      )}
    </div>
  );
}
