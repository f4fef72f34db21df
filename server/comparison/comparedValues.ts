/** An alignment as the plain numbers that statistics are made of. */
import { type ComparedValues, type RatioName, ratioNames } from '../statistics/index.ts';
import type { AlignedPrompt } from './alignSides.ts';
import type { SideResult } from './readSide.ts';

/**
 * The categories of an alignment in the order of their numbers in its values. Their case does not count, as it does not
 * where they are looked for; the first spelling stands for all.
 */
export function categoriesOf(prompts: Pick<AlignedPrompt, 'key' | 'category'>[]): string[] {
  const spellings = new Map<string, string>();
  for (const { category } of byKey(prompts)) {
    if (category === null) continue;
    const name = category.toLowerCase();
    if (!spellings.has(name)) spellings.set(name, category);
  }
  return [...spellings.values()];
}

export function comparedValuesOf(
  aligned: AlignedPrompt[],
  { margin, isFinal, seed }: Pick<ComparedValues, 'margin' | 'isFinal' | 'seed'>,
): ComparedValues {
  const prompts = byKey(aligned);
  const numbers = new Map(
    categoriesOf(prompts).map((category, number) => [category.toLowerCase(), number]),
  );
  const numberOf = ({ category }: AlignedPrompt) =>
    category === null ? -1 : (numbers.get(category.toLowerCase()) as number);
  const pairs = prompts.filter(isPair);
  const missing = prompts.filter(({ state }) => state === 'missing');
  const missingOfCategory = new Int32Array(numbers.size);
  for (const prompt of missing) {
    const number = numberOf(prompt);
    if (number >= 0) missingOfCategory[number] = (missingOfCategory[number] as number) + 1;
  }
  return {
    candidate: Float64Array.from(pairs, ({ candidate }) => candidate.mean as number),
    baseline: Float64Array.from(pairs, ({ baseline }) => baseline.mean as number),
    categories: Int32Array.from(pairs, numberOf),
    missingOfCategory,
    missing: missing.length,
    margin,
    isFinal,
    seed,
    logRatios: Object.fromEntries(
      ratioNames.map((name) => [name, logRatiosOf(prompts, figures[name])]),
    ) as Record<RatioName, Float64Array>,
  };
}

/** In an order that does not depend on which run is the candidate's: what is resampled is then the same, mirrored. */
function byKey<Prompt extends { key: string }>(prompts: Prompt[]): Prompt[] {
  return prompts.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/** Whether a prompt is one of the pairs that the verdict is about. */
export function isPair({ state }: Pick<AlignedPrompt, 'state'>): boolean {
  return ['gained', 'lost', 'both_right', 'both_wrong'].includes(state);
}

const figures: Record<RatioName, (result: SideResult) => number | null> = {
  latency: ({ latencyMs }) => latencyMs,
  ttft: ({ ttftMs }) => ttftMs,
  tpot: ({ tpotMs }) => tpotMs,
  outputTokens: ({ outputTokens }) => outputTokens,
};

/** Of prompts that both answered, graded or not; of several samples the mean of the logarithms. */
function logRatiosOf(
  prompts: AlignedPrompt[],
  figureOf: (result: SideResult) => number | null,
): Float64Array {
  return Float64Array.from(
    prompts.flatMap(({ candidate, baseline }) => {
      const ours = meanLog(candidate.results, figureOf);
      const theirs = meanLog(baseline.results, figureOf);
      return ours === null || theirs === null ? [] : ours - theirs;
    }),
  );
}

/** Null where no sample was answered with this figure; one of 0 has no logarithm and tells nothing of a ratio. */
function meanLog(
  results: SideResult[],
  figureOf: (result: SideResult) => number | null,
): number | null {
  const logs = results.flatMap((result) => {
    const figure = result.isAnswered ? figureOf(result) : null;
    return figure !== null && figure > 0 ? Math.log(figure) : [];
  });
  return logs.length === 0 ? null : logs.reduce((sum, log) => sum + log, 0) / logs.length;
}
