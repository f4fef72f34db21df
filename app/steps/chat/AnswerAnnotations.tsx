/** What we say about an answer: what it rests on, which figures are right, what it offers to show. */

import { Link } from '@remix-run/react';
import { TableProperties, X } from 'lucide-react';
import { Fragment, type ReactNode } from 'react';
import { runTitle } from '../../../contract/runs.ts';
import type { ChatMessage, CitedResult, Run } from '../../lib/api.ts';
import { formatCount, formatMetric, plural } from '../../lib/format.ts';
import { steps } from '../../lib/steps.ts';
import { ButtonLink } from '../../ui/Button.tsx';
import { Time } from '../../ui/Time.tsx';
import { resultPath } from '../run/resultQuery.ts';

/** The results that the model was shown, each a way to its row. */
export function EvidenceList({
  evidence,
  runIds,
  runs,
}: Pick<ChatMessage, 'evidence' | 'runIds'> & { runs: Run[] }) {
  if (!evidence || evidence.total === 0) return null;
  const { given, total, results } = evidence;
  const citedRuns = runIds.map((id) => runs.find((run) => run.id === id)).filter((run) => !!run);
  return (
    <details className="mt-1.5 text-sm text-muted">
      <summary className="w-fit cursor-pointer rounded-sm py-1 hover:text-ink">
        <span className="figures">{formatCount(given)}</span> of {plural(total, 'result')} shown to
        the model
      </summary>
      {citedRuns.length > 1 &&
        citedRuns.map((run, index) => (
          <p key={run.id} className="mt-1">
            {String.fromCharCode('A'.charCodeAt(0) + index)} is {runTitle(run)}, started{' '}
            <Time at={run.startedAt} />
          </p>
        ))}
      <ul className="mt-1 flex flex-wrap gap-x-3 gap-y-1">
        {results.toSorted(byLabel).map((cited) => (
          <li key={cited.resultId}>
            <Link to={resultPath(cited)} className="link figures">
              {cited.label}
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}

const { compare } = new Intl.Collator('en', { numeric: true });
const byLabel = (a: CitedResult, b: CitedResult) => compare(a.label, b.label);

/** How many of the figures are right, and what the others should be. */
export function MetricCheckList({
  checks,
  runIds,
  runs,
}: Pick<ChatMessage, 'checks' | 'runIds'> & { runs: Run[] }) {
  if (checks.length === 0) return null;
  const wrong = checks.filter(({ verdict }) => verdict === 'wrong');
  const right = checks.length - wrong.length;
  return (
    <div className="mt-3 border-l-2 border-rule pl-4 text-sm">
      <p className="text-muted">
        Checked against {checkedAgainst(runIds, runs)}: {formatCount(right)} of{' '}
        {plural(checks.length, 'figure')} right.
      </p>
      <ul>
        {wrong.map(({ start, quote, figure, actual, unit }) => (
          <li key={start}>
            <X aria-hidden className="mr-1 inline size-3.5 align-[-0.1em] text-bad" />
            <span className="font-medium text-bad">Wrong:</span> {quote}. The {figure} is{' '}
            <strong className="figures font-medium">{formatMetric(actual, unit)}</strong>.
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Where a session has several runs, which of them. */
function checkedAgainst(runIds: string[], runs: Run[]): ReactNode {
  const checked = runs.filter(({ id }) => runIds.includes(id));
  if (runs.length < 2 || checked.length === 0) return 'the database';
  return checked.map((run, index) => (
    <Fragment key={run.id}>
      {index > 0 && ' and '}
      <Link to={`${steps.batch.path}?run=${run.id}`} className="link wrap-anywhere">
        {[runTitle(run), run.modelName].filter(Boolean).join(', ')}
      </Link>{' '}
      (<Time at={run.startedAt} />)
    </Fragment>
  ));
}

/** The view of the result table that the model offers, one click away. */
export function ProposedFilterLink({ filter }: { filter: ChatMessage['proposedFilter'] }) {
  if (!filter) return null;
  const { runId, label, filter: show, category, sort, direction, search } = filter;
  const query = new URLSearchParams({ run: runId, filter: show, sort, direction });
  if (category) query.set('category', category);
  if (search) query.set('search', search);
  return (
    <ButtonLink to={`${steps.batch.path}?${query}`} className="mt-3">
      <TableProperties aria-hidden className="size-4 shrink-0" />
      <span className="wrap-anywhere">Show in the table: {label}</span>
    </ButtonLink>
  );
}
