import type { ReactNode } from 'react';
import { metricLabels } from '../../../contract/metricLabels.ts';
import type { ChatMessage } from '../../lib/api.ts';
import { formatCount, formatMs, formatTokenRate } from '../../lib/format.ts';
import { Abbreviation } from '../../ui/Abbreviation.tsx';

/** What an answer took: time and tokens, as far as they are known. */
export function AnswerCosts({ message }: { message: ChatMessage }) {
  const { inputTokens, outputTokens, outputTokensPerSecond, latencyMs, ttftMs } = message;
  return (
    <>
      {ttftMs !== null && <Cost name={<Abbreviation name="TTFT" />}>{formatMs(ttftMs)}</Cost>}
      {latencyMs !== null && <Cost name={metricLabels.latency}>{formatMs(latencyMs)}</Cost>}
      {inputTokens !== null && outputTokens !== null && (
        <Cost name="Tokens">
          {formatCount(inputTokens)} input, {formatCount(outputTokens)} output
        </Cost>
      )}
      {outputTokensPerSecond !== null && (
        <Cost name="Speed">{formatTokenRate(outputTokensPerSecond)}</Cost>
      )}
    </>
  );
}

function Cost({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <span className="whitespace-nowrap">
      {name} <span className="figures text-ink">{children}</span>
    </span>
  );
}
