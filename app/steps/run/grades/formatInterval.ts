import { formatPercentRange } from '../../../lib/format.ts';

/** The interval of a share: `41–93 %`; null where nothing was counted. */
export function formatInterval({
  accuracyLow,
  accuracyHigh,
}: {
  accuracyLow: number | null;
  accuracyHigh: number | null;
}): string | null {
  if (accuracyLow === null || accuracyHigh === null) return null;
  return formatPercentRange(accuracyLow, accuracyHigh);
}
