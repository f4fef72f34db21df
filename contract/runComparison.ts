/**
 * Two runs over the same prompts, the candidate's against the baseline's: which model is better, by how much, and when
 * nobody can tell. The field names of the interfaces are those of the API; REST has them in snake_case.
 */
import type { Tone } from './tone.ts';

/**
 * What a comparison says of the candidate. `equivalent`: the difference is within the margin on both sides. `no_worse`:
 * it is not worse by the margin or more, and may be better.
 */
export const verdicts = ['better', 'worse', 'equivalent', 'no_worse', 'undecided'] as const;
export type Verdict = (typeof verdicts)[number];

export const verdictLabels = {
  better: { label: 'Better', tone: 'good' },
  worse: { label: 'Worse', tone: 'bad' },
  equivalent: { label: 'Equivalent', tone: 'neutral' },
  no_worse: { label: 'No worse', tone: 'neutral' },
  undecided: { label: 'Cannot tell', tone: 'neutral' },
} as const satisfies Record<Verdict, { label: string; tone: Tone }>;

/** Why nobody can tell: a run goes on, too few pairs, too many missing, or an interval that holds too much. */
export const undecidedReasons = ['not_final', 'few_pairs', 'missing', 'interval'] as const;
export type UndecidedReason = (typeof undecidedReasons)[number];

/** With fewer pairs nothing is decided. */
export const MIN_PAIRS = 10;
/** From this p-value on a difference is not told from chance. */
export const SIGNIFICANCE_LEVEL = 0.05;
/** Where more of the pairs lack a grade, nothing is decided. A share, 0 to 1. */
export const MAX_MISSING_SHARE = 0.1;
/** The difference that a person cares about, in points. */
export const DEFAULT_MARGIN = 5;
export const MAX_MARGIN = 50;
/** Above so many further prompts it is not said how many would decide. */
export const MAX_PROMPTS_TO_DECIDE = 100_000;
/** Flips in one answer; the rest come by `flipsOffset`. */
export const MAX_FLIPS = 1_000;

/** Bounds of a 95 % interval. */
export type Interval = [low: number, high: number];

/** `pass`: shares of answers that passed. `score`: mean scores, where graders give nothing else. */
export const comparedMeasures = ['pass', 'score'] as const;
export type ComparedMeasure = (typeof comparedMeasures)[number];

/** Pairs by how their two sides did. A pair is gained or lost by the larger mean where a prompt was asked several times. */
export interface PairCounts {
  /** Pairs. */
  n: number;
  bothRight: number;
  bothWrong: number;
  /** The baseline was wrong, the candidate right. */
  gained: number;
  /** The baseline was right, the candidate wrong. */
  lost: number;
}

/** What a difference says, with all that decides it. */
export interface Difference extends PairCounts {
  /** Points, candidate minus baseline; null without pairs. */
  difference: number | null;
  /** In points; not centred on `difference`. Null without pairs, and until both runs have ended. */
  interval: Interval | null;
  /** Two-sided; null likewise. */
  pValue: number | null;
}

/** A category of a comparison. Its interval is by itself; only its p-value allows for the other categories. */
export interface ComparedCategory extends Difference {
  category: string;
  /** Prompts that lack a grade on at least one side. */
  missing: number;
  /** By Holm, over all categories; null until both runs have ended. */
  pAdjusted: number | null;
  verdict: Extract<Verdict, 'better' | 'worse' | 'undecided'>;
}

/** One of the two runs, over the pairs. */
export interface ComparedSide {
  /** Id of the run. */
  run: string;
  model: string;
  /** Graded results; as many as pairs where each prompt was asked once. */
  graded: number;
  /** Those that passed; null where graders give scores only. */
  correct: number | null;
  /** Percent; null without pairs, and where graders give scores only. */
  accuracy: number | null;
  /** 0 to 1; null where graders say pass or fail. */
  meanScore: number | null;
  /** Results whose grade is a person's. */
  overruled: number;
}

/** Candidate by baseline: 1.4 is 1.4 times as long. */
export interface Ratio {
  /** Geometric mean over the prompts that both answered. */
  value: number;
  /** Null where there is one prompt only. */
  interval: Interval | null;
  /** Prompts. */
  n: number;
}

/** What the verdict has to be read with: what differs beside the model, and what is missing. */
export const doubtKinds = [
  'settings',
  'adaptations',
  'suite_version',
  'grader',
  'overruled',
  'missing',
  'prompts',
  'samples',
  'ungraded',
  'truncated',
  'time',
  'model',
  'adapter',
] as const;
export type DoubtKind = (typeof doubtKinds)[number];
export interface Doubt {
  kind: DoubtKind;
  /** One or two sentences for a person. */
  text: string;
}

/** The verdict of two runs and all that it follows from, but for the pairs themselves. */
export interface RunComparison extends Difference {
  candidate: ComparedSide;
  baseline: ComparedSide;
  measure: ComparedMeasure;
  /** Prompts of both runs that lack a grade on at least one side, because a call failed or was never made. */
  missing: number;
  /** Prompts of both runs that were not graded alike: another grader, other options, another expected answer. */
  notComparable: number;
  /** Prompts of both runs that there is nothing to grade by. */
  ungraded: number;
  verdict: Verdict;
  /** Null where something is decided. */
  undecidedBecause: UndecidedReason | null;
  /** The verdict if every missing pair went against the side that leads; null where it would be the same. */
  worstCase: Verdict | null;
  /**
   * At least 10 pairs, at most a tenth missing, and the interval above `-margin`. The interval is two-sided, 95 %, so this
   * is tested at 2.5 %.
   */
  nonInferior: boolean;
  /** In points. */
  margin: number;
  /** The smallest difference, in points, that these pairs could have shown; null if none could. */
  smallestVisibleDifference: number | null;
  /** About how many further prompts would decide; 0 when it is decided, null when more than can be said. */
  promptsToDecide: number | null;
  /** Whether both runs have ended. Until then there are counts only. */
  final: boolean;
  /** The verdict in words, as `verdictSentence` makes it of the other fields. */
  sentence: string;
  doubts: Doubt[];
  /** The worst for the candidate first. */
  categories: ComparedCategory[];
  latencyRatio: Ratio | null;
  ttftRatio: Ratio | null;
  tpotRatio: Ratio | null;
  outputTokensRatio: Ratio | null;
}

/** How the two sides of a prompt did; those of the last three are no pairs. */
export const pairStates = [
  'lost',
  'gained',
  'both_wrong',
  'both_right',
  'missing',
  'not_comparable',
  'ungraded',
] as const;
export type PairState = (typeof pairStates)[number];

/** The states that differ: right for one side only. */
export const flipStates = ['lost', 'gained'] as const satisfies PairState[];

export const pairStateLabels = {
  lost: { label: 'Lost', meaning: 'Only the baseline is right', tone: 'bad' },
  gained: { label: 'Gained', meaning: 'Only the candidate is right', tone: 'good' },
  both_wrong: { label: 'Both wrong', meaning: 'Wrong on both sides', tone: 'neutral' },
  both_right: { label: 'Both right', meaning: 'Right on both sides', tone: 'neutral' },
  missing: { label: 'Missing', meaning: 'Without a grade on at least one side', tone: 'warn' },
  not_comparable: {
    label: 'Not comparable',
    meaning: 'Graded differently on the two sides',
    tone: 'warn',
  },
  ungraded: { label: 'Not graded', meaning: 'Nothing to grade by', tone: 'neutral' },
} as const satisfies Record<PairState, { label: string; meaning: string; tone: Tone }>;
