/**
 * Two runs side by side: each prompt that both ask, with how its two sides did. Nothing is counted as right that was
 * not graded, and no pair is made of two grades that were given by different rules (docs/decisions/0043).
 */
import type { ComparedMeasure, PairState } from '../../contract/runComparison.ts';
import type { SideResult } from './readSide.ts';

/** A prompt that both runs ask. */
export interface AlignedPrompt {
  key: string;
  category: string | null;
  state: PairState;
  candidate: AlignedSide;
  baseline: AlignedSide;
}

/** One side of it. */
export interface AlignedSide {
  promptIndex: number;
  results: SideResult[];
  /** Mean of its graded samples, 0 to 1; null where none was. */
  mean: number | null;
}

interface Side {
  /** What each of its prompts is called, by its number. */
  keys: string[];
  results: Map<number, SideResult[]>;
}

export interface AlignedRuns {
  measure: ComparedMeasure;
  /** In the order of the candidate's prompts. */
  prompts: AlignedPrompt[];
  /** Prompts that only one of them asks. */
  onlyCandidate: number;
  onlyBaseline: number;
}

/**
 * A prompt counts once, however often it was asked: answers to one prompt are alike.
 * @param newer the run that was started last: where the two have a prompt in different categories, it is in that one's
 */
export function alignSides(
  candidate: Side,
  baseline: Side,
  newer: 'candidate' | 'baseline',
): AlignedRuns {
  const places = new Map(baseline.keys.map((key, promptIndex) => [key, promptIndex]));
  const asked = candidate.keys.flatMap((key, promptIndex) => {
    const other = places.get(key);
    if (other === undefined) return [];
    const sides = [candidate.results.get(promptIndex), baseline.results.get(other)] as const;
    return [{ key, promptIndex, other, results: sides.map((side) => side ?? []) }];
  });
  // Scores are compared where no pair has anything else: a pass and a score are not the same thing.
  const measure = asked.some(({ results }) => results.every(saysPassOrFail)) ? 'pass' : 'score';
  const prompts = asked.map(({ key, promptIndex, other, results: [ours = [], theirs = []] }) => {
    const sides = { candidate: sideOf(promptIndex, ours), baseline: sideOf(other, theirs) };
    const [last, first] = newer === 'candidate' ? [ours, theirs] : [theirs, ours];
    const category = last[0]?.category ?? first[0]?.category ?? null;
    return { key, category, state: stateOf(sides, measure), ...sides };
  });
  return {
    measure,
    prompts,
    onlyCandidate: candidate.keys.length - prompts.length,
    onlyBaseline: baseline.keys.length - prompts.length,
  };
}

/** Whether a result counts: 1 or 0 by pass or fail, else its score; null where it has neither. */
export function countedAs({ correct, score }: SideResult): number | null {
  return correct === null ? score : Number(correct);
}

/** Whether any of a prompt's samples says pass or fail. */
function saysPassOrFail(results: SideResult[]): boolean {
  return results.some(({ correct }) => correct !== null);
}

function sideOf(promptIndex: number, results: SideResult[]): AlignedSide {
  const values = results.map(countedAs).filter((value) => value !== null);
  const sum = values.reduce((total, value) => total + value, 0);
  return { promptIndex, results, mean: values.length === 0 ? null : sum / values.length };
}

function stateOf(
  { candidate, baseline }: Pick<AlignedPrompt, 'candidate' | 'baseline'>,
  measure: ComparedMeasure,
): PairState {
  if (candidate.mean === null || baseline.mean === null)
    return stateWithoutPair(candidate, baseline);
  const isAlike = gradedBy(candidate) === gradedBy(baseline);
  const hasMeasure =
    measure === 'score' || (saysPassOrFail(candidate.results) && saysPassOrFail(baseline.results));
  if (!isAlike || !hasMeasure) return 'not_comparable';
  if (candidate.mean !== baseline.mean) return candidate.mean > baseline.mean ? 'gained' : 'lost';
  return candidate.mean > 0.5 ? 'both_right' : 'both_wrong';
}

/** Of prompts that at least one side has no grade for. */
function stateWithoutPair(candidate: AlignedSide, baseline: AlignedSide): PairState {
  const sides = [candidate, baseline].filter(({ results }) => results.length > 0);
  const withGrader = sides.filter(({ results }) => results.some(({ hasGrade }) => hasGrade));
  // Asked of neither yet: what it could have shown is missing.
  if (sides.length === 0) return 'missing';
  if (withGrader.length === 0) return 'ungraded';
  return withGrader.length < sides.length ? 'not_comparable' : 'missing';
}

function gradedBy({ results }: AlignedSide): string | undefined {
  return results.find((result) => countedAs(result) !== null)?.gradedBy;
}
