import { Download } from 'lucide-react';
import type { Run } from '../../lib/api.ts';
import { plural } from '../../lib/format.ts';
import { buttonClass } from '../../ui/Button.tsx';
import { Section } from '../../ui/Section.tsx';
import { Time } from '../../ui/Time.tsx';

const EXPORT = '/api/demo/v2/export';

/** The results as files: all of them, and run by run where there are several. */
export function Downloads({ runs }: { runs: Run[] }) {
  return (
    <Section title="Download">
      <p className="max-w-prose text-muted">
        Every prompt with its answer, grade, times and tokens, headed by the summary above. CSV
        opens in a spreadsheet, JSON suits programs. The key is in neither.
      </p>
      <div className="mt-4 flex flex-wrap gap-3">
        <a href={`${EXPORT}?format=csv`} download className={buttonClass('primary')}>
          <Download aria-hidden className="size-4" />
          Download CSV
        </a>
        <a href={`${EXPORT}?format=json`} download className={buttonClass('secondary')}>
          <Download aria-hidden className="size-4" />
          Download JSON
        </a>
      </div>
      {runs.length > 1 && (
        <ul aria-label="Single runs" className="mt-6 divide-y divide-rule border-t border-rule">
          {runs.map((run) => (
            <li key={run.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2.5">
              <span className="mr-auto">
                {run.suiteName}{' '}
                <span className="text-sm text-muted">
                  <Time at={run.startedAt} />,{' '}
                  {plural(run.completedPrompts + run.failedPrompts, 'result')}
                </span>
              </span>
              {(['csv', 'json'] as const).map((format) => (
                <a
                  key={format}
                  href={`${EXPORT}?format=${format}&test_run_id=${run.id}`}
                  download
                  className="link text-sm"
                >
                  {format.toUpperCase()}
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
