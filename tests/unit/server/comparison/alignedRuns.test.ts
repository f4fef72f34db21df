import { expect, it } from 'vitest';
import type { Db, Notifications } from '../../../../db/engine/index.ts';
import { type ComparedRuns, createAlignedRunStore } from '../../../../server/comparison/index.ts';
import type { Grading } from '../../../../server/grading/index.ts';

const PROMPTS = 2_000;
const prompts = Array.from({ length: PROMPTS }, (_, index) => ({ prompt: `Prompt ${index}` }));

/** A store over runs that all have the same results, and how often it has read a run. */
function storeOver(samples: number) {
  const results = prompts.flatMap((_, promptIndex) =>
    Array.from({ length: samples }, (_, sample) => [`${promptIndex}`, promptIndex, sample]),
  );
  let reads = 0;
  const db = {
    select: () => ({ from: () => ({ where: async () => [{ prompts }] }) }),
    execute: async () => {
      reads += 1;
      return { rows: [{ results }] };
    },
  } as unknown as Db;
  const notifications = { subscribe: () => () => {} } as unknown as Notifications;
  const store = createAlignedRunStore({ db, grading: {} as Grading, notifications });
  return { store, readsOf: () => reads };
}

const runsNamed = (candidate: string, baseline: string) =>
  ({ candidate: { id: candidate }, baseline: { id: baseline } }) as unknown as ComparedRuns;

it.each([
  [1, 'keeps comparisons of few results', 40],
  [10, 'keeps no more results than there is room for, whichever prompts they are of', 42],
])('with %d samples a prompt it %s', async (samples, _what, reads) => {
  const { store, readsOf } = storeOver(samples);
  for (let other = 0; other < 20; other += 1) await store.align(runsNamed('a', `b${other}`));
  expect(readsOf()).toBe(40);
  await store.align(runsNamed('a', 'b19'));
  await store.align(runsNamed('a', 'b0'));
  expect(readsOf()).toBe(reads);
});

it('keeps of two runs what they are now, and nothing of what they were', async () => {
  const { store, readsOf } = storeOver(1);
  const { candidate, baseline } = runsNamed('a', 'b');
  const running = { candidate: { ...candidate, completedPrompts: 1, failedPrompts: 0 }, baseline };
  const later = { candidate: { ...candidate, completedPrompts: 2, failedPrompts: 0 }, baseline };
  for (const runs of [running, running, later, later]) await store.align(runs);
  expect(readsOf()).toBe(4);
  await store.align(running);
  expect(readsOf()).toBe(6);
});
