import { AxisBottom, AxisLeft } from '@visx/axis';
import { Group } from '@visx/group';
import { scaleLinear } from '@visx/scale';
import { Bar, Line } from '@visx/shape';
import { useId } from 'react';
import type { LatencyBucket } from '../lib/api.ts';
import { formatCount, formatMs, plural } from '../lib/format.ts';
import { ChartFigure } from './ChartFigure.tsx';
import { axisLine, WIDTH_BEFORE_MEASURED } from './chartStyle.ts';
import { distinctTicks, wholeTicks } from './distinctTicks.ts';
import { tickLabel } from './tickLabel.tsx';
import { useMeasuredWidth } from './useMeasuredWidth.ts';

const HEIGHT = 240;
const MARGIN = { top: 26, right: 16, bottom: 44, left: 36 };
const PIXELS_PER_TICK = 90;

/** How many answers took how long, with the median and the 95th percentile marked. */
export function LatencyHistogram({
  buckets,
  p50,
  p95,
}: {
  buckets: LatencyBucket[];
  p50: number | null;
  p95: number | null;
}) {
  const [ref, width] = useMeasuredWidth<HTMLDivElement>(WIDTH_BEFORE_MEASURED);
  const id = useId();
  const first = buckets[0];
  const last = buckets.at(-1);
  if (!first || !last) {
    return (
      <p className="py-6 text-muted">No prompt was answered, so there is no latency to show.</p>
    );
  }
  const maxCount = Math.max(...buckets.map(({ count }) => count));
  const innerWidth = Math.max(120, width - MARGIN.left - MARGIN.right);
  const innerHeight = HEIGHT - MARGIN.top - MARGIN.bottom;
  const x = scaleLinear({ domain: [first.fromMs, last.toMs], range: [0, innerWidth] });
  const y = scaleLinear({ domain: [0, maxCount], range: [innerHeight, 0], nice: true });
  const answered = buckets.reduce((sum, { count }) => sum + count, 0);

  return (
    <div ref={ref}>
      <ChartFigure
        fileName="latency-histogram"
        legend={[
          { shape: 'bar', tone: 'accent', label: 'answers that took so long' },
          { shape: 'dashed', tone: 'ink', label: 'p50 and p95' },
        ]}
        table={() => ({
          caption: 'Answers by latency',
          head: ['Latency', 'Answers'],
          rows: buckets.map(({ fromMs, toMs, count }) => [
            `${formatMs(fromMs)} to ${formatMs(toMs)}`,
            formatCount(count),
          ]),
        })}
      >
        <svg
          viewBox={`0 0 ${innerWidth + MARGIN.left + MARGIN.right} ${HEIGHT}`}
          className="block w-full overflow-visible"
          role="img"
          aria-labelledby={`${id}-title ${id}-desc`}
        >
          <title id={`${id}-title`}>Latency histogram</title>
          <desc id={`${id}-desc`}>
            {`${plural(answered, 'answer')} between ${formatMs(first.fromMs)} and ${formatMs(last.toMs)}.`}
            {p50 !== null && ` The median is ${formatMs(p50)}.`}
          </desc>
          <Group left={MARGIN.left} top={MARGIN.top}>
            {buckets.map(({ fromMs, toMs, count }) => (
              <Bar
                key={fromMs}
                x={x(fromMs) + 1}
                width={Math.max(1, x(toMs) - x(fromMs) - 2)}
                y={y(count)}
                height={innerHeight - y(count)}
                fill="var(--color-accent)"
                fillOpacity={0.85}
              />
            ))}
            <PercentileLine at={p50} label="p50" x={x} height={innerHeight} />
            <PercentileLine
              at={p95}
              label="p95"
              x={x}
              height={innerHeight}
              isLabelLowered={labelsOverlap(x, p50, p95)}
            />
            <AxisLeft
              scale={y}
              tickValues={wholeTicks(y, 4)}
              tickFormat={(value) => formatCount(Number(value))}
              hideAxisLine
              hideTicks
              tickComponent={tickLabel}
              tickLabelProps={{ textAnchor: 'end', dx: -4, dy: 4 }}
            />
            <AxisBottom
              top={innerHeight}
              scale={x}
              tickValues={distinctTicks(x, innerWidth / PIXELS_PER_TICK, formatMs)}
              tickFormat={(value) => formatMs(Number(value))}
              {...axisLine}
              tickComponent={tickLabel}
              tickLabelProps={{ textAnchor: 'middle', dy: 4 }}
            />
          </Group>
        </svg>
      </ChartFigure>
    </div>
  );
}

type Scale = (value: number) => number;

/** A line across the chart where a percentile lies. */
function PercentileLine({
  at,
  label,
  x,
  height,
  isLabelLowered = false,
}: {
  at: number | null;
  label: string;
  x: Scale;
  height: number;
  /** Its label stands below the line's top, where another one is in the way. */
  isLabelLowered?: boolean;
}) {
  if (at === null) return null;
  const top = isLabelLowered ? 0 : -8;
  return (
    <Group left={x(at)}>
      <Line
        from={{ x: 0, y: -8 }}
        to={{ x: 0, y: height }}
        stroke="var(--color-ink)"
        strokeWidth={1}
        strokeDasharray="3 3"
      />
      <text
        className="fill-ink font-mono"
        fontSize={12}
        x={isLabelLowered ? -6 : 0}
        y={top - 4}
        dy={isLabelLowered ? 12 : 0}
        textAnchor={isLabelLowered ? 'end' : 'middle'}
      >
        {label}
      </text>
    </Group>
  );
}

function labelsOverlap(x: Scale, a: number | null, b: number | null): boolean {
  return a !== null && b !== null && Math.abs(x(a) - x(b)) < 34;
}
