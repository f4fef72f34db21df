/**
 * In which order the runs of a comparison ask their prompts: drawn from a seed, so that it can be told again
 * (docs/decisions/0036).
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { shuffled } from '../../statistics/index.ts';
import type { SampleKey } from '../worker/leaseStore.ts';

/** A prompt in the order, and which side is asked it first. */
export interface JointSample extends SampleKey {
  firstSide: number;
}

/**
 * All samples in one shuffled order: the first of every prompt before the second of any. Which side goes first is
 * drawn in permuted blocks (Matts and Lachin, "Properties of permuted-block randomization in clinical trials", 1988),
 * so that after any number of prompts each side has gone first equally often, but for one.
 * @param sides runs of the comparison
 */
export function jointOrder({
  seed,
  prompts,
  samples,
  sides,
}: {
  seed: number;
  prompts: number;
  samples: number;
  sides: number;
}): JointSample[] {
  const random = xoroshiro128plus(seed);
  const order = Array.from({ length: samples }, (_, sample) =>
    shuffled(range(prompts), random).map((promptIndex) => ({ promptIndex, sample })),
  ).flat();
  const firstSides: number[] = [];
  while (firstSides.length < order.length) firstSides.push(...shuffled(range(sides), random));
  return order.map((key, place) => ({ ...key, firstSide: firstSides[place] ?? 0 }));
}

/** A part of the order that one side asks while the others wait. */
export interface Block {
  side: number;
  samples: JointSample[];
}

/**
 * A B B A: each half of the order by all sides, the second time the other way round, so that what changes with
 * time weighs the same on all of them and a server changes its model as seldom as it can.
 */
export function blocksOf(order: JointSample[], sides: number): Block[] {
  const half = Math.ceil(order.length / 2);
  const forth = range(sides).map((side) => ({ side, samples: order.slice(0, half) }));
  const back = range(sides)
    .reverse()
    .map((side) => ({ side, samples: order.slice(half) }));
  return [...forth, ...back];
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
