import { Download } from 'lucide-react';
import { EXPORT_URL } from '../lib/exportUrl.ts';
import { steps } from '../lib/steps.ts';
import { ButtonLink, buttonClass } from '../ui/Button.tsx';

/** Shortly before a session ends: what it holds can be taken along in one click. */
export function SessionEnding({ minutes }: { minutes: number }) {
  return (
    <aside
      aria-label="The session is about to end"
      className="border-b border-rule bg-warn-soft print:hidden"
    >
      <div className="mx-auto flex max-w-page flex-wrap items-center gap-x-6 gap-y-2 px-4 py-2.5 text-[0.9375rem] sm:px-8">
        <p className="mr-auto">
          <strong className="font-medium">
            This session ends in {minutes === 1 ? '1 minute' : `${minutes} minutes`}.
          </strong>{' '}
          Its key and its results are then deleted.
        </p>
        <a href={`${EXPORT_URL}?format=json`} download className={buttonClass('primary')}>
          <Download aria-hidden className="size-4" />
          Download everything
        </a>
        <ButtonLink to={steps.export.path} variant="quiet">
          Other formats
        </ButtonLink>
      </div>
    </aside>
  );
}
