import { Form, Link } from '@remix-run/react';
import { runState, runTitle } from '../../../../contract/runs.ts';
import type { Run } from '../../../lib/api.ts';
import { formatPercent, formatPercentRange } from '../../../lib/format.ts';
import { steps } from '../../../lib/steps.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { Button, ButtonLink } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Time } from '../../../ui/Time.tsx';
import { RUNS_PER_PAGE, runsPath } from './runsQuery.ts';

/** Percentages. */
export interface ListedAccuracy {
  accuracy: number;
  low: number | null;
  high: number | null;
}

export interface ShownRuns {
  /** Accuracy is null where nothing was graded. */
  runs: { run: Run; accuracy: ListedAccuracy | null }[];
  total: number;
  /** From 1. */
  page: number;
  /** Ids of the runs that are ticked. */
  chosen: string[];
  /** They were to be compared, and are not two. */
  isSent: boolean;
}

/** The runs of a session, newest first; two that are ticked are held against each other. */
export function RunsOfSession({ runs, total, page, chosen, isSent }: ShownRuns) {
  const pages = Math.ceil(total / RUNS_PER_PAGE);
  return (
    <Form method="get" action={runsPath}>
      {page > 1 && <input type="hidden" name="page" value={page} />}
      {isSent && (
        <div className="mb-6">
          <Notice tone="warn" title="Choose two runs">
            A comparison holds one run against one other.
          </Notice>
        </div>
      )}
      <ul className="divide-y divide-rule border-y border-rule">
        {runs.map(({ run, accuracy }) => (
          <ListedRun
            key={run.id}
            run={run}
            accuracy={accuracy}
            isChosen={chosen.includes(run.id)}
          />
        ))}
      </ul>
      {pages > 1 && (
        <nav aria-label="Pages of runs" className="mt-4 flex items-center gap-4 text-[0.9375rem]">
          {page > 1 && (
            <Link to={`${runsPath}?page=${page - 1}`} className="link">
              Newer
            </Link>
          )}
          <span className="text-muted">
            page {page} of {pages}
          </span>
          {page < pages && (
            <Link to={`${runsPath}?page=${page + 1}`} className="link">
              Older
            </Link>
          )}
        </nav>
      )}
      <div className="sticky-foot sticky bottom-0 mt-6 flex flex-wrap gap-3 bg-paper py-3">
        {total > 1 && (
          <Button variant="primary" name="compare" value="chosen">
            Compare the two chosen
          </Button>
        )}
        <ButtonLink to={`${steps.batch.path}?new`}>New run</ButtonLink>
      </div>
    </Form>
  );
}

function ListedRun({
  run,
  accuracy,
  isChosen,
}: {
  run: Run;
  accuracy: ListedAccuracy | null;
  isChosen: boolean;
}) {
  const { label, tone } = runState(run);
  const title = runTitle(run);
  return (
    <li className="grid grid-cols-[auto_1fr] items-start gap-x-4 py-3 md:grid-cols-[auto_minmax(0,3fr)_minmax(0,2fr)_9rem_9rem]">
      <input
        type="checkbox"
        name="chosen"
        value={run.id}
        defaultChecked={isChosen}
        aria-label={`Choose ${title}, ${run.modelName}, ${run.startedAt.toISOString().slice(11, 19)} UTC`}
        className="mt-1 size-5 accent-accent"
      />
      <div className="min-w-0">
        <Link to={`${steps.batch.path}?run=${run.id}`} className="link font-medium wrap-anywhere">
          <bdi>{title}</bdi>
        </Link>
        <p className="text-sm text-muted wrap-anywhere">
          {run.name !== null && (
            <>
              <bdi>{run.suiteName}</bdi> ·{' '}
            </>
          )}
          <bdi>{run.modelName}</bdi>
        </p>
      </div>
      <p className="col-start-2 min-w-0 md:col-start-3">
        {accuracy === null ? (
          <span className="text-sm text-muted">Not graded</span>
        ) : (
          <>
            <span className="figures font-medium">{formatPercent(accuracy.accuracy)}</span> correct
            {accuracy.low !== null && accuracy.high !== null && (
              <span className="block text-sm text-muted">
                {formatPercentRange(accuracy.low, accuracy.high)}
              </span>
            )}
          </>
        )}
      </p>
      <p className="col-start-2 md:col-start-4">
        <Badge tone={tone}>{label}</Badge>
      </p>
      <p className="col-start-2 text-sm text-muted md:col-start-5">
        <Time at={run.startedAt} withDate />
      </p>
    </li>
  );
}
