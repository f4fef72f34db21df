import type { MetricCheck } from '../../../contract/annotations.ts';
import { type ActualMetrics, actualMetricFor } from './actualMetrics.ts';
import { type ClaimedMetric, claimedMetricsIn } from './claimedMetrics.ts';

/** The largest rounding that is accepted, as a share of the actual value: for "500 ms", and for "0.3 s". */
const MAX_ROUNDING = 0.05;
const MAX_ROUNDING_OF_DECIMALS = 0.1;
const MAX_APPROXIMATION = 0.1;

/**
 * Compares the metrics that an answer quotes with those in the database. Only numbers whose meaning is
 * clear are checked; about the rest of the answer this says nothing (docs/decisions/0018).
 */
export function checkMetrics(answer: string, actualMetrics: ActualMetrics): MetricCheck[] {
  return claimedMetricsIn(answer).flatMap((claim) => {
    const actualMetric = actualMetricFor(claim, actualMetrics);
    if (!actualMetric || actualMetric.actual === null) return [];
    const { quote, start, end, unit, value } = claim;
    // Percentages may come as 87.50000000000001.
    const actual = Math.round(actualMetric.actual * 10) / 10;
    const verdict = isRight(claim, actual) ? 'right' : 'wrong';
    return [
      { quote, start, end, figure: actualMetric.name, unit, claimed: value, actual, verdict },
    ];
  });
}

function isRight(claim: ClaimedMetric, actual: number): boolean {
  const { value, unit, precision, hasDecimals, isApproximate } = claim;
  if (unit === 'count') return value === actual;
  const maxRounding = hasDecimals ? MAX_ROUNDING_OF_DECIMALS : MAX_ROUNDING;
  const rounding = Math.min(precision, Math.max(actual * maxRounding, 1));
  const allowed = isApproximate ? Math.max(rounding, actual * MAX_APPROXIMATION) : rounding;
  // Half a unit more, since metrics are rounded in the system prompt.
  const promptRounding = unit === 'ms' ? 0.5 : unit === 'percent' ? 0.05 : 0;
  return Math.abs(value - actual) <= allowed + promptRounding + 1e-9;
}
