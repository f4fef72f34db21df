import { Download } from 'lucide-react';
import { comparisonFormatNames, exportFormats } from '../../../contract/exportFormats.ts';
import { EXPORT_URL } from '../../lib/exportUrl.ts';
import { buttonClass } from '../../ui/Button.tsx';
import { Section } from '../../ui/Section.tsx';
import type { VerdictQuery } from './verdictQuery.ts';

/** The comparison as files, by the margin that is shown. */
export function ComparisonDownloads({
  query: { candidate, baseline, margin },
}: {
  query: VerdictQuery;
}) {
  const named = { candidate, baseline, margin: String(margin) };
  return (
    <Section title="Download">
      <p className="max-w-prose text-muted">
        The verdict, and every prompt with both answers in one row. Blind votes stand apart.
      </p>
      <div className="mt-4 flex flex-wrap gap-3">
        {comparisonFormatNames.map((format) => (
          <a
            key={format}
            href={`${EXPORT_URL}?${new URLSearchParams({ ...named, format })}`}
            download
            className={buttonClass('secondary')}
          >
            <Download aria-hidden className="size-4" />
            Download {exportFormats[format].label}
          </a>
        ))}
      </div>
    </Section>
  );
}
