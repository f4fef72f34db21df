import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { metricLabels } from '../../../contract/metricLabels.ts';
import { outcomeDefinitions } from '../../../contract/outcomes.ts';
import type { RunResult } from '../../lib/api.ts';
import { formatCount, formatWholeMs, plural } from '../../lib/format.ts';
import { AnswerText } from '../../modelText/AnswerText.tsx';
import { WrittenText } from '../../modelText/WrittenText.tsx';
import { Abbreviation } from '../../ui/Abbreviation.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { GradeDetail } from '../run/grades/GradeDetail.tsx';
import { resultPath } from '../run/resultQuery.ts';
import { resultLabel } from '../run/runLabels.ts';

/** What both runs say of their side of each pair. */
export interface PairSide {
  model: string;
  /** How often each prompt was asked. */
  samples: number;
}

/** One side of a pair: its answer, its grade, its times. */
export function PairAnswer({
  name,
  side: { model, samples },
  result,
  mean,
}: {
  name: string;
  side: PairSide;
  /** Null where the prompt was never asked. */
  result: RunResult | null;
  /** Of all samples of the prompt, 0 to 1; null where it has no grade. */
  mean: number | null;
}) {
  const label = result && resultLabel(result);
  return (
    <section aria-label={`${name}, ${model}`} className="min-w-0 space-y-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 border-b border-rule pb-2">
        <h3 className="min-w-0 font-semibold wrap-anywhere">
          <span className="block text-sm font-normal text-muted">{name}</span>
          {model}
        </h3>
        {label && <Badge tone={label.tone}>{label.label}</Badge>}
      </div>
      {result ? (
        <Answered name={name} result={result} mean={mean} samples={samples} />
      ) : (
        <p className="text-muted">Not asked.</p>
      )}
    </section>
  );
}

function Answered({
  name,
  result,
  mean,
  samples,
}: {
  name: string;
  result: RunResult;
  mean: number | null;
  samples: number;
}) {
  const { response, error, reasoning } = result;
  return (
    <>
      {error && <p className="text-bad wrap-anywhere">{error}</p>}
      {response ? (
        <AnswerText answer={response} span={result.grade?.span ?? null} />
      ) : (
        !error && <p className="text-muted">{outcomeDefinitions.empty.meaning}</p>
      )}
      {reasoning && (
        <details>
          <summary className="link w-fit cursor-pointer text-sm">Reasoning of the model</summary>
          <WrittenText length={reasoning.length} className="mt-1 text-muted">
            {reasoning}
          </WrittenText>
        </details>
      )}
      {mean !== null && samples > 1 && (
        <p className="text-sm text-muted">
          One of {plural(samples, 'answer')}; the mean of their grades is{' '}
          <span className="figures">{mean.toFixed(2)}</span>.
        </p>
      )}
      <GradeDetail result={result} isOver subject={`the ${name.toLowerCase()}’s answer`} />
      <dl className="flex flex-wrap gap-x-6 gap-y-2 text-sm">
        <Value name={metricLabels.latency}>{known(result.latencyMs, formatWholeMs)}</Value>
        <Value name={<Abbreviation name="TTFT" />}>{known(result.ttftMs, formatWholeMs)}</Value>
        <Value name={metricLabels.outputTokens}>{known(result.outputTokens, formatCount)}</Value>
      </dl>
      <p className="text-sm">
        <Link
          to={resultPath({ runId: result.testRunId, resultId: result.id })}
          className="link inline-block py-1"
        >
          This result in its run
        </Link>
      </p>
    </>
  );
}

function Value({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div className="flex gap-1.5">
      <dt className="text-muted">{name}</dt>
      <dd className="figures">{children}</dd>
    </div>
  );
}

function known(value: number | null, format: (value: number) => string): string {
  return value === null ? 'unknown' : format(value);
}
