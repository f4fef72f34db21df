/**
 * What a percentage from 0 to 100 is shown as, to one decimal: only all reads as 100, and only none as 0, since one
 * failure in ten thousand is a failure.
 */
export function shownPercentage(value: number): number {
  if (value <= 0 || value >= 100) return value;
  return Math.min(99.9, Math.max(0.1, Math.round(value * 10) / 10));
}
