import { lazy, Suspense, useRef } from 'react';
import type { AccuracyReport, OutcomeCount, Run } from '../../../lib/api.ts';
import { useHydrated } from '../../../lib/useHydrated.ts';
import { PromptAnswersSection } from '../grades/PromptAnswersSection.tsx';
import { PAGE_SIZE, resultHref } from '../resultQuery.ts';
import { CategoryBars, SplitBars } from './CategoryBars.tsx';
import { FacetList } from './FacetList.tsx';
import { OutcomeList } from './OutcomeList.tsx';
import { ResultPagination } from './ResultPagination.tsx';
import { ResultSearch } from './ResultSearch.tsx';
import { ResultSheet } from './ResultSheet.tsx';
import { ResultsLayout } from './ResultsLayout.tsx';
import { columnsOf, expectsAny, ResultTable, ResultTableRows } from './ResultTable.tsx';
import { waysFrom } from './resultWays.ts';
import type { ShownResults } from './shownResults.ts';
import { listedRows, useResultKeys } from './useResultKeys.ts';
import { useResultRows } from './useResultRows.ts';
import type { VirtualRowsHandle } from './VirtualRows.tsx';

/** Never on the server: rows are drawn one by one only where there are scripts. */
const VirtualRows = lazy(() => import('./VirtualRows.tsx'));

/** Every result of a run that is over, and what narrows them. */
export function ResultsTab({
  run,
  accuracy,
  outcomes,
  results,
}: {
  run: Run;
  accuracy: AccuracyReport;
  outcomes: OutcomeCount[];
  results: ShownResults;
}) {
  const { facets, categories, rows, total, query, opened, promptAnswers } = results;
  const openedId = opened?.id ?? null;
  const ways = waysFrom({ ids: rows.map(({ id }) => id), openedId, query, total });
  // Without scripts, pages lead through what is long.
  const isVirtual = useHydrated() && total > PAGE_SIZE;
  const loaded = useResultRows(results);
  const drawn = useRef<VirtualRowsHandle>(null);
  const hasExpected = expectsAny(rows);
  useResultKeys({
    rows: isVirtual
      ? { ...loaded, count: total, bringIntoView: (index) => drawn.current?.scrollTo(index) }
      : listedRows(rows),
    opened,
    ways,
    isOver: true,
  });
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
            <ResultTable
              caption="Results"
              query={query}
              hasExpected={hasExpected}
              rowCount={isVirtual ? total : undefined}
            >
              {isVirtual ? (
                <Suspense
                  fallback={<ResultTableRows rows={rows} query={query} openedId={openedId} />}
                >
                  <VirtualRows
                    // Other results begin at their top.
                    key={resultHref(query, {})}
                    rows={loaded}
                    total={total}
                    query={query}
                    openedId={openedId}
                    openedIndex={ways.position - 1}
                    hasExpected={hasExpected}
                    columns={columnsOf(hasExpected)}
                    handle={drawn}
                  />
                </Suspense>
              ) : (
                <ResultTableRows rows={rows} query={query} openedId={openedId} />
              )}
            </ResultTable>
            {!isVirtual && <ResultPagination query={query} total={total} />}
          </>
        )}
      </ResultsLayout>
      <OutcomeList testRunId={run.id} samples={run.config.samples} outcomes={outcomes} />
      {promptAnswers && (
        <PromptAnswersSection
          prompts={promptAnswers}
          totalPrompts={run.totalPrompts / run.config.samples}
        />
      )}
    </div>
  );
}
