import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { Ratio } from '../../contract/runComparison.ts';
import { bootstrapMean } from './bootstrapMean.ts';

/**
 * The geometric mean of ratios, with a bootstrap interval over prompts, from which one is drawn. What is not finite is
 * left out; null where nothing is left.
 * @param logRatios natural logarithms, one a prompt
 */
export function* geometricMeanRatio(
  logRatios: Float64Array,
  random: RandomGenerator,
): Generator<void, Ratio | null> {
  const logs = logRatios.filter(Number.isFinite);
  if (logs.length === 0) return null;
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const value = Math.exp(mean);
  if (logs.length === 1) return { value, interval: null, n: 1 };
  const [low, high] = yield* bootstrapMean(logs, random);
  return { value, interval: [Math.exp(low), Math.exp(high)], n: logs.length };
}
