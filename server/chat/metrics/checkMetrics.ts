import type { MetricCheck } from '../../../contract/annotations.ts';
import { type ActualMetrics, actualMetricFor } from './actualMetrics.ts';
import { type ClaimedMetric, claimedMetricsIn } from './claimedMetrics.ts';

/** Most that rounding explains, as a share of the true figure: of "500 ms", and of "0.3 s". */
const MAX_ROUNDING = 0.05;
const MAX_ROUNDING_OF_DECIMALS = 0.1;
const MAX_APPROXIMATION = 0.1;

/**
 * Compares the figures that an answer quotes with what the database says. Only figures whose meaning is
 * clear are looked at; the rest of the answer is neither right nor wrong to us (docs/decisions/0018).
 */
export function checkMetrics(answer: string, facts: ActualMetrics): MetricCheck[] {
  return claimedMetricsIn(answer).flatMap((claim) => {
    const truth = actualMetricFor(claim, facts);
    if (!truth || truth.actual === null) return [];
    const { quote, start, end, unit, value } = claim;
    // Computed like 87.50000000000001.
    const actual = Math.round(truth.actual * 10) / 10;
    const verdict = isRight(claim, actual) ? 'right' : 'wrong';
    return [{ quote, start, end, figure: truth.figure, unit, claimed: value, actual, verdict }];
  });
}

function isRight(claim: ClaimedMetric, actual: number): boolean {
  const { value, unit, precision, hasDecimals, isApproximate } = claim;
  if (unit === 'count') return value === actual;
  const mostRounding = hasDecimals ? MAX_ROUNDING_OF_DECIMALS : MAX_ROUNDING;
  const rounding = Math.min(precision, Math.max(actual * mostRounding, 1));
  const allowed = isApproximate ? Math.max(rounding, actual * MAX_APPROXIMATION) : rounding;
  // Half a unit more: what the model was told had been rounded before.
  const toldRounded = unit === 'ms' ? 0.5 : unit === 'percent' ? 0.05 : 0;
  return Math.abs(value - actual) <= allowed + toldRounded + 1e-9;
}
