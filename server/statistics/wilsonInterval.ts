import { Z } from './normalQuantile.ts';

/**
 * The 95 % Wilson score interval of a share, from 0 to 1; null where nothing was counted. Unlike the interval
 * of the textbooks it holds for few cases and for shares near 0 and 1.
 * Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of
 * the American Statistical Association 22 (1927).
 */
export function wilsonInterval(
  successes: number,
  total: number,
): { low: number; high: number } | null {
  if (total === 0) return null;
  const share = successes / total;
  const center = share + Z ** 2 / (2 * total);
  const margin = Z * Math.sqrt((share * (1 - share)) / total + (Z / (2 * total)) ** 2);
  const scale = 1 + Z ** 2 / total;
  // Where all or none succeeded, rounding may put a bound a hair outside.
  return {
    low: successes === 0 ? 0 : (center - margin) / scale,
    high: successes === total ? 1 : (center + margin) / scale,
  };
}

/**
 * The same in percent.
 * @param units how many of the cases tell something each: fewer than `total` where several are of one prompt
 */
export function percentInterval(
  successes: number,
  total: number,
  units: number = total,
): { low: number | null; high: number | null } {
  const interval = total === 0 ? null : wilsonInterval((successes / total) * units, units);
  return interval
    ? { low: interval.low * 100, high: interval.high * 100 }
    : { low: null, high: null };
}
