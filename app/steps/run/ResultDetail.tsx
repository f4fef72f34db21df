import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { metricLabels } from '../../../contract/metricLabels.ts';
import { outcomeDefinitions } from '../../../contract/outcomes.ts';
import { suitePromptLabels } from '../../../contract/suites.ts';
import type { RunResult } from '../../lib/api.ts';
import { formatCount, formatTokenMs, formatTokenRate, formatWholeMs } from '../../lib/format.ts';
import { steps } from '../../lib/steps.ts';
import { HighlightedAnswer } from '../../modelText/HighlightedAnswer.tsx';
import { Abbreviation } from '../../ui/Abbreviation.tsx';
import { RequestId } from '../../ui/RequestId.tsx';
import { GradeDetail } from './grades/GradeDetail.tsx';
import { Waterfall } from './Waterfall.tsx';

/** Everything known about one result. Once its run is over, its grade can be overruled. */
export function ResultDetail({ result, isOver }: { result: RunResult; isOver: boolean }) {
  return (
    <div className="grid gap-x-10 gap-y-5 border-l-2 border-accent pl-4 lg:grid-cols-2">
      <DetailText name={suitePromptLabels.prompt}>{result.prompt}</DetailText>
      {result.error ? (
        <div className="min-w-0">
          <DetailText name="Error" isError>
            {result.error}
          </DetailText>
          {result.upstreamRequestId && <RequestId id={result.upstreamRequestId} />}
        </div>
      ) : (
        <DetailText name="Answer">
          {result.response ? (
            <HighlightedAnswer answer={result.response} span={result.grade?.span ?? null} />
          ) : (
            outcomeDefinitions.empty.meaning
          )}
        </DetailText>
      )}
      {markSentences(result).map((sentence) => (
        <p key={sentence} className="col-span-full text-warn">
          {sentence}
        </p>
      ))}
      {result.error && result.response && (
        <DetailText name="Answer so far">{result.response}</DetailText>
      )}
      {result.reasoning && (
        <details className="col-span-full min-w-0">
          <summary className="link w-fit cursor-pointer text-sm">Reasoning of the model</summary>
          <p className="mt-1 max-h-96 overflow-y-auto whitespace-pre-wrap wrap-anywhere text-muted">
            {result.reasoning}
          </p>
        </details>
      )}
      {result.expectedAnswer && (
        <DetailText name={suitePromptLabels.expected_answer}>{result.expectedAnswer}</DetailText>
      )}
      <GradeDetail result={result} isOver={isOver} />
      <Waterfall result={result} />
      <dl className="col-span-full flex flex-wrap gap-x-6 gap-y-2 text-sm">
        <DetailValue name={suitePromptLabels.category}>{result.category ?? 'none'}</DetailValue>
        <DetailValue name={metricLabels.latency}>
          {formatKnown(result.latencyMs, formatWholeMs)}
        </DetailValue>
        <DetailValue name={<Abbreviation name="TTFT" />}>
          {formatKnown(result.ttftMs, formatWholeMs)}
        </DetailValue>
        <DetailValue name={<Abbreviation name="TPOT" />}>
          {formatKnown(result.tpotMs, formatTokenMs)}
        </DetailValue>
        <DetailValue name={metricLabels.speed}>
          {formatKnown(result.outputTokensPerSecond, formatTokenRate)}
        </DetailValue>
        {result.firstThoughtMs !== null && (
          <DetailValue name={metricLabels.timeToFirstReasoning}>
            {formatWholeMs(result.firstThoughtMs)}
          </DetailValue>
        )}
        <DetailValue name={metricLabels.attempts}>
          {result.attempts === 1 ? '1' : `${result.attempts}, last one measured`}
        </DetailValue>
        <DetailValue name={metricLabels.inputTokens}>
          {formatKnown(result.inputTokens, formatCount)}
        </DetailValue>
        <DetailValue name={metricLabels.outputTokens}>
          {formatKnown(result.outputTokens, formatCount)}
        </DetailValue>
        {result.reasoningTokens !== null && (
          <DetailValue name={metricLabels.reasoningTokens}>
            {formatCount(result.reasoningTokens)}
          </DetailValue>
        )}
        <DetailValue name={metricLabels.finishReason}>
          {result.finishReason ?? 'unknown'}
        </DetailValue>
      </dl>
      <ul className="col-span-full flex flex-wrap gap-x-6 gap-y-2 text-sm">
        {[
          [
            `${steps.chat.path}?${new URLSearchParams({ discuss: result.id })}`,
            'Discuss this result',
          ],
          [
            `${steps.batch.path}?new&${new URLSearchParams({ edit: result.id })}`,
            'Run again with an edited prompt',
          ],
          [
            `${steps.batch.path}/reproduce?${new URLSearchParams({ result: result.id, run: result.testRunId })}`,
            'Reproduce it',
          ],
        ].map(([to, words]) => (
          <li key={to}>
            <Link to={to as string} className="link inline-block py-1">
              {words}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What a result is marked with, as whoever reads the answer should know it. */
function markSentences({ probablyTruncated, promptCut, inputTokens }: RunResult): string[] {
  return [
    probablyTruncated
      ? 'Probably truncated: the answer has exactly as many tokens as it might. Raise max output tokens.'
      : '',
    promptCut
      ? `The prompt was cut by the server: it counted ${formatKnown(inputTokens, formatCount)} input tokens, far fewer than the prompt has. Give the server a larger context window, or shorten the prompt.`
      : '',
  ].filter(Boolean);
}

function DetailText({
  name,
  isError,
  children,
}: {
  name: string;
  isError?: boolean;
  children: ReactNode;
}) {
  return (
    <div className="min-w-0">
      <h3 className={`text-sm font-medium ${isError ? 'text-bad' : 'text-muted'}`}>{name}</h3>
      <p className="mt-1 max-h-96 overflow-y-auto whitespace-pre-wrap wrap-anywhere">{children}</p>
    </div>
  );
}

function DetailValue({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div className="flex gap-1.5">
      <dt className="text-muted">{name}</dt>
      <dd className="figures">{children}</dd>
    </div>
  );
}

const formatKnown = (value: number | null, format: (value: number) => string) =>
  value === null ? 'unknown' : format(value);
