/**
 * A share from 0 to 100 % as a bar, with its 95 % interval as a band across it. Its figures stand beside it as text, so
 * that it is hidden from screen readers.
 */
export function ShareBar({
  share,
  low,
  high,
  className = 'h-2',
}: {
  /** Percent. */
  share: number;
  low: number;
  high: number;
  className?: string;
}) {
  return (
    <svg aria-hidden className={`block w-full overflow-visible ${className}`}>
      <rect width="100%" height="100%" rx={2} className="fill-rule" />
      <rect width={`${share}%`} height="100%" rx={2} className="fill-accent" />
      <line
        x1={`${low}%`}
        x2={`${high}%`}
        y1="50%"
        y2="50%"
        strokeWidth={3}
        className="stroke-paper"
      />
      <line
        x1={`${low}%`}
        x2={`${high}%`}
        y1="50%"
        y2="50%"
        strokeWidth={1.5}
        className="stroke-ink"
      />
      {[low, high].map((end, index) => (
        <line
          // biome-ignore lint/suspicious/noArrayIndexKey: the two ends, in their order
          key={index}
          x1={`${end}%`}
          x2={`${end}%`}
          y1="0%"
          y2="100%"
          strokeWidth={1.5}
          className="stroke-ink"
        />
      ))}
    </svg>
  );
}
