import {
  type Interval,
  MAX_MISSING_SHARE,
  MIN_PAIRS,
  SIGNIFICANCE_LEVEL,
  type UndecidedReason,
  type Verdict,
} from '../../contract/runComparison.ts';

/** What a verdict follows from. */
export interface VerdictBasis {
  n: number;
  missing: number;
  /** In points; null without pairs, and until both sides are complete. */
  interval: Interval | null;
  pValue: number | null;
  /** In points. */
  margin: number;
  isFinal: boolean;
}

export interface DecidedVerdict {
  verdict: Verdict;
  undecidedBecause: UndecidedReason | null;
  nonInferior: boolean;
}

/** The verdict, by the first rule that holds (docs/decisions/0043). */
export function verdictOf({
  n,
  missing,
  interval,
  pValue,
  margin,
  isFinal,
}: VerdictBasis): DecidedVerdict {
  if (!isFinal) return undecided('not_final');
  if (n < MIN_PAIRS || !interval || pValue === null) return undecided('few_pairs');
  if (isTooMuchMissing(n, missing)) return undecided('missing');
  const [low, high] = interval;
  const nonInferior = low > -margin;
  const decided = (verdict: Verdict) => ({ verdict, undecidedBecause: null, nonInferior });
  if (low > 0 && pValue < SIGNIFICANCE_LEVEL) return decided('better');
  if (high < 0 && pValue < SIGNIFICANCE_LEVEL) return decided('worse');
  if (nonInferior && high < margin) return decided('equivalent');
  if (nonInferior) return decided('no_worse');
  return undecided('interval');
}

/** Whether so many grades are missing that what is there need not be like what is not. */
export function isTooMuchMissing(n: number, missing: number): boolean {
  return missing > MAX_MISSING_SHARE * (n + missing);
}

/** Where nothing may be said, non-inferiority may not either: it rests on the same pairs. */
function undecided(undecidedBecause: UndecidedReason): DecidedVerdict {
  return { verdict: 'undecided', undecidedBecause, nonInferior: false };
}
