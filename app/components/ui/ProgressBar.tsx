/** How far something is, with the failed part in its own colour. */
export function ProgressBar({
  label,
  total,
  answered,
  failed,
}: {
  label: string;
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
      aria-valuetext={`${answered + failed} of ${total} prompts`}
      className="flex h-2 overflow-hidden rounded-full bg-rule"
    >
      <div
        className="bg-accent transition-[width] duration-300"
        style={{ width: share(answered) }}
      />
      <div className="bg-bad transition-[width] duration-300" style={{ width: share(failed) }} />
    </div>
  );
}
