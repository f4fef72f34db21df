import { Link } from '@remix-run/react';
import { verdictLabels } from '../../../../contract/runComparison.ts';
import type { Run } from '../../../lib/api.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { ButtonLink } from '../../../ui/Button.tsx';
import { CompareRunForm } from '../../verdict/CompareRunForm.tsx';
import { comparisonPath } from '../../verdict/comparisonPath.ts';
import type { SummedVerdict } from '../../verdict/VerdictSummary.tsx';
import { baseLink } from './comparePath.ts';

/** What the comparison says that a run is one of; else the way to one. */
export function ComparedWith({
  run,
  verdict,
  others,
}: {
  run: Run;
  verdict: SummedVerdict | null;
  others: Run[];
}) {
  if (verdict) return <VerdictInShort summed={verdict} />;
  if (others.length > 0) return <CompareRunForm run={run} others={others} />;
  return (
    <div className="space-y-3">
      <p className="text-[0.9375rem] text-muted">
        No other run of these prompts. Its base model would show what the fine-tune changed.
      </p>
      <ButtonLink to={baseLink}>Compare with its base</ButtonLink>
    </div>
  );
}

function VerdictInShort({
  summed: { candidate, baseline, verdict, sentence },
}: {
  summed: SummedVerdict;
}) {
  const { label, tone } = verdictLabels[verdict];
  return (
    <div className="min-w-0 space-y-1.5">
      <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1 text-sm text-muted">
        <Badge tone={tone}>{label}</Badge>
        <span className="wrap-anywhere">
          <bdi>{candidate.model}</bdi> against <bdi>{baseline.model}</bdi>
        </span>
      </p>
      <p className="text-[0.9375rem] leading-snug wrap-anywhere">{sentence}</p>
      <Link
        to={comparisonPath({ candidate: candidate.run, baseline: baseline.run })}
        className="link text-[0.9375rem]"
      >
        See the comparison
      </Link>
    </div>
  );
}
