import { Link } from '@remix-run/react';
import { comparisonState } from '../../../contract/comparisons.ts';
import type { Run } from '../../lib/api.ts';
import { steps } from '../../lib/steps.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Section } from '../../ui/Section.tsx';
import { Time } from '../../ui/Time.tsx';
import { runsPath } from './list/runsQuery.ts';
import { modelsOf, titlesOf } from './runLabels.ts';

/** Runs of the session, newest first, each leading to its report; those that were started together are one line. */
export function RunList({ title, runs }: { title: string; runs: Run[] }) {
  const starts = [...Map.groupBy(runs, ({ comparisonId, id }) => comparisonId ?? id).values()];
  const hasModels = new Set(runs.map(({ modelName }) => modelName)).size > 1;
  return (
    <Section
      title={title}
      aside={
        <Link to={runsPath} className="link">
          List and compare all runs
        </Link>
      }
      className="mt-12"
    >
      <ul className="divide-y divide-rule">
        {starts.map((started) => {
          const [run] = started as [Run];
          const status = comparisonState(started);
          const total = (count: (run: Run) => number) =>
            started.reduce((sum, each) => sum + count(each), 0);
          const address = run.comparisonId ? `comparison=${run.comparisonId}` : `run=${run.id}`;
          return (
            <li key={run.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2.5">
              <Link
                to={`${steps.batch.path}?${address}`}
                className="link mr-auto max-sm:basis-full wrap-anywhere"
              >
                {titlesOf(started)}
                {hasModels && (
                  <span className="text-muted">
                    {' · '}
                    {modelsOf(started)}
                  </span>
                )}
              </Link>
              <span className="text-sm text-muted">
                <Time at={run.startedAt} />
              </span>
              <span className="figures text-sm sm:w-28">
                {total(({ completedPrompts }) => completedPrompts)} of{' '}
                {total(({ totalPrompts }) => totalPrompts)}
              </span>
              <span className="sm:w-40 sm:text-right">
                <Badge tone={status.tone}>{status.label}</Badge>
              </span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
