/** Figures of a comparison as people read them. */
import {
  type ComparedSide,
  type Interval,
  type PairCounts,
  type PairState,
  pairStateLabels,
  SIGNIFICANCE_LEVEL,
} from '../../../contract/runComparison.ts';
import { signedText } from '../../../contract/verdictFigures.ts';
import { formatPercent } from '../../lib/format.ts';

const plain = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
const twoDecimals = new Intl.NumberFormat('en-GB', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

/**
 * A difference in points, with its sign: `+19`, `−3.5`, `0`. It has the decimals that keep it on its side of 0, and of
 * the margin where one is given.
 */
export const formatPoints = (points: number, margin = 0): string => signedText(points, margin, 1);

/** `+10 to +27`. */
export const formatPointsInterval = ([low, high]: Interval, margin = 0): string =>
  `${formatPoints(low, margin)} to ${formatPoints(high, margin)}`;

/** An amount of points without a sign: `9`, `2.5`. */
export const formatAmount = (points: number): string => plain.format(points);

/** `1.40 ×`. */
export const formatRatio = (ratio: number): string => `${ratioText(ratio)}\u202f×`;

/** `1.21 to 1.62 ×`. */
export const formatRatioInterval = ([low, high]: Interval): string =>
  `${ratioText(low)} to ${formatRatio(high)}`;

/** `0.034`; what is smaller than one in a thousand reads as that. */
export const formatPValue = (p: number): string =>
  p < 0.001 ? '< 0.001' : String(Number(decimalsBeside(p, SIGNIFICANCE_LEVEL, 3)));

/** Whether an interval lies on one side of a value that stands for no difference. */
export function excludes([low, high]: Interval, value: number): boolean {
  return low > value || high < value;
}

/** `146 of 200 (73 %)`, or a mean score; null where nothing was graded. */
export function accuracyText({
  graded,
  correct,
  accuracy,
  meanScore,
}: Pick<ComparedSide, 'graded' | 'correct' | 'accuracy' | 'meanScore'>): string | null {
  if (correct !== null && accuracy !== null) {
    return `${correct} of ${graded} (${formatPercent(accuracy)})`;
  }
  return meanScore === null ? null : `mean score ${twoDecimals.format(meanScore)}`;
}

/**
 * How many prompts of a part each side had right. Null where pairs are gained and lost by how much, as of prompts
 * that were asked several times or got scores: counts do not tell that.
 */
export function rightCounts({
  n,
  bothRight,
  gained,
  lost,
  difference,
}: PairCounts & { difference: number | null }): { candidate: number; baseline: number } | null {
  if (n === 0 || difference === null) return null;
  const ofCounts = (100 * (gained - lost)) / n;
  if (Math.abs(ofCounts - difference) > 1e-6) return null;
  return { candidate: bothRight + gained, baseline: bothRight + lost };
}

/** Why a pair is what it is. Where a prompt was asked several times, or got scores, the larger mean counts. */
export function pairMeaning({
  state,
  candidateMean,
  baselineMean,
}: {
  state: PairState;
  candidateMean: number | null;
  baselineMean: number | null;
}): string {
  const isWhole = [candidateMean, baselineMean].every((mean) => mean === 0 || mean === 1);
  if (!isWhole && state === 'lost') return 'The mean grade of the baseline is higher';
  if (!isWhole && state === 'gained') return 'The mean grade of the candidate is higher';
  return pairStateLabels[state].meaning;
}

const ratioText = (ratio: number): string => decimalsBeside(ratio, 1, 2);

/** With so many decimals, or as many as it takes not to read as a bound that a finding goes by. */
function decimalsBeside(value: number, bound: number, fewest: number): string {
  let decimals = fewest;
  while (decimals < 9 && value !== bound && Number(value.toFixed(decimals)) === bound)
    decimals += 1;
  return value.toFixed(decimals);
}
