import { Link } from '@remix-run/react';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { metricLabels } from '../../../../contract/metricLabels.ts';
import { outcomeDefinitions } from '../../../../contract/outcomes.ts';
import { type ResultSorting, resultSortingDefinitions } from '../../../../contract/results.ts';
import { suitePromptLabels } from '../../../../contract/suites.ts';
import { formatWholeMs } from '../../../lib/format.ts';
import { HighlightedAnswer } from '../../../modelText/HighlightedAnswer.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { type ResultQuery, resultAnchor, resultHref, sortChange } from '../resultQuery.ts';
import { promptNumber, resultLabel } from '../runLabels.ts';
import type { ResultRow } from './resultRow.ts';

/**
 * The frame of a table of results: how each was graded, what was asked and answered, in two lines each. The lesser
 * columns are left out where there is no room.
 */
export function ResultTable({
  caption,
  query,
  hasExpected,
  rowCount,
  children,
}: {
  caption: string;
  /** What the headings sort; left out where rows come while one looks. */
  query?: ResultQuery;
  hasExpected: boolean;
  /** All rows, where only some of them are drawn. */
  rowCount?: number;
  /** Its body. */
  children: ReactNode;
}) {
  return (
    <table
      aria-rowcount={rowCount === undefined ? undefined : rowCount + 1}
      className="w-full table-fixed border-collapse text-[0.9375rem]"
    >
      <caption className="sr-only">{caption}</caption>
      <thead className="sticky top-0 z-10 bg-paper">
        <tr
          aria-rowindex={rowCount === undefined ? undefined : 1}
          className="border-b border-edge text-left text-sm text-muted"
        >
          <ColumnHeading sort="correct" query={query} className="w-24 sm:w-32">
            {resultSortingDefinitions.correct.label}
          </ColumnHeading>
          <ColumnHeading sort="promptIndex" query={query}>
            {suitePromptLabels.prompt}
          </ColumnHeading>
          <ColumnHeading className="hidden md:table-cell">Answer</ColumnHeading>
          {hasExpected && (
            <ColumnHeading className="hidden w-1/6 xl:table-cell">Expected</ColumnHeading>
          )}
          <ColumnHeading
            sort="latencyMs"
            query={query}
            className="hidden w-26 sm:table-cell"
            isAlignedEnd
          >
            {metricLabels.latency}
          </ColumnHeading>
        </tr>
      </thead>
      {children}
    </table>
  );
}

/** Rows that are all drawn. */
export function ResultTableRows({
  rows,
  query,
  openedId,
  isLive = false,
}: {
  rows: ResultRow[];
  query: ResultQuery;
  openedId: string | null;
  /** Rows come while one looks: they are faded in. */
  isLive?: boolean;
}) {
  const hasExpected = expectsAny(rows);
  return (
    <tbody>
      {rows.map((row) => (
        <ResultTableRow
          key={row.id}
          row={row}
          to={resultHref(query, { page: query.page, result: row.id })}
          hasExpected={hasExpected}
          isOpened={row.id === openedId}
          isLive={isLive}
        />
      ))}
    </tbody>
  );
}

/** Whether there is anything to show in the column of what was expected. */
export const expectsAny = (rows: ResultRow[]) => rows.some(({ expected }) => expected !== null);

/** A row leads to all that is known of its result. */
export function ResultTableRow({
  row,
  to,
  hasExpected,
  isOpened,
  isLive = false,
  index,
  measure,
}: {
  row: ResultRow;
  to: string;
  hasExpected: boolean;
  isOpened: boolean;
  isLive?: boolean;
  /** Its place among all rows, from 0, where only some of them are drawn. */
  index?: number;
  /** Learns how high it is. */
  measure?: Ref<HTMLTableRowElement>;
}) {
  const { label, tone } = resultLabel(row);
  return (
    <tr
      ref={measure}
      id={resultAnchor(row.id)}
      data-index={index}
      aria-rowindex={index === undefined ? undefined : index + 2}
      className={`relative scroll-mt-12 align-top *:border-b *:border-rule ${isOpened ? 'bg-accent-soft' : 'hover:bg-sunken'} ${isLive ? 'animate-arrive' : ''}`}
    >
      <td className="py-2 pr-2 pl-2">
        <Badge tone={tone}>{label}</Badge>
      </td>
      <td className="py-2 pr-4">
        <Link
          to={to}
          preventScrollReset
          aria-current={isOpened || undefined}
          className="line-clamp-2 h-12 leading-6 wrap-anywhere after:absolute after:inset-0"
        >
          <span className="figures mr-2 text-sm text-muted">{promptNumber(row)}</span>
          <bdi>{row.prompt}</bdi>
        </Link>
        <p className="mt-1 line-clamp-2 leading-6 wrap-anywhere text-muted md:hidden">
          <AnswerText row={row} />
        </p>
      </td>
      <td className="hidden py-2 pr-4 md:table-cell">
        <p className="line-clamp-2 max-h-12 leading-6 wrap-anywhere">
          <AnswerText row={row} />
        </p>
      </td>
      {hasExpected && (
        <td className="hidden py-2 pr-4 xl:table-cell">
          <p className="line-clamp-2 max-h-12 leading-6 wrap-anywhere text-muted">
            <bdi>{row.expected}</bdi>
          </p>
        </td>
      )}
      <td className="figures hidden py-2 pr-2 text-right text-sm/6 sm:table-cell">
        {row.latencyMs === null ? (
          <span className="font-sans text-muted">unknown</span>
        ) : (
          formatWholeMs(row.latencyMs)
        )}
      </td>
    </tr>
  );
}

/** The answer, with the place marked that its grade is about; else why there is none. */
function AnswerText({ row: { answer, error, outcome } }: { row: ResultRow }) {
  if (error) return <span className="text-bad">{error}</span>;
  if (!answer) return <span className="text-muted">{outcomeDefinitions[outcome].meaning}</span>;
  return (
    <bdi>
      <HighlightedAnswer answer={answer.text} span={answer.span} />
    </bdi>
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
      className={`py-1.5 pr-2 font-medium first:pl-2 ${isAlignedEnd ? 'text-right' : ''} ${className}`}
    >
      {sort && query ? (
        <Link
          to={resultHref(query, sortChange(query, sort))}
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
