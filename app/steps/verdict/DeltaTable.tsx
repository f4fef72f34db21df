import type { ReactNode } from 'react';
import { metricLabels } from '../../../contract/metricLabels.ts';
import type { Ratio, RunComparison } from '../../../contract/runComparison.ts';
import type { Tone } from '../../../contract/tone.ts';
import type { SessionMetrics } from '../../lib/api.ts';
import { formatCount, formatMs, formatTokenMs, plural } from '../../lib/format.ts';
import { Abbreviation } from '../../ui/Abbreviation.tsx';
import { Badge } from '../../ui/Badge.tsx';
import {
  accuracyText,
  excludes,
  formatPoints,
  formatPointsInterval,
  formatRatio,
  formatRatioInterval,
} from './verdictText.ts';

interface SideMetrics {
  candidate: SessionMetrics;
  baseline: SessionMetrics;
}

/** How a change is called, and whether it is a good one. */
interface Finding {
  label: string;
  tone: Tone;
}

/** A row of the table. Null is what is not known. */
interface Delta {
  key: string;
  name: ReactNode;
  baseline: string | null;
  candidate: string | null;
  change: string | null;
  interval: string | null;
  /** Null where the interval holds no difference as well. */
  finding: Finding | null;
}

/** The figures of both sides, how they changed, and whether one can tell. */
export function DeltaTable({
  comparison,
  metrics,
}: {
  comparison: RunComparison;
  metrics: SideMetrics;
}) {
  const ratios = [comparison.latencyRatio, comparison.outputTokensRatio].filter(Boolean);
  const answeredOnBoth = Math.max(0, ...ratios.map((ratio) => ratio?.n ?? 0));
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <section className="relative overflow-x-auto" aria-label="Figures compared" tabIndex={0}>
        <table className="w-full border-collapse text-left text-[0.9375rem]">
          <thead>
            <tr className="border-b border-edge align-bottom text-sm text-muted">
              {['Figure', 'Finding', 'Baseline', 'Candidate', 'Change', '95\u202f% interval'].map(
                (name) => (
                  <th key={name} scope="col" className="py-2 pr-4 font-medium whitespace-nowrap">
                    {name}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {deltasOf(comparison, metrics).map(({ key, name, finding, ...figures }) => (
              <tr key={key} className="border-b border-rule">
                <th scope="row" className="py-2.5 pr-4 font-normal text-muted">
                  {name}
                </th>
                <td className="py-2.5 pr-4 whitespace-nowrap">
                  {finding ? (
                    <Badge tone={finding.tone}>{finding.label}</Badge>
                  ) : (
                    <span className="text-sm text-muted">cannot tell</span>
                  )}
                </td>
                <FigureCell>{figures.baseline}</FigureCell>
                <FigureCell>{figures.candidate}</FigureCell>
                <FigureCell>{figures.change}</FigureCell>
                <FigureCell>{figures.interval}</FigureCell>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="mt-3 text-sm text-muted">
        Times and tokens of each side are medians and sums of its whole run. Changes are geometric
        means over the {plural(answeredOnBoth, 'prompt')} that both answered.
      </p>
    </>
  );
}

function FigureCell({ children }: { children: string | null }) {
  return (
    <td className="figures py-2.5 pr-4 whitespace-nowrap">
      {children ?? <span className="text-muted">unknown</span>}
    </td>
  );
}

const slower: RatioFindings = {
  above: { label: 'slower', tone: 'bad' },
  below: { label: 'faster', tone: 'good' },
};

interface RatioFindings {
  above: Finding;
  below: Finding;
}

function deltasOf(comparison: RunComparison, { candidate, baseline }: SideMetrics): Delta[] {
  return [
    ...(comparison.n > 0 ? [gradesDelta(comparison)] : []),
    {
      key: 'latency',
      name: metricLabels.latency,
      baseline: known(baseline.p50LatencyMs, formatMs),
      candidate: known(candidate.p50LatencyMs, formatMs),
      ...changeOf(comparison.latencyRatio, slower),
    },
    {
      key: 'ttft',
      name: <Abbreviation name="TTFT" />,
      baseline: known(baseline.p50TtftMs, formatMs),
      candidate: known(candidate.p50TtftMs, formatMs),
      ...changeOf(comparison.ttftRatio, slower),
    },
    {
      key: 'tpot',
      name: <Abbreviation name="TPOT" />,
      baseline: known(baseline.p50TpotMs, formatTokenMs),
      candidate: known(candidate.p50TpotMs, formatTokenMs),
      ...changeOf(comparison.tpotRatio, slower),
    },
    {
      key: 'tokens',
      name: metricLabels.outputTokens,
      baseline: known(baseline.totalOutputTokens, formatCount),
      candidate: known(candidate.totalOutputTokens, formatCount),
      // More of them is neither good nor bad by itself.
      ...changeOf(comparison.outputTokensRatio, {
        above: { label: 'more', tone: 'accent' },
        below: { label: 'fewer', tone: 'accent' },
      }),
    },
  ];
}

function gradesDelta(comparison: RunComparison): Delta {
  const { difference, interval, margin } = comparison;
  return {
    key: 'accuracy',
    name: comparison.measure === 'pass' ? metricLabels.accuracy : 'Mean score',
    baseline: accuracyText(comparison.baseline),
    candidate: accuracyText(comparison.candidate),
    change: difference === null ? null : `${formatPoints(difference, margin)} points`,
    interval: interval && formatPointsInterval(interval, margin),
    finding:
      interval && excludes(interval, 0)
        ? interval[0] > 0
          ? { label: 'higher', tone: 'good' }
          : { label: 'lower', tone: 'bad' }
        : null,
  };
}

function changeOf(
  ratio: Ratio | null,
  findings: RatioFindings,
): Pick<Delta, 'change' | 'interval' | 'finding'> {
  if (!ratio) return { change: null, interval: null, finding: null };
  const { value, interval } = ratio;
  return {
    change: formatRatio(value),
    interval: interval && formatRatioInterval(interval),
    finding:
      interval && excludes(interval, 1) ? findings[interval[0] > 1 ? 'above' : 'below'] : null,
  };
}

function known(value: number | null, format: (value: number) => string): string | null {
  return value === null ? null : format(value);
}
