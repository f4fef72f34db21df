import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { Ratio } from '../../contract/runComparison.ts';
import { type CategoryPairs, categoryStatistics } from './categoryStatistics.ts';
import {
  type ComparedStatistics,
  type ComparedValues,
  type RatioName,
  ratioNames,
} from './comparedValues.ts';
import { countInference } from './countInference.ts';
import { differenceInference } from './differenceInference.ts';
import { geometricMeanRatio } from './geometricMeanRatio.ts';
import { judge } from './judge.ts';
import type { PairedInference } from './pairedInference.ts';
import { type PairOutcomes, pairOutcomes } from './pairOutcomes.ts';
import { verdictOf } from './verdictOf.ts';
import { worstCase } from './worstCase.ts';

/**
 * All that two runs over the same prompts say. Where every value is 0 or 1, that is in closed form; else pairs are
 * resampled. Yields every few milliseconds, so that whoever runs it can do other work in between.
 */
export function* compareValues(values: ComparedValues): Generator<void, ComparedStatistics> {
  const { missing, margin, isFinal } = values;
  const random = xoroshiro128plus(values.seed);
  const inferenceOf: InferenceOf = isBinary(values.candidate, values.baseline)
    ? countInference
    : ({ differences }) => differenceInference(differences, random);
  const { differences, ...counts } = pairOutcomes(values.candidate, values.baseline);
  const inference = inferenceOf({ ...counts, differences });
  const judgement = yield* judge(inference, { missing, margin, isFinal });
  return {
    ...counts,
    ...judgement,
    worstCase: yield* worstCase({
      decided: judgement,
      difference: judgement.difference,
      missing,
      *verdictIfAll(change) {
        const changed = inference.withMore(change, missing);
        const tested = yield* changed.test();
        return verdictOf({ ...tested, n: changed.n, missing: 0, margin, isFinal }).verdict;
      },
    }),
    categories: yield* categoryStatistics(pairsByCategory(values, inferenceOf), isFinal),
    ratios: yield* allRatios(values, random),
  };
}

type InferenceOf = (outcomes: PairOutcomes) => PairedInference;

function isBinary(...sides: Float64Array[]): boolean {
  return sides.every((side) => side.every((value) => value === 0 || value === 1));
}

/** Categories that have a pair. */
function pairsByCategory(values: ComparedValues, inferenceOf: InferenceOf): CategoryPairs[] {
  const pairsOf = Array.from(values.missingOfCategory, (): number[] => []);
  for (const [pair, category] of values.categories.entries()) pairsOf[category]?.push(pair);
  return pairsOf.flatMap((pairs, category) => {
    if (pairs.length === 0) return [];
    const pick = (side: Float64Array) => Float64Array.from(pairs, (pair) => side[pair] as number);
    const outcomes = pairOutcomes(pick(values.candidate), pick(values.baseline));
    const missing = values.missingOfCategory[category] as number;
    return [{ category, missing, outcomes, inference: inferenceOf(outcomes) }];
  });
}

/** None before both runs have ended: what is answered first need not be like the rest. */
function* allRatios(
  { logRatios, isFinal }: ComparedValues,
  random: RandomGenerator,
): Generator<void, Record<RatioName, Ratio | null>> {
  const ratios: Record<RatioName, Ratio | null> = {
    latency: null,
    ttft: null,
    tpot: null,
    outputTokens: null,
  };
  if (!isFinal) return ratios;
  for (const name of ratioNames) {
    ratios[name] = yield* geometricMeanRatio(logRatios[name], random);
  }
  return ratios;
}
