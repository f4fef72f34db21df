import { type ReactNode, useRef, useState } from 'react';
import { useHydrated } from '../lib/useHydrated.ts';
import { ChartDownloads } from './ChartDownloads.tsx';

/** What stands for what in a chart. */
export interface LegendEntry {
  shape: 'bar' | 'dot' | 'cross' | 'line' | 'dashed';
  tone: 'accent' | 'bad' | 'ink';
  label: string;
}

export interface ChartTable {
  caption: string;
  head: [string, ...string[]];
  rows: (string | number)[][];
  /** Rows that there are, where not all are listed. */
  total?: number;
}

/** So many rows of a table are drawn; the exports have all. */
export const MAX_TABLE_ROWS = 200;

/** A chart with its legend, its figures as a table, and a way to take it along. */
export function ChartFigure({
  fileName,
  legend,
  table,
  children,
}: {
  /** Of what is downloaded, without its ending. */
  fileName: string;
  legend: LegendEntry[];
  table: () => ChartTable;
  /** One `svg`. */
  children: ReactNode;
}) {
  const figure = useRef<HTMLElement>(null);
  const isHydrated = useHydrated();
  return (
    <figure ref={figure}>
      {children}
      <figcaption className="mt-2 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 text-sm text-muted">
        <ul className="flex flex-wrap gap-x-5 gap-y-1">
          {legend.map(({ shape, tone, label }) => (
            <li key={label} className="flex items-center gap-2">
              <LegendMark shape={shape} tone={tone} />
              {label}
            </li>
          ))}
        </ul>
        {isHydrated && <ChartDownloads figure={figure} fileName={fileName} />}
      </figcaption>
      <FigureTable table={table} isHydrated={isHydrated} />
    </figure>
  );
}

const strokes = { accent: 'stroke-accent', bad: 'stroke-bad', ink: 'stroke-ink' } as const;
const fills = { accent: 'fill-accent', bad: 'fill-bad', ink: 'fill-ink' } as const;

function LegendMark({ shape, tone }: Pick<LegendEntry, 'shape' | 'tone'>) {
  return (
    <svg aria-hidden data-legend width={18} height={12} className="shrink-0">
      {shape === 'bar' && <rect y={1} width={18} height={10} className={fills[tone]} />}
      {shape === 'dot' && <circle cx={9} cy={6} r={3.5} className={fills[tone]} />}
      {shape === 'cross' && (
        <path d="M5.5 2.5l7 7m0-7l-7 7" strokeWidth={1.75} className={strokes[tone]} />
      )}
      {(shape === 'line' || shape === 'dashed') && (
        <path
          d="M0 6h18"
          strokeWidth={1.5}
          strokeDasharray={shape === 'dashed' ? '3 3' : undefined}
          className={strokes[tone]}
        />
      )}
    </svg>
  );
}

/** Its rows are made when it is opened, since a chart that grows is drawn again and again; without scripts at once. */
function FigureTable({ table, isHydrated }: { table: () => ChartTable; isHydrated: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const shown = isOpen || !isHydrated ? table() : null;
  return (
    <details className="mt-1 text-sm" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="link w-fit cursor-pointer py-1">Figures as a table</summary>
      {shown && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <div tabIndex={0} className="mt-1 max-h-80 overflow-auto">
          <table className="w-full max-w-xl border-collapse">
            <caption className="pb-1 text-left text-muted">
              {shown.caption}
              {shown.total !== undefined &&
                shown.total > shown.rows.length &&
                `, the first ${shown.rows.length} of ${shown.total}; the exports have all`}
            </caption>
            <thead>
              <tr className="border-b border-edge text-left">
                {shown.head.map((name) => (
                  <th key={name} scope="col" className="py-1 pr-4 font-medium">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.rows.map(([name, ...figures], index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows stay in their order
                <tr key={index} className="border-b border-rule">
                  <th scope="row" className="figures py-1 pr-4 text-left font-normal">
                    {name}
                  </th>
                  {figures.map((figure, column) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: so do columns
                    <td key={column} className="figures py-1 pr-4">
                      {figure}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
