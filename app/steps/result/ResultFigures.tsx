import type { ReactNode } from 'react';
import { metricLabels } from '../../../contract/metricLabels.ts';
import type { RunResult } from '../../lib/api.ts';
import { formatCount, formatTokenMs, formatTokenRate, formatWholeMs } from '../../lib/format.ts';
import { Abbreviation } from '../../ui/Abbreviation.tsx';

/** What was measured of one call. */
export function ResultFigures({ result }: { result: RunResult }) {
  const figures: [ReactNode, string][] = [
    [metricLabels.latency, known(result.latencyMs, formatWholeMs)],
    [<Abbreviation key="ttft" name="TTFT" />, known(result.ttftMs, formatWholeMs)],
    [<Abbreviation key="tpot" name="TPOT" />, known(result.tpotMs, formatTokenMs)],
    [metricLabels.speed, known(result.outputTokensPerSecond, formatTokenRate)],
    [metricLabels.attempts, result.attempts === 1 ? '1' : `${result.attempts}, last one measured`],
    [metricLabels.inputTokens, known(result.inputTokens, formatCount)],
    [metricLabels.outputTokens, known(result.outputTokens, formatCount)],
    [metricLabels.finishReason, result.finishReason ?? 'unknown'],
  ];
  if (result.firstThoughtMs !== null) {
    figures.push([metricLabels.timeToFirstReasoning, formatWholeMs(result.firstThoughtMs)]);
  }
  if (result.reasoningTokens !== null) {
    figures.push([metricLabels.reasoningTokens, formatCount(result.reasoningTokens)]);
  }
  return (
    <dl className="grid grid-cols-[repeat(auto-fill,minmax(14rem,1fr))] gap-x-6 gap-y-1.5 border-t border-rule pt-4 text-sm">
      {figures.map(([name, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they stay in their order
        <div key={index} className="flex justify-between gap-3">
          <dt className="text-muted">{name}</dt>
          <dd className="figures text-right wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const known = (value: number | null, format: (value: number) => string) =>
  value === null ? 'unknown' : format(value);
