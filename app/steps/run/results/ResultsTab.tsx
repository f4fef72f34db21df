import { useRef } from 'react';
import type { AccuracyReport, OutcomeCount, Run } from '../../../lib/api.ts';
import { LazyPart, useLoadedPart } from '../../../lib/LazyPart.tsx';
import { useHydrated } from '../../../lib/useHydrated.ts';
import { PAGE_SIZE, resultHref } from '../resultQuery.ts';
import { CategoryBars, SplitBars } from './CategoryBars.tsx';
import { FacetList } from './FacetList.tsx';
import { ResultPagination } from './ResultPagination.tsx';
import { ResultSearch } from './ResultSearch.tsx';
import { ResultSheet } from './ResultSheet.tsx';
import { ResultsLayout } from './ResultsLayout.tsx';
import { expectsAny, ResultTable, ResultTableRows } from './ResultTable.tsx';
import {
  hasOutcomesToShow,
  outcomeList,
  promptAnswersSection,
  virtualRows,
} from './resultsParts.ts';
import { waysFrom } from './resultWays.ts';
import type { ShownResults } from './shownResults.ts';
import { listedRows, useResultKeys } from './useResultKeys.ts';
import { useResultRows } from './useResultRows.ts';
import type { VirtualRowsHandle } from './VirtualRows.tsx';

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
  const isLong = useHydrated() && total > PAGE_SIZE;
  const LoadedRows = useLoadedPart(virtualRows, isLong);
  const VirtualRows = isLong ? LoadedRows : null;
  const loaded = useResultRows(results);
  const drawn = useRef<VirtualRowsHandle>(null);
  const hasExpected = expectsAny(rows);
  const hrefOf = (id: string, page = query.page) => resultHref(query, { page, result: id });
  useResultKeys({
    rows: VirtualRows
      ? {
          ...loaded,
          count: total,
          hrefAt: (index) => {
            const row = loaded.rowAt(index);
            return row ? hrefOf(row.id, Math.floor(index / PAGE_SIZE) + 1) : null;
          },
          bringIntoView: (index) => drawn.current?.scrollTo(index),
        }
      : listedRows(rows, hrefOf),
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
              rowCount={VirtualRows ? total : undefined}
            >
              {VirtualRows ? (
                <VirtualRows
                  // Other results begin at their top.
                  key={resultHref(query, {})}
                  rows={loaded}
                  total={total}
                  query={query}
                  openedId={openedId}
                  openedIndex={ways.position - 1}
                  hasExpected={hasExpected}
                  handle={drawn}
                />
              ) : (
                <ResultTableRows rows={rows} query={query} openedId={openedId} />
              )}
            </ResultTable>
            <p className="mt-4 hidden print:block">
              These are the rows that were on the screen. “Print” beside the search prints all
              answers.
            </p>
            {!VirtualRows && <ResultPagination query={query} total={total} />}
          </>
        )}
      </ResultsLayout>
      {hasOutcomesToShow(outcomes) && (
        <LazyPart
          component={outcomeList}
          props={{ testRunId: run.id, samples: run.config.samples, outcomes }}
        />
      )}
      {promptAnswers && (
        <LazyPart
          component={promptAnswersSection}
          props={{
            prompts: promptAnswers,
            totalPrompts: run.totalPrompts / run.config.samples,
          }}
        />
      )}
    </div>
  );
}
