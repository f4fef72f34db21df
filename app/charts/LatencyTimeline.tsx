import { AxisBottom, AxisLeft } from '@visx/axis';
import { Group } from '@visx/group';
import { scaleLinear } from '@visx/scale';
import { useId } from 'react';
import { formatCount, formatMs, plural } from '../lib/format.ts';
import { AxisName } from './AxisName.tsx';
import { ChartFigure, MAX_TABLE_ROWS } from './ChartFigure.tsx';
import { axisLine, WIDTH_BEFORE_MEASURED } from './chartStyle.ts';
import { distinctTicks, wholeTicks } from './distinctTicks.ts';
import type { LatencyPoint } from './latencyPoints.ts';
import { tickLabel } from './tickLabel.tsx';
import { useMeasuredWidth } from './useMeasuredWidth.ts';

const HEIGHT = 200;
const MARGIN = { top: 14, right: 44, bottom: 44, left: 64 };
const PIXELS_PER_TICK = 80;
/** Where nothing is slower the scale ends here. */
const MIN_MS = 10;

/**
 * The latency of each result in the order in which they came, failed ones marked by crosses. It has
 * room for all of them from the start, so nothing moves while they come.
 */
export function LatencyTimeline({
  points,
  total,
  p50,
  p95,
}: {
  points: LatencyPoint[];
  total: number;
  p50: number | null;
  p95: number | null;
}) {
  const [ref, width] = useMeasuredWidth<HTMLDivElement>(WIDTH_BEFORE_MEASURED);
  const id = useId();
  const innerWidth = Math.max(120, width - MARGIN.left - MARGIN.right);
  const innerHeight = HEIGHT - MARGIN.top - MARGIN.bottom;
  const maxMs = points.reduce((max, { ms }) => Math.max(max, ms), MIN_MS);
  const x = scaleLinear({ domain: [0.5, Math.max(total, 1) + 0.5], range: [0, innerWidth] });
  const y = scaleLinear({ domain: [0, maxMs], range: [innerHeight, 0], nice: 4 });
  const answered = points.filter(({ success }) => success);
  const failed = points.filter(({ success }) => !success);

  return (
    <div ref={ref}>
      <ChartFigure
        fileName="latency-of-each-answer"
        legend={[
          { shape: 'dot', tone: 'accent', label: 'answered' },
          ...(failed.length > 0 ? [{ shape: 'cross', tone: 'bad', label: 'failed' } as const] : []),
          { shape: 'line', tone: 'ink', label: 'p50' },
          { shape: 'dashed', tone: 'ink', label: 'p95' },
        ]}
        table={() => ({
          caption: 'Latency in order of arrival',
          head: ['Answer', 'Latency', 'Outcome'],
          rows: points
            .slice(0, MAX_TABLE_ROWS)
            .map(({ seq, ms, success }) => [seq, formatMs(ms), success ? 'answered' : 'failed']),
          total: points.length,
        })}
      >
        <svg
          viewBox={`0 0 ${innerWidth + MARGIN.left + MARGIN.right} ${HEIGHT}`}
          className="block w-full overflow-visible"
          role="img"
          aria-labelledby={`${id}-title ${id}-desc`}
        >
          <title id={`${id}-title`}>Latency of each answer</title>
          <desc id={`${id}-desc`}>{descriptionOf(points, failed.length, p50, p95)}</desc>
          <Group left={MARGIN.left} top={MARGIN.top}>
            <path
              d={y
                .ticks(4)
                .map((value) => `M0 ${y(value)}H${innerWidth}`)
                .join('')}
              stroke="var(--color-rule)"
            />
            <PercentileLine at={p50} label="p50" y={y} width={innerWidth} />
            <PercentileLine
              at={p95}
              label="p95"
              y={y}
              width={innerWidth}
              isLabelLowered={labelsOverlap(y, p50, p95)}
            />
            {/* One path, however many there are: a thousand elements would be drawn anew each time. */}
            <path
              d={answered.map(({ seq, ms }) => `M${rounded(x, seq)} ${rounded(y, ms)}h0`).join('')}
              stroke="var(--color-accent)"
              strokeWidth={points.length > 300 ? 3.5 : 5.5}
              strokeLinecap="round"
              data-points={answered.length}
            />
            <path
              d={failed
                .map(({ seq, ms }) => `M${rounded(x, seq)} ${rounded(y, ms)}${CROSS}`)
                .join('')}
              stroke="var(--color-bad)"
              strokeWidth={1.75}
            />
            <AxisLeft
              scale={y}
              tickValues={distinctTicks(y, 4, formatMs)}
              tickFormat={(value) => formatMs(Number(value))}
              hideAxisLine
              hideTicks
              tickComponent={tickLabel}
              tickLabelProps={{ textAnchor: 'end', dx: -4, dy: 4 }}
            />
            <AxisBottom
              {...axisLine}
              top={innerHeight}
              scale={x}
              tickValues={wholeTicks(x, Math.max(2, Math.floor(innerWidth / PIXELS_PER_TICK)))}
              tickFormat={(value) => formatCount(Number(value))}
              tickComponent={tickLabel}
              tickLabelProps={{ textAnchor: 'middle', dy: 2 }}
            />
            <AxisName x={innerWidth / 2} y={innerHeight + 40}>
              answers, in order of arrival
            </AxisName>
          </Group>
        </svg>
      </ChartFigure>
    </div>
  );
}

const CROSS = 'm-3.5 -3.5l7 7m0 -7l-7 7';

type Scale = (value: number) => number;

const rounded = (scale: Scale, value: number) => Math.round(scale(value) * 10) / 10;

/** A line across the chart where a percentile lies, named behind its end. */
function PercentileLine({
  at: value,
  label,
  y,
  width,
  isLabelLowered = false,
}: {
  at: number | null;
  label: string;
  y: Scale;
  width: number;
  /** Another name stands there. */
  isLabelLowered?: boolean;
}) {
  if (value === null) return null;
  return (
    <Group top={y(value)}>
      <path
        d={`M0 0H${width}`}
        stroke="var(--color-ink)"
        strokeDasharray={label === 'p50' ? undefined : '3 3'}
        strokeOpacity={0.7}
      />
      <text className="fill-ink font-mono" fontSize={12} x={width + 6} dy={isLabelLowered ? -7 : 4}>
        {label}
      </text>
    </Group>
  );
}

function labelsOverlap(y: Scale, a: number | null, b: number | null): boolean {
  return a !== null && b !== null && Math.abs(y(a) - y(b)) < 13;
}

function descriptionOf(
  points: LatencyPoint[],
  failed: number,
  p50: number | null,
  p95: number | null,
) {
  if (points.length === 0) return 'No answer yet.';
  const crosses = failed > 0 ? ` ${plural(failed, 'prompt')} failed.` : '';
  if (p50 === null || p95 === null) return `${plural(points.length, 'result')}.${crosses}`;
  return (
    `${plural(points.length, 'result')} in order of arrival.${crosses} ` +
    `Half of the answers took at most ${formatMs(p50)}, 95 of 100 at most ${formatMs(p95)}.`
  );
}
