import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

const PERMUTATIONS = 10_000;
/** Signs are drawn for so many differences at once, whose sums are at hand for each way of signing them. */
const BLOCK = 8;
const SIGNINGS = 1 << BLOCK;
/** Blocks between two yields: one or two milliseconds of work. */
const BLOCKS_AT_ONCE = 150_000;

/**
 * Two-sided p-value of paired differences, if each could as well have had the other sign: the share of 10,000 drawn ways
 * of signing them whose sum is at least as far from 0, the one that was seen counted among them. 1 where nothing differs.
 * Sources: R. A. Fisher, "The Design of Experiments" (1935), §21; B. Phipson and G. K. Smyth, "Permutation p-values
 * should never be zero", Statistical Applications in Genetics and Molecular Biology 9 (2010).
 */
export function* signFlipTest(
  differences: Float64Array,
  random: RandomGenerator,
): Generator<void, number> {
  const differing = differences.filter((difference) => difference !== 0);
  if (differing.length === 0) return 1;
  const observed = Math.abs(differing.reduce((sum, difference) => sum + difference, 0));
  // Sums that are equal on paper differ in their last digits, by the order of adding.
  const threshold = observed - 1e-9;
  const sums = sumsBySigning(differing);
  let asFar = 0;
  let blocks = 0;
  for (let permutation = 0; permutation < PERMUTATIONS; permutation += 1) {
    if (Math.abs(signedSum(sums, random)) >= threshold) asFar += 1;
    blocks += sums.length / SIGNINGS;
    if (blocks >= BLOCKS_AT_ONCE) {
      blocks = 0;
      yield;
    }
  }
  return (asFar + 1) / (PERMUTATIONS + 1);
}

/** For each block of differences its sum under each way of signing it; a bit that is set is a plus. */
function sumsBySigning(differences: Float64Array): Float64Array {
  const blocks = Math.ceil(differences.length / BLOCK);
  const sums = new Float64Array(blocks * SIGNINGS);
  for (let block = 0; block < blocks; block += 1) {
    const start = block * SIGNINGS;
    const inBlock = differences.subarray(block * BLOCK, (block + 1) * BLOCK);
    sums[start] = -inBlock.reduce((sum, difference) => sum + difference, 0);
    for (let signing = 1; signing < SIGNINGS; signing += 1) {
      const bit = 31 - Math.clz32(signing);
      const withMinus = sums[start + signing - (1 << bit)] as number;
      sums[start + signing] = withMinus + 2 * (inBlock[bit] ?? 0);
    }
  }
  return sums;
}

function signedSum(sums: Float64Array, random: RandomGenerator): number {
  let sum = 0;
  for (let start = 0; start < sums.length; start += SIGNINGS) {
    // The highest bits: the lowest ones of such a generator are the least random.
    sum += sums[start + (random.next() >>> (32 - BLOCK))] as number;
  }
  return sum;
}
