import { timeSpanLabels } from '../../../contract/metricLabels.ts';
import { WaterfallBar } from '../../charts/WaterfallBar.tsx';
import { totalMs, waterfallSpans } from '../../charts/waterfall.ts';
import type { RunResult } from '../../lib/api.ts';
import { formatWholeMs } from '../../lib/format.ts';
import { spanLegendClasses } from './speed/spanLegend.ts';

/** A prompt's time taken apart, with the figures: what was our waiting and what the model's. */
export function Waterfall({ result }: { result: RunResult }) {
  const spans = waterfallSpans(result);
  if (spans.length === 0) return null;
  const sumMs = totalMs(spans);
  return (
    <div className="col-span-full min-w-0">
      <h3 className="text-sm font-medium text-muted">Where the time went</h3>
      <WaterfallBar spans={spans} fullMs={sumMs} className="mt-2 h-3.5" />
      <dl className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-sm">
        {spans.map(({ name, ms, isClientSide }) => (
          <div key={name} className="flex items-center gap-1.5">
            <dt className="flex items-center gap-1.5 text-muted">
              <span aria-hidden className={`size-2.5 rounded-sm ${spanLegendClasses[name]}`} />
              {timeSpanLabels[name]}
              {isClientSide && ' (ours)'}
            </dt>
            <dd className="figures">{formatWholeMs(ms)}</dd>
          </div>
        ))}
        <div className="flex items-center gap-1.5">
          <dt className="text-muted">Total</dt>
          <dd className="figures font-medium">{formatWholeMs(sumMs)}</dd>
        </div>
      </dl>
    </div>
  );
}
