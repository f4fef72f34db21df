import { ShareBar } from '../../../charts/ShareBar.tsx';
import type { AccuracyReport, SessionMetrics } from '../../../lib/api.ts';
import { formatCount, formatPercent, formatPercentRange } from '../../../lib/format.ts';

/** How many answers were right; where nothing was graded, how many prompts were answered. */
export function AccuracyFigure({
  metrics,
  accuracy,
}: {
  metrics: SessionMetrics;
  accuracy: AccuracyReport;
}) {
  const { samples, passHatK, passAtK, overruled } = accuracy;
  const notes = [
    passHatK !== null && `pass^${samples} ${formatPercent(passHatK)}`,
    passAtK !== null && `pass@${samples} ${formatPercent(passAtK)}`,
    overruled > 0 && `${formatCount(overruled)} graded by you`,
  ].filter((note) => note !== false);
  return (
    <div className="min-w-0">
      {accuracy.accuracy === null ? (
        <ShareFigure
          word="answered"
          counted={metrics.completedPrompts}
          of={metrics.totalPrompts}
          share={metrics.successRate}
          low={metrics.successRateLow}
          high={metrics.successRateHigh}
        />
      ) : (
        <CorrectFigure
          correct={accuracy.correct}
          graded={accuracy.graded}
          share={accuracy.accuracy}
          low={accuracy.accuracyLow}
          high={accuracy.accuracyHigh}
        />
      )}
      {notes.length > 0 && <p className="mt-2 text-sm text-muted">{notes.join(' · ')}</p>}
    </div>
  );
}

/** A share of correct answers, large, with its interval. */
export function CorrectFigure({
  correct,
  graded,
  ...interval
}: { correct: number; graded: number } & ShareInterval) {
  return <ShareFigure word="correct" counted={correct} of={graded} {...interval} />;
}

/** Percent; null where nothing was counted. */
interface ShareInterval {
  share: number | null;
  low: number | null;
  high: number | null;
}

function ShareFigure({
  word,
  counted,
  of,
  share,
  low,
  high,
}: {
  word: string;
  counted: number;
  of: number;
} & ShareInterval) {
  if (share === null || low === null || high === null) {
    return <p className="text-2xl/9 text-muted">Nothing was {word}</p>;
  }
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="text-3xl/9 font-semibold tracking-tight whitespace-nowrap">
          <span className="figures">{formatPercent(share)}</span> {word}
        </span>
        <span className="text-[0.9375rem] whitespace-nowrap text-muted">
          (<span className="figures">{formatCount(counted)}</span> of{' '}
          <span className="figures">{formatCount(of)}</span>;{' '}
          <abbr title="95 % interval (Wilson), each prompt counted once">
            <span className="figures">{formatPercentRange(low, high)}</span>
          </abbr>
          )
        </span>
      </p>
      <ShareBar share={share} low={low} high={high} className="mt-3 h-2.5" />
    </>
  );
}
