const strokes = { better: 'stroke-good', worse: 'stroke-bad', none: 'stroke-edge' } as const;
const fills = { better: 'fill-good', worse: 'fill-bad', none: 'fill-muted' } as const;

/**
 * Two shares, 0 to 100 %, on one line: from a hollow dot to a filled one. Its figures stand beside it as text, so that
 * it is hidden from screen readers.
 */
export function Dumbbell({
  from,
  to,
  change,
}: {
  /** Percent. */
  from: number;
  to: number;
  /** Whether the way from one to the other can be told from chance, which is all that has a colour. */
  change: keyof typeof strokes;
}) {
  return (
    <svg aria-hidden className="block h-5 w-full overflow-visible">
      {[0, 50, 100].map((at) => (
        <line key={at} x1={`${at}%`} x2={`${at}%`} y1="15%" y2="85%" className="stroke-rule" />
      ))}
      <line x1="0%" x2="100%" y1="50%" y2="50%" className="stroke-rule" />
      <line
        x1={`${from}%`}
        x2={`${to}%`}
        y1="50%"
        y2="50%"
        strokeWidth={3}
        className={strokes[change]}
      />
      <circle
        cx={`${from}%`}
        cy="50%"
        r={4.5}
        strokeWidth={2}
        className={`fill-paper ${strokes[change]}`}
      />
      <circle cx={`${to}%`} cy="50%" r={5.5} className={fills[change]} />
    </svg>
  );
}
