/** How far something is, with the failed part in its own colour. */
export function ProgressBar({
  label,
  unit = 'prompts',
  total,
  answered,
  failed,
}: {
  label: string;
  /** What is counted, in the plural. */
  unit?: string;
  total: number;
  answered: number;
  failed: number;
}) {
  const share = (count: number) => `${total === 0 ? 0 : (100 * count) / total}%`;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={answered + failed}
      aria-valuetext={`${answered + failed} of ${total} ${unit}`}
      className="h-2 overflow-hidden rounded-full bg-rule"
    >
      {/* Lengths as attributes of a drawing: the page's policy lets no style attribute through. */}
      <svg aria-hidden className="block size-full">
        <rect
          className="fill-accent transition-[width] duration-300"
          height="100%"
          width={share(answered)}
        />
        <rect
          className="fill-bad transition-[width,x] duration-300"
          height="100%"
          x={share(answered)}
          width={share(failed)}
        />
      </svg>
    </div>
  );
}
