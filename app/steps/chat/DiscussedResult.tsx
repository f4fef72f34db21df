import { Link } from '@remix-run/react';
import { X } from 'lucide-react';
import { outcomeDefinitions } from '../../../contract/outcomes.ts';
import type { RunResult } from '../../lib/api.ts';
import { formatWholeMs } from '../../lib/format.ts';
import { Badge } from '../../ui/Badge.tsx';
import { resultLabel } from '../run/runLabels.ts';

/** The result that the next question is about, quoted above the field. */
export function DiscussedResult({ result }: { result: RunResult }) {
  const { label, tone } = resultLabel(result);
  return (
    <figure className="mb-3 rounded-md border border-rule border-l-3 border-l-accent bg-surface py-2.5 pr-2 pl-4 text-sm">
      <div className="flex items-center gap-x-3">
        <figcaption className="flex flex-wrap items-center gap-x-3 gap-y-1 font-medium">
          About result #{result.promptIndex + 1}
          <Badge tone={tone}>{label}</Badge>
          {result.latencyMs !== null && (
            <span className="figures font-normal text-muted">
              {formatWholeMs(result.latencyMs)}
            </span>
          )}
        </figcaption>
        <Link
          to="?"
          replace
          preventScrollReset
          aria-label={`Do not ask about result #${result.promptIndex + 1}`}
          className="ml-auto inline-flex size-8 items-center justify-center rounded-sm text-muted hover:text-ink"
        >
          <X aria-hidden className="size-4" />
        </Link>
      </div>
      <p dir="auto" className="line-clamp-2 wrap-anywhere">
        {result.prompt}
      </p>
      <p dir="auto" className="line-clamp-2 wrap-anywhere text-muted">
        {result.response || result.error || outcomeDefinitions.empty.meaning}
      </p>
    </figure>
  );
}
