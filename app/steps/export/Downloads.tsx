import { Link } from '@remix-run/react';
import { Download } from 'lucide-react';
import {
  type ExportFormatName,
  exportFormatNames,
  exportFormats,
} from '../../../contract/exportFormats.ts';
import { isRunOver, runTitle } from '../../../contract/runs.ts';
import type { Run } from '../../lib/api.ts';
import { EXPORT_URL } from '../../lib/exportUrl.ts';
import { plural } from '../../lib/format.ts';
import { buttonClass } from '../../ui/Button.tsx';
import { Section } from '../../ui/Section.tsx';
import { Time } from '../../ui/Time.tsx';
import { reportPath } from '../report/reportPath.ts';

/** The results as files: all of them, and run by run where there are several. */
export function Downloads({ runs }: { runs: Run[] }) {
  const hasModels = new Set(runs.map(({ modelName }) => modelName)).size > 1;
  return (
    <Section title="Download">
      <p className="max-w-prose text-muted">
        Every prompt with its answer, grade, times and tokens, headed by the figures above.{' '}
        {exportFormatNames.map(formatDescription).join(', ')}. The key is in none of them.
      </p>
      <div className="mt-4 flex flex-wrap gap-3">
        {exportFormatNames.map((name, index) => (
          <a
            key={name}
            href={`${EXPORT_URL}?format=${name}`}
            download
            className={buttonClass(index === 0 ? 'primary' : 'secondary')}
          >
            <Download aria-hidden className="size-4" />
            Download {exportFormats[name].label}
          </a>
        ))}
      </div>
      {runs.length === 1 && (
        <p className="mt-4">
          <ReportLink run={runs[0] as Run} />
        </p>
      )}
      {runs.length > 1 && (
        <ul aria-label="Single runs" className="mt-6 divide-y divide-rule border-t border-rule">
          {runs.map((run) => (
            <li key={run.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2.5">
              <span className="mr-auto wrap-anywhere">
                {hasModels && run.modelName ? `${runTitle(run)} · ${run.modelName}` : runTitle(run)}{' '}
                <span className="text-sm text-muted">
                  <Time at={run.startedAt} />,{' '}
                  {plural(run.completedPrompts + run.failedPrompts, 'result')}
                </span>
              </span>
              <ReportLink run={run} />
              {exportFormatNames.map((name) => (
                <a
                  key={name}
                  href={`${EXPORT_URL}?format=${name}&test_run_id=${run.id}`}
                  download
                  className="link text-sm"
                >
                  {exportFormats[name].label}
                  <span className="sr-only"> of this run</span>
                </a>
              ))}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function ReportLink({ run }: { run: Run }) {
  if (!isRunOver(run)) return null;
  return (
    <Link to={reportPath(run.id)} className="link text-sm">
      Report to print
    </Link>
  );
}

function formatDescription(name: ExportFormatName): string {
  const { label, use } = exportFormats[name];
  return `${label} ${use}`;
}
