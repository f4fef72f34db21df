import { Link } from '@remix-run/react';
import { runStatusLabels } from '../../../contract/runs.ts';
import type { Run } from '../../lib/api.ts';
import { steps } from '../../lib/steps.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Section } from '../../ui/Section.tsx';
import { Time } from '../../ui/Time.tsx';

/** Runs of the session, newest first, each leading to its report. */
export function RunList({ title, runs }: { title: string; runs: Run[] }) {
  return (
    <Section title={title} className="mt-12">
      <ul className="divide-y divide-rule">
        {runs.map((run) => (
          <li key={run.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2.5">
            <Link to={`${steps.batch.path}?run=${run.id}`} className="link mr-auto">
              {run.suiteName}
            </Link>
            <span className="text-sm text-muted">
              <Time at={run.startedAt} />
            </span>
            <span className="figures w-28 text-sm">
              {run.completedPrompts} of {run.totalPrompts}
            </span>
            <span className="w-20 text-right">
              <Badge tone={runStatusLabels[run.status].tone}>
                {runStatusLabels[run.status].label}
              </Badge>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
