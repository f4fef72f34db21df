/** How the runs of a comparison are worked on together: each prompt by all of them, or one after the other. */
import { nameOfSample } from '../worker/leaseStore.ts';
import type { RunWork, Sample } from '../worker/runWork.ts';
import type { JointStart } from './comparisonStore.ts';
import { blocksOf, type JointSample, jointOrder } from './jointOrder.ts';
import { createLockstep } from './lockstep.ts';

/** Before a side has an answer of its own to measure by. */
const FIRST_PATIENCE_MS = 1_000;

type End = (work: RunWork) => void;
type PlacedSample = Sample & { place: number };

/** All runs ask the prompts in one order, each prompt at the same moment where none has to wait. */
export async function askInterleaved(works: RunWork[], joint: JointStart, end: End): Promise<void> {
  const order = orderOf(works, joint);
  const lockstep = createLockstep(works.map(sideOf), (place) => order[place]?.firstSide);
  await Promise.all(
    works.map(async (work) => {
      const side = sideOf(work);
      await work.ask(pendingIn(order, work), {
        warmUps: isFresh(work) ? work.run.config.warmup : 0,
        turn: ({ place }, { longestCallMs, signal }) =>
          lockstep.ready(side, place, { patienceMs: longestCallMs ?? FIRST_PATIENCE_MS, signal }),
      });
      lockstep.leave(side);
      end(work);
    }),
  );
}

/**
 * One run after the other, in blocks A B B A. The first call of a block waits until the server has loaded the model,
 * so it is made besides and not counted.
 */
export async function askInBlocks(works: RunWork[], joint: JointStart, end: End): Promise<void> {
  const blocks = blocksOf(orderOf(works, joint), joint.sides);
  const left = new Set(works);
  for (const work of left) work.waitForOther(true);
  for (const [index, { side, samples }] of blocks.entries()) {
    const work = works.find((each) => sideOf(each) === side);
    if (!work || !left.has(work)) continue;
    work.waitForOther(false);
    await work.ask(pendingIn(samples, work), { warmUps: Math.max(1, work.run.config.warmup) });
    work.waitForOther(true);
    const asksAgain = blocks.slice(index + 1).some((block) => block.side === side);
    if (asksAgain && !work.isStopped) continue;
    left.delete(work);
    end(work);
  }
}

function orderOf(works: RunWork[], { seed, sides }: JointStart): JointSample[] {
  const [first] = works;
  if (!first) return [];
  const { prompts, config } = first.run;
  return jointOrder({ seed, sides, prompts: prompts.length, samples: config.samples });
}

/** Those samples of the order that the run has no result of. */
function pendingIn(order: JointSample[], { pending }: RunWork): PlacedSample[] {
  const byName = new Map(pending.map((sample) => [nameOfSample(sample), sample]));
  return order.flatMap((key, place) => {
    const sample = byName.get(nameOfSample(key));
    return sample ? { ...sample, place } : [];
  });
}

function sideOf({ run }: RunWork): number {
  return run.side ?? 0;
}

function isFresh({ run, pending }: RunWork): boolean {
  return pending.length === run.totalPrompts;
}
