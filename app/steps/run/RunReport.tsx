import { runWallMs } from '../../../contract/runs.ts';
import { LatencyHistogram } from '../../charts/LatencyHistogram.tsx';
import type { LatencyPoint } from '../../charts/latencyPoints.ts';
import type {
  AccuracyReport,
  CategoryCount,
  LatencyBucket,
  OutcomeCount,
  PromptAnswers,
  Run,
  RunResult,
  SessionMetrics,
  SloReport,
} from '../../lib/api.ts';
import { Section } from '../../ui/Section.tsx';
import { CompareRunForm } from '../verdict/CompareRunForm.tsx';
import { clockNote } from './clockNote.ts';
import { AccuracySection } from './grades/AccuracySection.tsx';
import { PromptAnswersSection } from './grades/PromptAnswersSection.tsx';
import type { RefusedGrading } from './grades/RegradeForm.tsx';
import { MetricTiles } from './MetricTiles.tsx';
import { OutcomeList } from './OutcomeList.tsx';
import { ResultFilterForm } from './ResultFilterForm.tsx';
import { ResultPagination } from './ResultPagination.tsx';
import { ResultTable } from './ResultTable.tsx';
import { RunCharts } from './RunCharts.tsx';
import { RunTargets } from './RunTargets.tsx';
import type { ResultQuery } from './resultQuery.ts';
import type { RefusedTargets } from './targetsForm.ts';

/** What a finished run measured: figures, the spread of the latency, every single result. */
export function RunReport({
  run,
  metrics,
  accuracy,
  promptAnswers,
  refusedGrading,
  slo,
  refusedTargets,
  buckets,
  outcomes,
  categories,
  points,
  results,
  total,
  query,
  comparable,
}: {
  run: Run;
  metrics: SessionMetrics;
  accuracy: AccuracyReport;
  /** Null where each prompt was asked once. */
  promptAnswers: PromptAnswers[] | null;
  refusedGrading: RefusedGrading | null;
  slo: SloReport;
  refusedTargets: RefusedTargets | null;
  buckets: LatencyBucket[];
  outcomes: OutcomeCount[];
  categories: CategoryCount[];
  points: LatencyPoint[];
  results: RunResult[];
  total: number;
  query: ResultQuery;
  /** Other runs that it can be held against. */
  comparable: Run[];
}) {
  return (
    <>
      <MetricsWithHistogram
        metrics={metrics}
        buckets={buckets}
        wallMs={runWallMs(run)}
        note={clockNote(run.clockDelayP99Ms, metrics.p50LatencyMs)}
      />
      <AccuracySection
        testRunId={run.id}
        report={accuracy}
        categories={categories.map(({ category }) => category)}
        refused={refusedGrading}
      />
      <CompareRunForm run={run} others={comparable} />
      <RunTargets testRunId={run.id} report={slo} refused={refusedTargets} />
      {points.length > 0 && (
        <RunCharts
          run={run}
          points={points}
          p50={metrics.p50LatencyMs}
          p95={metrics.p95LatencyMs}
        />
      )}
      {promptAnswers && (
        <PromptAnswersSection
          prompts={promptAnswers}
          totalPrompts={run.totalPrompts / run.config.samples}
        />
      )}
      <OutcomeList testRunId={query.run} connectionId={run.connectionId} outcomes={outcomes} />
      <Section title="Results" className="scroll-mt-4">
        <ResultFilterForm query={query} categories={categories} total={total} />
        {results.length === 0 ? (
          <p className="border-t border-rule py-10 text-center text-muted">
            {metrics.totalPrompts === 0
              ? 'The run ended before any prompt was finished.'
              : 'No result matches. Try other words or another filter.'}
          </p>
        ) : (
          <>
            <ResultTable
              results={results}
              caption="Results"
              query={query}
              linkedResultId={query.result}
            />
            <ResultPagination query={query} total={total} />
          </>
        )}
      </Section>
    </>
  );
}

/** Tiles and histogram, beside each other where there is room. */
export function MetricsWithHistogram({
  metrics,
  buckets,
  wallMs,
  note = null,
}: {
  metrics: SessionMetrics;
  buckets: LatencyBucket[];
  /** What the run took; left out where the figures are of several runs. */
  wallMs?: number;
  /** What has to be known to read the figures rightly. */
  note?: string | null;
}) {
  return (
    <div className="grid gap-x-12 gap-y-10 2xl:grid-cols-[3fr_2fr]">
      <section aria-label="Metrics">
        <MetricTiles metrics={metrics} wallMs={wallMs} />
        {note && <p className="mt-4 text-sm text-muted">{note}</p>}
      </section>
      <Section title="Latency">
        <LatencyHistogram buckets={buckets} p50={metrics.p50LatencyMs} p95={metrics.p95LatencyMs} />
      </Section>
    </div>
  );
}
