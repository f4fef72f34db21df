/** What an axis at the bottom of a chart measures, in words under its middle. */
export function AxisName({ x, y, children }: { x: number; y: number; children: string }) {
  return (
    <text x={x} y={y} textAnchor="middle" className="fill-muted font-sans" fontSize={12}>
      {children}
    </text>
  );
}
