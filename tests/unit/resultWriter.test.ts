import { expect, it } from 'vitest';
import { createResultWriter } from '../../server/batch/resultWriter.ts';
import type { NewResult } from '../../server/batch/runStore.ts';

/** A store whose writes end when the test says so. */
function heldStore() {
  const groups: number[][] = [];
  const held: { succeed(isStored?: boolean): void; fail(error: Error): void }[] = [];
  const writer = createResultWriter((results) => {
    groups.push(results.map(({ promptIndex }) => promptIndex));
    return new Promise((resolve, reject) => {
      held.push({ succeed: (isStored = true) => resolve(isStored), fail: reject });
    });
  });
  const store = (promptIndex: number, response = 'short') =>
    writer.store({ promptIndex, response } as NewResult);
  return { groups, held, store };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

it('writes together what arrived together, and what comes meanwhile with the next group', async () => {
  const { groups, held, store } = heldStore();
  const first = [store(0), store(1)];
  await nextTurn();
  const second = [store(2), store(3), store(4)];
  await nextTurn();
  expect(groups).toEqual([[0, 1]]);
  held[0]?.succeed();
  expect(await Promise.all(first)).toEqual([true, true]);
  await nextTurn();
  expect(groups).toEqual([
    [0, 1],
    [2, 3, 4],
  ]);
  held[1]?.succeed();
  expect(await Promise.all(second)).toEqual([true, true, true]);
});

it('confirms nothing before its group is stored', async () => {
  const { held, store } = heldStore();
  let confirmed = false;
  const stored = store(0).then(() => {
    confirmed = true;
  });
  await nextTurn();
  await nextTurn();
  expect(confirmed).toBe(false);
  held[0]?.succeed();
  await stored;
  expect(confirmed).toBe(true);
});

it('says that nothing was stored once the run belongs to somebody else', async () => {
  const { held, store } = heldStore();
  const results = [store(0), store(1)];
  await nextTurn();
  held[0]?.succeed(false);
  expect(await Promise.all(results)).toEqual([false, false]);
});

it('a failed group fails alone', async () => {
  const { held, store } = heldStore();
  const lost = [store(0), store(1)].map((result) => result.catch((error: Error) => error.message));
  await nextTurn();
  const kept = store(2);
  held[0]?.fail(new Error('disk full'));
  expect(await Promise.all(lost)).toEqual(['disk full', 'disk full']);
  await nextTurn();
  held[1]?.succeed();
  expect(await kept).toBe(true);
});

it('cuts a group before it grows too large, and never loses or reorders a result', async () => {
  const { groups, held, store } = heldStore();
  const long = 'x'.repeat(1_500_000);
  const results = [0, 1, 2, 3, 4].map((index) => store(index, long));
  for (let group = 0; group < 3; group += 1) {
    await nextTurn();
    held[group]?.succeed();
  }
  expect(await Promise.all(results)).toEqual([true, true, true, true, true]);
  expect(groups).toEqual([[0, 1], [2, 3], [4]]);
});
