import type { ReactNode } from 'react';
import { metricLabels } from '../../../contract/metricLabels.ts';
import type { ChatMessage } from '../../lib/api.ts';
import { formatCount, formatMs, formatTokenRate } from '../../lib/format.ts';
import { Abbreviation } from '../../ui/Abbreviation.tsx';

/** What an answer took: time and tokens, as far as they are known. */
export function AnswerUsage({ message }: { message: ChatMessage }) {
  const { inputTokens, outputTokens, outputTokensPerSecond, latencyMs, ttftMs } = message;
  return (
    <>
      {ttftMs !== null && (
        <UsageValue name={<Abbreviation name="TTFT" />}>{formatMs(ttftMs)}</UsageValue>
      )}
      {latencyMs !== null && (
        <UsageValue name={metricLabels.latency}>{formatMs(latencyMs)}</UsageValue>
      )}
      {inputTokens !== null && outputTokens !== null && (
        <UsageValue name="Tokens">
          {formatCount(inputTokens)} input, {formatCount(outputTokens)} output
        </UsageValue>
      )}
      {outputTokensPerSecond !== null && (
        <UsageValue name={metricLabels.speed}>{formatTokenRate(outputTokensPerSecond)}</UsageValue>
      )}
    </>
  );
}

function UsageValue({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <span className="whitespace-nowrap">
      {name} <span className="figures text-ink">{children}</span>
    </span>
  );
}
