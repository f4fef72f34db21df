import { Link } from '@remix-run/react';
import { X } from 'lucide-react';
import type { Run } from '../../lib/api.ts';

/** The two runs that questions are about until somebody says otherwise, and what goes with a form that asks. */
export interface ComparedInChat {
  candidate: Run;
  baseline: Run;
}

export function ComparedRunsNote({ candidate, baseline }: ComparedInChat) {
  return (
    <p className="mb-3 flex items-center gap-x-3 rounded-md border border-rule border-l-3 border-l-accent bg-surface py-1 pr-2 pl-4 text-sm">
      <span className="wrap-anywhere">
        About <bdi className="font-medium">{candidate.modelName}</bdi> against{' '}
        <bdi className="font-medium">{baseline.modelName}</bdi>
      </span>
      <Link
        to="?"
        replace
        preventScrollReset
        aria-label="Do not ask about this comparison"
        className="ml-auto inline-flex size-8 items-center justify-center rounded-sm text-muted hover:text-ink"
      >
        <X aria-hidden className="size-4" />
      </Link>
    </p>
  );
}

/** For a form that asks. */
export function ComparedRunsInputs({ compared }: { compared: ComparedInChat | null }) {
  return (
    compared && (
      <>
        <input type="hidden" name="candidate" value={compared.candidate.id} />
        <input type="hidden" name="baseline" value={compared.baseline.id} />
      </>
    )
  );
}
