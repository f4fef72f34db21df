import { Link } from '@remix-run/react';
import { Download, RotateCcw, Scale } from 'lucide-react';
import { isRunOver, runState, runTitle } from '../../../contract/runs.ts';
import type { Run } from '../../lib/api.ts';
import { plural } from '../../lib/format.ts';
import { steps } from '../../lib/steps.ts';
import { STEP_HEADING_ID } from '../../shell/StepHeading.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { ButtonLink } from '../../ui/Button.tsx';
import { Time } from '../../ui/Time.tsx';
import { RenameRunForm } from './RenameRunForm.tsx';

/** Which run this is, in one line, and what is done with it next. */
export function RunHeading({
  run,
  settings,
  comparePath,
}: {
  run: Run;
  /** How it asked, in short. */
  settings: string;
  comparePath: string;
}) {
  const { label, tone } = runState(run);
  const prompts = run.totalPrompts / run.config.samples;
  return (
    <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 lg:flex-nowrap">
      <div className="flex min-w-0 flex-wrap items-baseline gap-x-3 gap-y-1">
        <h1
          id={STEP_HEADING_ID}
          tabIndex={-1}
          className="text-xl leading-tight font-semibold tracking-tight wrap-anywhere"
        >
          {run.modelName && (
            <>
              <bdi>{run.modelName}</bdi>
              <span className="text-muted"> · </span>
            </>
          )}
          <bdi>{runTitle(run)}</bdi>
        </h1>
        <Badge tone={tone}>{label}</Badge>
        <p className="text-sm text-muted">
          {run.name !== null && (
            <>
              <bdi>{run.suiteName}</bdi> ·{' '}
            </>
          )}
          {plural(prompts, 'prompt')} · {settings} · <Time at={run.startedAt} />
          {run.comparisonId && (
            <>
              {' · '}
              <Link to={`${steps.batch.path}?comparison=${run.comparisonId}`} className="link">
                Part of a comparison
              </Link>
            </>
          )}
        </p>
        <RenameRunForm run={run} />
      </div>
      {isRunOver(run) && (
        <div className="flex flex-wrap gap-2 lg:shrink-0">
          <ButtonLink to={comparePath}>
            <Scale aria-hidden className="size-4" />
            Compare
          </ButtonLink>
          <ButtonLink to={`${steps.batch.path}?new&again=${run.id}`}>
            <RotateCcw aria-hidden className="size-4" />
            Run again
          </ButtonLink>
          <ButtonLink to={steps.export.path}>
            <Download aria-hidden className="size-4" />
            Export
          </ButtonLink>
        </div>
      )}
    </header>
  );
}
