import { Link } from '@remix-run/react';
import type { Run } from '../../../lib/api.ts';
import { runStatusWords } from '../../../lib/runWords.ts';
import { steps } from '../../../lib/steps.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { Section } from '../../ui/Section.tsx';

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
              <Moment at={run.startedAt} />
            </span>
            <span className="figures w-28 text-sm">
              {run.completedPrompts} of {run.totalPrompts}
            </span>
            <span className="w-20 text-right">
              <Badge tone={runStatusWords(run).tone}>{runStatusWords(run).label}</Badge>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
