import type {
  CategoryCount,
  LatencyBucket,
  Metrics,
  OutcomeCount,
  RunResult,
} from '../../lib/api.ts';
import type { ResultQuery } from '../../lib/resultQuery.ts';
import { LatencyHistogram } from '../charts/LatencyHistogram.tsx';
import { Section } from '../ui/Section.tsx';
import { MetricTiles } from './MetricTiles.tsx';
import { Outcomes } from './Outcomes.tsx';
import { ResultFilters } from './ResultFilters.tsx';
import { ResultPages } from './ResultPages.tsx';
import { ResultTable } from './ResultTable.tsx';

/** What a finished run measured: figures, the spread of the latency, every single result. */
export function RunReport({
  metrics,
  buckets,
  outcomes,
  categories,
  results,
  total,
  query,
}: {
  metrics: Metrics;
  buckets: LatencyBucket[];
  outcomes: OutcomeCount[];
  categories: CategoryCount[];
  results: RunResult[];
  total: number;
  query: ResultQuery;
}) {
  return (
    <>
      <Measurements metrics={metrics} buckets={buckets} />
      <Outcomes testRunId={query.run} outcomes={outcomes} />
      <Section title="Results" className="scroll-mt-4">
        <ResultFilters query={query} categories={categories} total={total} />
        {results.length === 0 ? (
          <p className="border-t border-rule py-10 text-center text-muted">
            {metrics.totalPrompts === 0
              ? 'The test ended before any prompt was finished.'
              : 'No result matches. Try other words or another filter.'}
          </p>
        ) : (
          <>
            <ResultTable results={results} caption="Results" query={query} />
            <ResultPages query={query} total={total} />
          </>
        )}
      </Section>
    </>
  );
}

/** Tiles and histogram, beside each other where there is room. */
export function Measurements({ metrics, buckets }: { metrics: Metrics; buckets: LatencyBucket[] }) {
  return (
    <div className="grid gap-x-12 gap-y-10 2xl:grid-cols-[3fr_2fr]">
      <section aria-label="Metrics">
        <MetricTiles metrics={metrics} />
      </section>
      <Section title="Latency">
        <LatencyHistogram buckets={buckets} p50={metrics.p50LatencyMs} p95={metrics.p95LatencyMs} />
      </Section>
    </div>
  );
}
