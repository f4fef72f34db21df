import { metricLabels } from '../../../contract/metricLabels.ts';
import type { RunEstimate } from '../../lib/api.ts';
import { formatApproximate, formatCount, formatDuration, formatPercent } from '../../lib/format.ts';
import { Metric } from '../../ui/Metric.tsx';

/** What a run is expected to take. Every figure is an estimate, and it says what it rests on. */
export function EstimatePanel({ estimate }: { estimate: RunEstimate }) {
  const { calls, promptTokens, likelyAnswerTokens, mostAnswerTokens, likelyMs, mostMs } = estimate;
  return (
    <>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 lg:grid-cols-4">
        <Metric name="Calls" value={formatCount(calls)}>
          retries not counted
        </Metric>
        <Metric name="Time" value={likelyMs === null ? null : `about ${formatDuration(likelyMs)}`}>
          {mostMs !== null &&
            `at most ${formatDuration(mostMs)}, if every answer is as long as allowed`}
        </Metric>
        <Metric name={metricLabels.inputTokens} value={`about ${formatApproximate(promptTokens)}`}>
          estimated from the texts
        </Metric>
        <Metric
          name={metricLabels.outputTokens}
          value={
            likelyAnswerTokens === null
              ? `up to ${formatCount(mostAnswerTokens)}`
              : `about ${formatApproximate(likelyAnswerTokens)}`
          }
        >
          {likelyAnswerTokens === null
            ? 'if every answer is as long as allowed'
            : `at most ${formatCount(mostAnswerTokens)}`}
        </Metric>
      </dl>
      <p className="mt-3 text-sm text-muted">{basisText(estimate)}</p>
      <RateLimitUsage limits={estimate.limits} />
    </>
  );
}

function basisText({ basis }: RunEstimate): string {
  const basisSentences = {
    answers: 'Times and lengths are estimates from the answers of this session so far.',
    connection_test: 'Times are estimates from the one short answer of the connection test.',
  };
  return basis === null ? 'Nothing tells yet how fast the model is.' : basisSentences[basis];
}

/** How much of what the endpoint allows would be used up. */
function RateLimitUsage({ limits }: Pick<RunEstimate, 'limits'>) {
  if (limits.length === 0) {
    return (
      <p className="mt-1 text-sm text-muted">
        The endpoint told nothing about rate limits at the connection test.
      </p>
    );
  }
  return (
    <ul className="mt-4 border-t border-rule text-[0.9375rem]">
      {limits.map(({ of, window, limit, remaining, resetMs, needed }, index) => {
        const limitOrRemaining = limit ?? remaining ?? 0;
        const isOverLimit = needed > (remaining ?? limitOrRemaining);
        const share =
          limitOrRemaining === 0 ? null : Math.round((1_000 * needed) / limitOrRemaining) / 10;
        return (
          // Several models may have the same.
          // biome-ignore lint/suspicious/noArrayIndexKey: they neither move nor go
          <li key={index} className="border-b border-rule py-2">
            <p className="flex flex-wrap justify-between gap-x-4">
              <span>
                {of === 'requests' ? '' : 'At most '}
                {formatCount(needed)} of {formatCount(limitOrRemaining)} {of}
                {window && ` a ${window}`}
              </span>
              <span className={`figures ${isOverLimit ? 'text-warn' : 'text-muted'}`}>
                {share !== null && formatPercent(share)}
              </span>
            </p>
            <p className="text-sm text-muted">
              {remaining !== null && `${formatCount(remaining)} were left at the connection test`}
              {resetMs !== null && `, full again after ${formatDuration(resetMs)}`}
              {isOverLimit && '. This run may have to wait for that; it does so by itself'}
            </p>
          </li>
        );
      })}
    </ul>
  );
}
