import { timeSpanLabels } from '../../contract/metricLabels.ts';
import { formatMs } from '../lib/format.ts';
import { type Span, totalMs } from './waterfall.ts';

/** Where the time of a prompt went, as a bar in parts; as long as its share of `fullMs`. */
export function WaterfallBar({
  spans,
  fullMs,
  className = 'h-2.5',
}: {
  spans: Span[];
  fullMs: number;
  className?: string;
}) {
  const share = (ms: number) => `${fullMs === 0 ? 0 : (100 * ms) / fullMs}%`;
  return (
    <svg
      role="img"
      aria-label={
        spans.map(({ name, ms }) => `${timeSpanLabels[name]} ${formatMs(ms)}`).join(', ') ||
        `under ${formatMs(1)}`
      }
      className={`block w-full ${className}`}
    >
      {spans.map(({ name, ms }, index) => (
        <rect
          key={name}
          height="100%"
          x={share(totalMs(spans.slice(0, index)))}
          width={share(ms)}
          className={`stroke-paper ${spanFills[name]}`}
        />
      ))}
    </svg>
  );
}

/**
 * The stripes of what is ours, which so differs from the model's time without colours, too. Once in
 * a page that shows bars.
 */
export function WaterfallPatterns() {
  return (
    <svg aria-hidden className="absolute size-0">
      <defs>
        {[
          { name: 'queue', color: 'fill-edge' },
          { name: 'backoff', color: 'fill-warn' },
        ].map(({ name, color }) => (
          <pattern
            key={name}
            id={`stripes-${name}`}
            width={5}
            height={5}
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width={5} height={5} className={color} fillOpacity={0.35} />
            <rect width={2.2} height={5} className={color} />
          </pattern>
        ))}
      </defs>
    </svg>
  );
}

const spanFills: Record<Span['name'], string> = {
  queue: 'fill-[url(#stripes-queue)]',
  backoff: 'fill-[url(#stripes-backoff)]',
  firstByte: 'fill-first-byte',
  firstToken: 'fill-first-token',
  reasoning: 'fill-reasoning',
  answering: 'fill-accent',
};
