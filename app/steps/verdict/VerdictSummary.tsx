import { type Verdict, verdictLabels } from '../../../contract/runComparison.ts';
import { Badge } from '../../ui/Badge.tsx';
import { ButtonLink } from '../../ui/Button.tsx';
import { comparisonPath } from './comparisonPath.ts';

/** What the verdict of two runs is, in short. */
export interface SummedVerdict {
  candidate: { run: string; model: string };
  baseline: { run: string; model: string };
  verdict: Verdict;
  sentence: string;
}

/** The verdict of two runs where they are shown together with others; it leads to all that it follows from. */
export function VerdictSummary({
  summed: { candidate, baseline, verdict, sentence },
}: {
  summed: SummedVerdict;
}) {
  const { label, tone } = verdictLabels[verdict];
  return (
    <div className="space-y-3">
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1 text-sm text-muted">
        <Badge tone={tone}>{label}</Badge>
        <span className="wrap-anywhere">
          <bdi>{candidate.model}</bdi> against <bdi>{baseline.model}</bdi>
        </span>
      </p>
      <p className="max-w-[54ch] text-lg leading-snug wrap-anywhere">{sentence}</p>
      <ButtonLink
        to={comparisonPath({ candidate: candidate.run, baseline: baseline.run })}
        variant="primary"
      >
        See the comparison
      </ButtonLink>
    </div>
  );
}
