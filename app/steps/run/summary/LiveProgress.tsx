import { isStoppedByKey } from '../../../../contract/runActivity.ts';
import { isRunOver } from '../../../../contract/runs.ts';
import { Notice } from '../../../ui/Notice.tsx';
import { ProgressBar } from '../../../ui/ProgressBar.tsx';
import { CancelRunForm } from '../CancelRunForm.tsx';
import { RefusedKey } from '../RefusedKey.tsx';
import { RunActivityPanel } from '../RunActivityPanel.tsx';
import { RunCounters } from '../RunCounters.tsx';
import type { RunProgress } from '../runProgressState.ts';
import { CorrectFigure } from './AccuracyFigure.tsx';

/** How far a run is, what it is doing, and how many answers were right so far. */
export function LiveProgress({
  progress,
  elapsed,
}: {
  progress: RunProgress;
  /** Since its start, as a clock shows it. */
  elapsed: string;
}) {
  const { run } = progress;
  const accuracy = run.pace?.accuracy;
  return (
    <section
      aria-label="Progress"
      className="space-y-4 rounded-lg border border-rule bg-surface p-4 sm:p-5"
    >
      <ProgressBar
        label="Progress of the run"
        total={run.totalPrompts}
        answered={run.completedPrompts}
        failed={run.failedPrompts}
      />
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <RunCounters run={run} />
        <span className="flex flex-wrap items-center gap-4">
          <span className="text-[0.9375rem] text-muted">
            running for <span className="figures">{elapsed}</span>
          </span>
          {!isRunOver(run) && <CancelRunForm run={run} />}
        </span>
      </div>
      <div className="grid gap-x-10 gap-y-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,2fr)]">
        <div className="min-h-16">
          {accuracy ? (
            <>
              <CorrectFigure {...accuracy} share={(100 * accuracy.correct) / accuracy.graded} />
              <p className="mt-1 text-sm text-muted">so far</p>
            </>
          ) : (
            <p className="text-muted">Nothing graded so far.</p>
          )}
        </div>
        {!isRunOver(run) && <RunActivityPanel run={run} />}
      </div>
      {run.error && (
        <Notice tone="bad" title="The run stopped early">
          {run.error} {isStoppedByKey(run.pace) && <RefusedKey connectionId={run.connectionId} />}
        </Notice>
      )}
    </section>
  );
}
