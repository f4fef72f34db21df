import { formatPercent } from '../../../lib/format.ts';

/** The interval of a share: `41.2 % to 93.1 %`; null where nothing was counted. */
export function formatInterval({
  accuracyLow,
  accuracyHigh,
}: {
  accuracyLow: number | null;
  accuracyHigh: number | null;
}): string | null {
  if (accuracyLow === null || accuracyHigh === null) return null;
  return `${formatPercent(accuracyLow)} to ${formatPercent(accuracyHigh)}`;
}
