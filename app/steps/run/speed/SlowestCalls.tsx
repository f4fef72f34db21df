import { Link } from '@remix-run/react';
import { timeSpanLabels } from '../../../../contract/metricLabels.ts';
import { WaterfallBar, WaterfallPatterns } from '../../../charts/WaterfallBar.tsx';
import { totalMs, waterfallSpans } from '../../../charts/waterfall.ts';
import type { RunResult } from '../../../lib/api.ts';
import { formatWholeMs } from '../../../lib/format.ts';
import { Section } from '../../../ui/Section.tsx';
import { readResultQuery, resultHref } from '../resultQuery.ts';
import { spanLegendClasses } from './spanLegend.ts';

/** Where the time of the slowest calls went: our waiting, and the phases of the call. */
export function SlowestCalls({ results }: { results: RunResult[] }) {
  const timed = results.filter(({ latencyMs }) => latencyMs !== null);
  if (timed.length === 0) return null;
  const spans = timed.map((result) => ({ result, spans: waterfallSpans(result) }));
  const fullMs = Math.max(...spans.map((each) => totalMs(each.spans)));
  const shownNames = new Set(spans.flatMap((each) => each.spans.map(({ name }) => name)));
  return (
    <Section title="Slowest calls">
      <WaterfallPatterns />
      <ul className="mb-4 flex flex-wrap gap-x-5 gap-y-1 text-sm text-muted">
        {[...shownNames].map((name) => (
          <li key={name} className="flex items-center gap-1.5">
            <span aria-hidden className={`size-2.5 rounded-sm ${spanLegendClasses[name]}`} />
            {timeSpanLabels[name]}
          </li>
        ))}
      </ul>
      <ol className="border-t border-rule">
        {spans.map(({ result, spans: ofCall }) => (
          <li
            key={result.id}
            className="grid items-center gap-x-6 gap-y-1 border-b border-rule py-2 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_6rem]"
          >
            <Link
              to={resultHref(readResultQuery(result.testRunId, new URLSearchParams()), {
                result: result.id,
              })}
              className="flex min-w-0 gap-2 py-1 text-[0.9375rem] hover:text-accent"
            >
              <span className="figures shrink-0 text-sm/6 text-muted">
                {result.promptIndex + 1}
              </span>
              <span dir="auto" className="truncate">
                {result.prompt}
              </span>
            </Link>
            <WaterfallBar spans={ofCall} fullMs={fullMs} className="h-3" />
            <span className="figures text-sm sm:text-right">
              {result.latencyMs === null ? '' : formatWholeMs(result.latencyMs)}
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
