import type { TickRendererProps } from '@visx/axis';

/**
 * The label of a tick, for an axis's `tickComponent`. The axis's own carries a style attribute, which
 * the page's policy does not let through.
 */
export function tickLabel({ formattedValue, x, y, dx, dy, textAnchor }: TickRendererProps) {
  return (
    <text {...{ x, y, dx, dy, textAnchor }} className="fill-muted font-mono" fontSize={12}>
      {formattedValue}
    </text>
  );
}
