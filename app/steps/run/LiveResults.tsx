import { Pause, Play } from 'lucide-react';
import { useMemo, useState } from 'react';
import { passesFilter, type ResultFilter, resultFilters } from '../../../contract/results.ts';
import type { RunResult } from '../../lib/api.ts';
import { formatCount, plural } from '../../lib/format.ts';
import { useHydrated } from '../../lib/useHydrated.ts';
import { Button } from '../../ui/Button.tsx';
import { categoriesAmong, matchesQuery } from './resultMatch.ts';
import { type ResultQuery, resultHref } from './resultQuery.ts';
import { CategoryBars } from './results/CategoryBars.tsx';
import { FacetList } from './results/FacetList.tsx';
import { ResultSearch } from './results/ResultSearch.tsx';
import { ResultSheet } from './results/ResultSheet.tsx';
import { ResultsLayout } from './results/ResultsLayout.tsx';
import { expectsAny, ResultTable, ResultTableRows } from './results/ResultTable.tsx';
import { resultRow } from './results/resultRow.ts';
import { type ResultWays, waysFrom } from './results/resultWays.ts';
import { listedRows, useResultKeys } from './results/useResultKeys.ts';

/** As many rows as are drawn while results come; the report has all of them. */
const MAX_ROWS = 20;

/**
 * The newest results first, of those the reader asked for. The list stands still while a row is open
 * or when it is told to, so that nothing moves away under the eyes.
 */
export function LiveResults({
  results,
  total,
  query,
}: {
  results: RunResult[];
  total: number;
  query: ResultQuery;
}) {
  const narrowed = useMemo(
    () => results.filter((result) => matchesQuery(result, { ...query, filter: 'all' })),
    [results, query],
  );
  const matching = useMemo(
    () => narrowed.filter((result) => passesFilter(result, query.filter)),
    [narrowed, query.filter],
  );
  const newest = matching.slice(-MAX_ROWS).reverse();
  const opened = results.find(({ id }) => id === query.result) ?? null;
  const linked = opened && matching.includes(opened) && !newest.includes(opened) ? [opened] : [];
  const { rows, isPaused, pause, resume } = usePausedRows(
    [...linked, ...newest],
    `${query.filter} ${query.category} ${query.search}`,
    opened !== null,
  );
  const shown = useMemo(() => rows.map(resultRow), [rows]);
  const ids = rows.map(({ id }) => id);
  const hrefOf = (id: string) => resultHref(query, { result: id });
  const to = (id: string | undefined) => (id ? hrefOf(id) : null);
  const ways: ResultWays = {
    // There are no pages: only the newest are listed.
    ...waysFrom({
      ids,
      openedId: opened?.id ?? null,
      query: { ...query, page: 1 },
      total: ids.length,
    }),
    first: to(ids[0]),
    last: to(ids.at(-1)),
  };
  useResultKeys({ rows: listedRows(shown, hrefOf), opened, ways, isOver: false });
  const lastShownSeq = Math.max(0, ...rows.map(({ seq }) => seq));
  const newerCount = matching.filter(({ seq }) => seq > lastShownSeq).length;
  return (
    <ResultsLayout
      rail={
        <>
          <FacetList counts={countsAmong(narrowed)} query={query} />
          <CategoryBars categories={categoriesAmong(results)} accuracies={[]} query={query} />
        </>
      }
      search={<ResultSearch query={query} total={matching.length} isLive />}
      panel={<ResultSheet result={opened} isOver={false} ways={ways} total={rows.length} />}
    >
      <div className="mb-2 flex min-h-11 flex-wrap items-center gap-3">
        <PauseButton isPaused={isPaused} pause={pause} resume={resume} />
        <p className="text-sm text-muted">
          {isPaused && newerCount > 0
            ? plural(newerCount, 'newer answer')
            : matching.length > rows.length && (
                <>
                  the newest {rows.length} of {formatCount(matching.length)}
                </>
              )}
        </p>
      </div>
      {/* Room for what is to come, so that what stands below does not move. */}
      <div className={minHeightClass(total)}>
        {rows.length === 0 ? (
          <p className="border-t border-rule py-6 text-muted">
            {results.length === 0
              ? 'Waiting for the first answer.'
              : 'No answer so far matches. Others may come.'}
          </p>
        ) : (
          <ResultTable caption="Answers so far, the newest first" hasExpected={expectsAny(shown)}>
            <ResultTableRows rows={shown} query={query} openedId={opened?.id ?? null} isLive />
          </ResultTable>
        )}
      </div>
    </ResultsLayout>
  );
}

/** Whoever reads must be able to stop what moves by itself (WCAG 2.2.2). */
function PauseButton({
  isPaused,
  pause,
  resume,
}: {
  isPaused: boolean;
  pause: () => void;
  resume: () => void;
}) {
  if (!useHydrated()) return null;
  const Icon = isPaused ? Play : Pause;
  return (
    <Button type="button" onClick={isPaused ? resume : pause}>
      <Icon aria-hidden className="size-4" />
      {isPaused ? 'Resume live updates' : 'Pause live updates'}
    </Button>
  );
}

/** Keeps the rows as they are from `pause` on until `resume`, or until another `view` is asked for. */
function usePausedRows(newest: RunResult[], view: string, isReading: boolean) {
  const [paused, setPaused] = useState<{ rows: RunResult[]; view: string } | null>(
    isReading ? { rows: newest, view } : null,
  );
  const [wasReading, setReading] = useState(isReading);
  if (isReading !== wasReading) {
    setReading(isReading);
    if (isReading && paused?.view !== view) setPaused({ rows: newest, view });
  }
  const isPaused = paused?.view === view;
  const rows = isPaused ? paused.rows : newest;
  return {
    rows,
    isPaused,
    pause: () => setPaused({ rows, view }),
    resume: () => setPaused(null),
  };
}

function countsAmong(results: RunResult[]): Record<ResultFilter, number> {
  const counts = resultFilters.map((filter) => [
    filter,
    results.filter((result) => passesFilter(result, filter)).length,
  ]);
  return Object.fromEntries(counts);
}

/** About as high as the table will be. */
function minHeightClass(total: number): string {
  if (total >= MAX_ROWS) return 'min-h-[80rem]';
  return total >= MAX_ROWS / 2 ? 'min-h-[42rem]' : 'min-h-[16rem]';
}
