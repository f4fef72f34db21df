import { AxisBottom, AxisLeft } from '@visx/axis';
import { Group } from '@visx/group';
import { scaleLinear } from '@visx/scale';
import { useId } from 'react';
import { formatCount, formatElapsed, formatMs } from '../lib/format.ts';
import { AxisName } from './AxisName.tsx';
import { ChartFigure, MAX_TABLE_ROWS } from './ChartFigure.tsx';
import { axisLine, WIDTH_BEFORE_MEASURED } from './chartStyle.ts';
import { distinctTicks, wholeTicks } from './distinctTicks.ts';
import { tickLabel } from './tickLabel.tsx';
import { useMeasuredWidth } from './useMeasuredWidth.ts';

const HEIGHT = 200;
const MARGIN = { top: 14, right: 12, bottom: 44, left: 40 };
const PIXELS_PER_TICK = 90;
const MIN_MS = 10;
/** A clock of seconds has too few ticks for less. */
const SHORT_MS = 5_000;

/** Calls in flight over the time of a run, under the line of how many there might have been. */
export function ConcurrencyChart({ timeline }: { timeline: [number, number, number][] }) {
  const [ref, width] = useMeasuredWidth<HTMLDivElement>(WIDTH_BEFORE_MEASURED);
  const id = useId();
  const innerWidth = Math.max(120, width - MARGIN.left - MARGIN.right);
  const innerHeight = HEIGHT - MARGIN.top - MARGIN.bottom;
  const endMs = Math.max(MIN_MS, timeline.at(-1)?.[0] ?? 0);
  const isShort = endMs < SHORT_MS;
  const maxCalls = timeline.reduce((max, [, inFlight, limit]) => Math.max(max, inFlight, limit), 1);
  const x = scaleLinear({ domain: [0, endMs], range: [0, innerWidth] });
  const y = scaleLinear({ domain: [0, maxCalls], range: [innerHeight, 0], nice: 4 });
  const inFlight = stepPath(timeline.map(([ms, calls]) => [x(ms), y(calls)]));
  const limit = stepPath(timeline.map(([ms, , calls]) => [x(ms), y(calls)]));
  const end = Math.round(x(timeline.at(-1)?.[0] ?? 0));

  return (
    <div ref={ref}>
      <ChartFigure
        fileName="calls-in-flight"
        legend={[
          { shape: 'bar', tone: 'accent', label: 'calls in flight' },
          { shape: 'dashed', tone: 'ink', label: 'limit' },
        ]}
        table={() => ({
          caption: 'Calls in flight over time',
          head: ['Time', 'In flight', 'Limit'],
          rows: timeline
            .slice(0, MAX_TABLE_ROWS)
            .map(([ms, calls, most]) => [formatMs(ms), calls, most]),
          total: timeline.length,
        })}
      >
        <svg
          viewBox={`0 0 ${innerWidth + MARGIN.left + MARGIN.right} ${HEIGHT}`}
          className="block w-full overflow-visible"
          role="img"
          aria-labelledby={`${id}-title ${id}-desc`}
        >
          <title id={`${id}-title`}>Calls in flight</title>
          <desc id={`${id}-desc`}>{descriptionOf(timeline)}</desc>
          <Group left={MARGIN.left} top={MARGIN.top}>
            <path
              d={y
                .ticks(4)
                .map((value) => `M0 ${y(value)}H${innerWidth}`)
                .join('')}
              stroke="var(--color-rule)"
            />
            {timeline.length > 0 && (
              <>
                <path
                  d={`${inFlight}V${innerHeight}H${Math.round(x(timeline[0]?.[0] ?? 0))}Z`}
                  fill="var(--color-accent)"
                  fillOpacity={0.22}
                />
                <path d={inFlight} fill="none" stroke="var(--color-accent)" strokeWidth={1.75} />
                <path
                  d={limit}
                  fill="none"
                  stroke="var(--color-ink)"
                  strokeOpacity={0.7}
                  strokeDasharray="3 3"
                />
                <text
                  className="fill-ink font-mono"
                  fontSize={12}
                  x={end}
                  y={y(timeline.at(-1)?.[2] ?? 0)}
                  dy={-5}
                  textAnchor="end"
                >
                  limit
                </text>
              </>
            )}
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
              {...axisLine}
              top={innerHeight}
              scale={x}
              tickValues={
                isShort
                  ? distinctTicks(x, innerWidth / PIXELS_PER_TICK, formatMs)
                  : secondTicks(endMs, Math.max(2, Math.floor(innerWidth / PIXELS_PER_TICK)))
              }
              tickFormat={(value) => (isShort ? formatMs : formatElapsed)(Number(value))}
              tickComponent={tickLabel}
              tickLabelProps={{ textAnchor: 'middle', dy: 2 }}
            />
            <AxisName x={innerWidth / 2} y={innerHeight + 40}>
              time since the start
            </AxisName>
          </Group>
        </svg>
      </ChartFigure>
    </div>
  );
}

/** A line that keeps its height from one sample to the next. */
function stepPath(points: [number, number][]): string {
  return points
    .map(([x, y]) => [Math.round(x * 10) / 10, Math.round(y * 10) / 10])
    .map(([x, y], index) => (index === 0 ? `M${x} ${y}` : `H${x}V${y}`))
    .join('');
}

/** Ticks that a clock without fractions can name. */
function secondTicks(endMs: number, maxTicks: number): number[] {
  const spans = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200];
  const everyMs = (spans.find((span) => endMs / (span * 1_000) <= maxTicks) ?? 14_400) * 1_000;
  return Array.from({ length: Math.floor(endMs / everyMs) + 1 }, (_, index) => index * everyMs);
}

function descriptionOf(timeline: [number, number, number][]): string {
  const last = timeline.at(-1);
  if (!last) return 'No call yet.';
  const maxInFlight = Math.max(...timeline.map(([, inFlight]) => inFlight));
  return `At most ${maxInFlight} at once over ${last[0] < SHORT_MS ? formatMs(last[0]) : formatElapsed(last[0])}; the last limit was ${last[2]}.`;
}
