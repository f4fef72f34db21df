import { Link } from '@remix-run/react';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { type ResultSorting, resultSortingDefinitions } from '../../../contract/results.ts';
import { WaterfallBar, WaterfallPatterns } from '../../charts/WaterfallBar.tsx';
import { totalMs, waterfallSpans } from '../../charts/waterfall.ts';
import type { RunResult } from '../../lib/api.ts';
import { formatCount, formatWholeMs } from '../../lib/format.ts';
import { Abbreviation } from '../../ui/Abbreviation.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { ResultBody } from '../result/ResultPanel.tsx';
import { useGradeKeys } from './grades/useGradeKeys.ts';
import { type ResultQuery, resultAnchor, resultHref, sortChange } from './resultQuery.ts';
import { resultLabel } from './runLabels.ts';

/**
 * Results as rows that open to show everything. With a `query` the headings sort; on narrow screens
 * the lesser columns move into the opened row.
 */
export function ResultTable({
  results,
  caption,
  query,
  linkedResultId = null,
  onToggle,
  isLive = false,
}: {
  results: RunResult[];
  caption: string;
  query?: ResultQuery;
  /** Id of the result that the address leads to: opened, marked, and brought into view. */
  linkedResultId?: string | null;
  onToggle?: (isOpen: boolean) => void;
  /** Rows that come are faded in. */
  isLive?: boolean;
}) {
  useScrollIntoView(linkedResultId);
  // Rows that still come are of a run that goes on.
  const isOver = query !== undefined;
  const onKeyDown = useGradeKeys(results, isOver);
  const hasCategories = results.some(({ category }) => category !== null);
  const maxTotalMs = Math.max(0, ...results.map((result) => totalMs(waterfallSpans(result))));
  return (
    <>
      <WaterfallPatterns />
      <table className="w-full table-fixed border-collapse text-[0.9375rem]">
        <caption className="sr-only">{caption}</caption>
        {/* A detail spans all columns, also those a narrow screen hides: they must not take room. */}
        <colgroup>
          <col span={4} />
          <col span={2} className="w-0 md:w-auto" />
          <col span={hasCategories ? 2 : 1} className="w-0 lg:w-auto" />
        </colgroup>
        <thead>
          <tr className="border-b border-edge text-left text-sm text-muted">
            <ColumnHeading sort="promptIndex" query={query} className="w-10 sm:w-12">
              <abbr title="Number of the prompt" className="no-underline">
                #
              </abbr>
            </ColumnHeading>
            <ColumnHeading query={query}>Prompt</ColumnHeading>
            {hasCategories && (
              <ColumnHeading sort="category" query={query} className="hidden w-36 lg:table-cell">
                {resultSortingDefinitions.category.label}
              </ColumnHeading>
            )}
            <ColumnHeading sort="correct" query={query} className="w-24 sm:w-28">
              {resultSortingDefinitions.correct.label}
            </ColumnHeading>
            <ColumnHeading query={query} className="hidden w-36 lg:table-cell">
              <abbr title="Queue and backoff on our side, then the phases of the call">Time</abbr>
            </ColumnHeading>
            <ColumnHeading sort="latencyMs" query={query} className="w-22 sm:w-26" isAlignedEnd>
              {resultSortingDefinitions.latencyMs.label}
            </ColumnHeading>
            <ColumnHeading
              sort="ttftMs"
              query={query}
              className="hidden w-26 md:table-cell"
              isAlignedEnd
            >
              <Abbreviation name="TTFT" />
            </ColumnHeading>
            <ColumnHeading
              sort="outputTokens"
              query={query}
              className="hidden w-28 md:table-cell"
              isAlignedEnd
            >
              {resultSortingDefinitions.outputTokens.label}
            </ColumnHeading>
          </tr>
        </thead>
        <tbody onKeyDown={onKeyDown}>
          {results.map((result) => (
            <ResultRows
              key={result.id}
              result={result}
              hasCategory={hasCategories}
              maxTotalMs={maxTotalMs}
              isOpened={result.id === linkedResultId}
              isLive={isLive}
              isOver={isOver}
              onToggle={onToggle}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}

/** Brings the row that an address leads to before the reader, also on the way from another page. */
function useScrollIntoView(id: string | null): void {
  useEffect(() => {
    const row = id && document.getElementById(resultAnchor(id));
    if (!row) return;
    row.scrollIntoView({ block: 'start' });
    row.querySelector('summary')?.focus({ preventScroll: true });
  }, [id]);
}

function ResultRows({
  result,
  hasCategory,
  maxTotalMs,
  isOpened,
  isLive,
  isOver,
  onToggle,
}: {
  result: RunResult;
  hasCategory: boolean;
  maxTotalMs: number;
  isOpened: boolean;
  isLive: boolean;
  isOver: boolean;
  onToggle?: (isOpen: boolean) => void;
}) {
  const outcome = resultLabel(result);
  const rowClasses = [
    isLive && 'animate-arrive',
    isOpened && 'bg-accent-soft outline-2 outline-accent-soft',
  ];
  return (
    <>
      <tr
        id={resultAnchor(result.id)}
        className={`scroll-mt-6 align-top *:border-b *:border-rule ${rowClasses.filter(Boolean).join(' ')}`}
      >
        <td className="figures py-2.5 pr-2 text-sm/6 text-muted">{result.promptIndex + 1}</td>
        <td className="py-2.5 pr-3">
          <details
            open={isOpened || undefined}
            onToggle={onToggle && ((event) => onToggle(event.currentTarget.open))}
          >
            <summary className="line-clamp-2 cursor-pointer wrap-anywhere hover:text-accent sm:line-clamp-1">
              {result.prompt}
            </summary>
          </details>
        </td>
        {hasCategory && (
          <td className="hidden truncate py-2.5 pr-3 text-sm/6 text-muted lg:table-cell">
            {result.category ?? 'none'}
          </td>
        )}
        <td className="py-2.5 pr-2">
          <Badge tone={outcome.tone}>{outcome.label}</Badge>
        </td>
        <td className="hidden py-2.5 pr-2 lg:table-cell">
          <WaterfallBar
            spans={waterfallSpans(result)}
            fullMs={maxTotalMs}
            className="mt-1.5 h-2.5"
          />
        </td>
        <MetricCell value={result.latencyMs} format={formatWholeMs} />
        <MetricCell value={result.ttftMs} format={formatWholeMs} className="hidden md:table-cell" />
        <MetricCell
          value={result.outputTokens}
          format={formatCount}
          className="hidden md:table-cell"
        />
      </tr>
      <tr className="result-detail">
        <td colSpan={hasCategory ? 8 : 7} className="border-b border-rule pt-3 pb-6">
          <div className="border-l-2 border-accent pl-4">
            <ResultBody result={result} isOver={isOver} />
          </div>
        </td>
      </tr>
    </>
  );
}

function MetricCell({
  value,
  format,
  className = '',
}: {
  value: number | null;
  format: (value: number) => string;
  className?: string;
}) {
  return (
    <td className={`py-2.5 text-right text-sm/6 ${className}`}>
      {value === null ? (
        <span className="text-muted">unknown</span>
      ) : (
        <span className="figures">{format(value)}</span>
      )}
    </td>
  );
}

function ColumnHeading({
  sort,
  query,
  isAlignedEnd = false,
  className = '',
  children,
}: {
  sort?: ResultSorting;
  query?: ResultQuery;
  /** Figures are aligned at their end. */
  isAlignedEnd?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const isSorted = sort !== undefined && query?.sort === sort;
  const Arrow = query?.direction === 'desc' ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (query?.direction === 'desc' ? 'descending' : 'ascending') : undefined}
      className={`py-2 pr-2 font-medium last:pr-0 ${isAlignedEnd ? 'pr-0 text-right' : ''} ${className}`}
    >
      {sort && query ? (
        <Link
          to={resultHref(query, sortChange(query, sort))}
          replace
          preventScrollReset
          className={`inline-flex items-center gap-1 rounded-sm py-1 hover:text-ink ${isSorted ? 'text-ink' : ''}`}
        >
          {children}
          {isSorted && <Arrow aria-hidden className="size-3.5" />}
        </Link>
      ) : (
        <span className="inline-block py-1">{children}</span>
      )}
    </th>
  );
}
