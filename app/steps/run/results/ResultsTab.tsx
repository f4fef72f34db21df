import type { ResultFilter } from '../../../../contract/results.ts';
import type {
  AccuracyReport,
  CategoryCount,
  OutcomeCount,
  PromptAnswers,
  Run,
  RunResult,
} from '../../../lib/api.ts';
import { PromptAnswersSection } from '../grades/PromptAnswersSection.tsx';
import type { ResultQuery } from '../resultQuery.ts';
import { CategoryBars, SplitBars } from './CategoryBars.tsx';
import { FacetList } from './FacetList.tsx';
import { OutcomeList } from './OutcomeList.tsx';
import { ResultPagination } from './ResultPagination.tsx';
import { ResultSearch } from './ResultSearch.tsx';
import { ResultSheet } from './ResultSheet.tsx';
import { ResultsLayout } from './ResultsLayout.tsx';
import { ResultTable } from './ResultTable.tsx';
import type { ResultRow } from './resultRow.ts';
import { waysFrom } from './resultWays.ts';
import { useResultKeys } from './useResultKeys.ts';

export interface ShownResults {
  /** How many results each filter leaves. */
  facets: Record<ResultFilter, number>;
  categories: CategoryCount[];
  /** One page. */
  rows: ResultRow[];
  /** Results that match. */
  total: number;
  query: ResultQuery;
  opened: RunResult | null;
  /** Null where each prompt was asked once. */
  promptAnswers: PromptAnswers[] | null;
}

/** Every result of a run that is over, and what narrows them. */
export function ResultsTab({
  run,
  accuracy,
  outcomes,
  results: { facets, categories, rows, total, query, opened, promptAnswers },
}: {
  run: Run;
  accuracy: AccuracyReport;
  outcomes: OutcomeCount[];
  results: ShownResults;
}) {
  const openedId = opened?.id ?? null;
  const ways = waysFrom({ ids: rows.map(({ id }) => id), openedId, query, total });
  useResultKeys({ rows, opened, ways, isOver: true });
  return (
    <div className="space-y-10">
      <ResultsLayout
        rail={
          <>
            <FacetList counts={facets} query={query} />
            <CategoryBars categories={categories} accuracies={accuracy.categories} query={query} />
            <SplitBars splits={accuracy.splits} />
          </>
        }
        search={<ResultSearch query={query} total={total} />}
        panel={<ResultSheet result={opened} isOver ways={ways} total={total} />}
      >
        {rows.length === 0 ? (
          <p className="border-t border-rule py-10 text-center text-muted">
            {run.completedPrompts + run.failedPrompts === 0
              ? 'The run ended before any prompt was finished.'
              : 'No result matches. Try other words or another filter.'}
          </p>
        ) : (
          <>
            <ResultTable rows={rows} caption="Results" query={query} openedId={openedId} />
            <ResultPagination query={query} total={total} />
          </>
        )}
      </ResultsLayout>
      <OutcomeList testRunId={run.id} connectionId={run.connectionId} outcomes={outcomes} />
      {promptAnswers && (
        <PromptAnswersSection
          prompts={promptAnswers}
          totalPrompts={run.totalPrompts / run.config.samples}
        />
      )}
    </div>
  );
}
