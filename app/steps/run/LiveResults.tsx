import { Pause, Play } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { RunResult } from '../../lib/api.ts';
import { formatCount, plural } from '../../lib/format.ts';
import { useHydrated } from '../../lib/useHydrated.ts';
import { Button } from '../../ui/Button.tsx';
import { Section } from '../../ui/Section.tsx';
import { ResultFilterForm } from './ResultFilterForm.tsx';
import { ResultTable } from './ResultTable.tsx';
import { categoriesAmong, matchesQuery } from './resultMatch.ts';
import type { ResultQuery } from './resultQuery.ts';

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
  const matching = useMemo(
    () => results.filter((result) => matchesQuery(result, query)),
    [results, query],
  );
  const newest = matching.slice(-MAX_ROWS).reverse();
  const linked = matching.find(({ id }) => id === query.result);
  const { rows, isPaused, pause, resume, onToggle } = usePausedRows(
    linked && !newest.includes(linked) ? [linked, ...newest] : newest,
    `${query.filter} ${query.category} ${query.search}`,
    linked !== undefined,
  );
  const lastShownSeq = Math.max(0, ...rows.map(({ seq }) => seq));
  const newerCount = matching.filter(({ seq }) => seq > lastShownSeq).length;
  return (
    <Section
      title="Answers so far"
      aside={
        matching.length > rows.length && (
          <>
            the newest {rows.length} of {formatCount(matching.length)}
          </>
        )
      }
    >
      <ResultFilterForm
        query={query}
        categories={categoriesAmong(results)}
        total={matching.length}
        isLive
      />
      <div className="mb-2 flex min-h-11 flex-wrap items-center gap-3">
        <PauseButton isPaused={isPaused} pause={pause} resume={resume} />
        {isPaused && newerCount > 0 && (
          <p className="text-sm text-muted">{plural(newerCount, 'newer answer')}</p>
        )}
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
          <ResultTable
            results={rows}
            caption="Answers so far, the newest first"
            linkedResultId={query.result}
            onToggle={onToggle}
            isLive={!isPaused}
          />
        )}
      </div>
    </Section>
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
function usePausedRows(newest: RunResult[], view: string, startsPaused: boolean) {
  const [paused, setPaused] = useState<{ rows: RunResult[]; view: string } | null>(
    startsPaused ? { rows: newest, view } : null,
  );
  const isPaused = paused?.view === view;
  const rows = isPaused ? paused.rows : newest;
  return {
    rows,
    isPaused,
    pause: () => setPaused({ rows, view }),
    resume: () => setPaused(null),
    onToggle: (isOpen: boolean) => {
      if (isOpen && !isPaused) setPaused({ rows, view });
    },
  };
}

/** About as high as the table will be. */
function minHeightClass(total: number): string {
  if (total >= MAX_ROWS) return 'min-h-[60rem]';
  return total >= MAX_ROWS / 2 ? 'min-h-[32rem]' : 'min-h-[12rem]';
}
