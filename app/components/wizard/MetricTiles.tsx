import type { Metrics } from '../../lib/api.ts';
import { formatCount, formatMs, formatPercent } from '../../lib/format.ts';
import { Figure } from '../ui/Figure.tsx';
import { Term } from '../ui/Term.tsx';

/** The figures of a run or a session. What was not measured says so. */
export function MetricTiles({ metrics }: { metrics: Metrics }) {
  const {
    totalPrompts,
    completedPrompts,
    gradedPrompts,
    correctPrompts,
    totalInputTokens,
    totalOutputTokens,
  } = metrics;
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-5 sm:grid-cols-4">
      <Figure name="Success rate" value={known(metrics.successRate, formatPercent)}>
        {completedPrompts} of {totalPrompts} answered
      </Figure>
      <Figure name="Accuracy" value={known(metrics.accuracy, formatPercent)} unknown="not graded">
        {gradedPrompts > 0
          ? `${correctPrompts} of ${gradedPrompts} graded`
          : 'no answer to check against'}
      </Figure>
      <Figure
        name={
          <>
            Latency <Term name="p50" />
          </>
        }
        value={known(metrics.p50LatencyMs, formatMs)}
      >
        half are faster
      </Figure>
      <Figure
        name={
          <>
            Latency <Term name="p95" />
          </>
        }
        value={known(metrics.p95LatencyMs, formatMs)}
      >
        19 of 20 are faster
      </Figure>
      <Figure
        name={
          <>
            Latency <Term name="p99" />
          </>
        }
        value={known(metrics.p99LatencyMs, formatMs)}
      >
        99 of 100 are faster
      </Figure>
      <Figure
        name={
          <>
            <Term name="TTFT" /> <Term name="p50" />
          </>
        }
        value={known(metrics.p50TtftMs, formatMs)}
      >
        to the first piece
      </Figure>
      <Figure name="Tokens in" value={known(totalInputTokens, formatCount)}>
        {known(totalOutputTokens, (count) => `${formatCount(count)} out`) ?? 'out unknown'}
      </Figure>
      <Figure name="Average answer" value={known(metrics.avgResponseLength, formatCount)}>
        characters
      </Figure>
    </dl>
  );
}

function known(value: number | null, format: (value: number) => string): string | null {
  return value === null ? null : format(value);
}
