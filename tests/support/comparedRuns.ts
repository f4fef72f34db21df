import type { Ratio, RunComparison } from '../../contract/runComparison.ts';
import { compareValues } from '../../server/statistics/compareValues.ts';
import { runToEnd } from '../../server/statistics/runToEnd.ts';

/** How many pairs of a category are right on both sides, gained, lost, and wrong on both. */
export type CategoryCounts = [bothRight: number, gained: number, lost: number, bothWrong: number];

export interface Situation {
  /** By name; pairs of the empty name have no category. */
  pairs?: Record<string, CategoryCounts>;
  missing?: number;
  margin?: number;
  final?: boolean;
  /** Fields that take the place of what the pairs say. */
  fields?: Partial<RunComparison>;
}

/** The comparison that two runs with such pairs have. */
export function comparedRuns({
  pairs = {},
  missing = 0,
  margin = 5,
  final = true,
  fields = {},
}: Situation): RunComparison {
  const names = Object.keys(pairs).filter((name) => name !== '');
  const all = Object.entries(pairs).flatMap(([name, [bothRight, gained, lost, bothWrong]]) =>
    (
      [
        [1, 1, bothRight],
        [1, 0, gained],
        [0, 1, lost],
        [0, 0, bothWrong],
      ] as const
    ).flatMap(([candidate, baseline, count]) =>
      Array.from({ length: count }, () => ({ candidate, baseline, category: names.indexOf(name) })),
    ),
  );
  const none = new Float64Array();
  const { categories, ratios, ...statistics } = runToEnd(
    compareValues({
      candidate: Float64Array.from(all, (pair) => pair.candidate),
      baseline: Float64Array.from(all, (pair) => pair.baseline),
      categories: Int32Array.from(all, (pair) => pair.category),
      missingOfCategory: new Int32Array(names.length),
      missing,
      margin,
      isFinal: final,
      seed: 1,
      logRatios: { latency: none, ttft: none, tpot: none, outputTokens: none },
    }),
  );
  const { n, bothRight, gained, lost } = statistics;
  const side = (model: string, correct: number) => ({
    run: `${model}-run`,
    model,
    graded: n,
    correct,
    accuracy: n === 0 ? null : (100 * correct) / n,
    meanScore: null,
    overruled: 0,
  });
  return {
    ...statistics,
    candidate: side('new', bothRight + gained),
    baseline: side('old', bothRight + lost),
    measure: 'pass',
    missing,
    notComparable: 0,
    ungraded: 0,
    margin,
    final,
    sentence: '',
    doubts: [],
    categories: categories.map((category) => ({
      ...category,
      category: names[category.category] as string,
    })),
    latencyRatio: null,
    ttftRatio: ratios.ttft,
    tpotRatio: null,
    outputTokensRatio: null,
    ...fields,
  };
}

/** A ratio whose interval goes as far to either side as its value is from 1, halved. */
export function clearRatio(value: number, n = 200): Ratio {
  const near = Math.sqrt(value);
  const far = value * near;
  return { value, interval: near < far ? [near, far] : [far, near], n };
}
