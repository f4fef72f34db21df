import { expect, it } from 'vitest';
import type { RunActivity } from '../../../../../contract/runActivity.ts';
import type { Db } from '../../../../../db/engine/index.ts';
import { createResultWriter } from '../../../../../server/runs/results/resultWriter.ts';
import type { NewResult, RunBatch } from '../../../../../server/runs/results/storeResults.ts';

const runA = { id: 'a', leaseNumber: 1 };
const runB = { id: 'b', leaseNumber: 1 };
const never = new AbortController().signal;

/** A store whose writes end when the test says so. */
function heldStore() {
  const groups: string[] = [];
  const held: { succeed(isOurs?: (share: RunBatch) => boolean): void; fail(error: Error): void }[] =
    [];
  const writer = createResultWriter({} as Db, (_db, shares) => {
    groups.push(
      shares
        .map(({ run, results }) => `${run.id}${results.map((r) => r.promptIndex).join('')}`)
        .join(' '),
    );
    return new Promise((resolve, reject) => {
      held.push({
        succeed: (isOurs = () => true) => resolve(shares.filter(isOurs)),
        fail: reject,
      });
    });
  });
  const store = (
    run: RunBatch['run'],
    promptIndex: number,
    { response = 'short', signal = never, pace = null as RunActivity | null } = {},
  ) => writer.store(run, { promptIndex, response } as NewResult, { pace, signal });
  return { groups, held, store };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

it('writes together what arrived together, of all runs, and what comes meanwhile with the next group', async () => {
  const { groups, held, store } = heldStore();
  const first = [store(runA, 0), store(runB, 0), store(runA, 1)];
  await nextTurn();
  const second = [store(runB, 1), store(runB, 2)];
  await nextTurn();
  expect(groups).toEqual(['a01 b0']);
  held[0]?.succeed();
  expect(await Promise.all(first)).toEqual([true, true, true]);
  await nextTurn();
  expect(groups).toEqual(['a01 b0', 'b12']);
  held[1]?.succeed();
  expect(await Promise.all(second)).toEqual([true, true]);
});

it('confirms nothing before its group is stored', async () => {
  const { held, store } = heldStore();
  let confirmed = false;
  const stored = store(runA, 0).then(() => {
    confirmed = true;
  });
  await nextTurn();
  await nextTurn();
  expect(confirmed).toBe(false);
  held[0]?.succeed();
  await stored;
  expect(confirmed).toBe(true);
});

it('says that nothing was stored of a run that belongs to somebody else, and stores the others', async () => {
  const { held, store } = heldStore();
  const results = [store(runA, 0), store(runB, 0), store(runA, 1)];
  await nextTurn();
  held[0]?.succeed(({ run }) => run === runB);
  expect(await Promise.all(results)).toEqual([false, true, false]);
});

it('keeps two claims of one run apart', async () => {
  const { groups, held, store } = heldStore();
  const results = [store(runA, 0), store({ id: 'a', leaseNumber: 2 }, 1)];
  await nextTurn();
  expect(groups).toEqual(['a0 a1']);
  held[0]?.succeed(({ run }) => run.leaseNumber === 2);
  expect(await Promise.all(results)).toEqual([false, true]);
});

it('what is wrong with the results of one run does not cost the others', async () => {
  const { groups, held, store } = heldStore();
  const message = (error: Error) => error.message;
  const results = [store(runA, 0).catch(message), store(runB, 0), store(runA, 1).catch(message)];
  await nextTurn();
  held[0]?.fail(new Error('bad row'));
  await nextTurn();
  held[1]?.fail(new Error('bad row'));
  await nextTurn();
  held[2]?.succeed();
  expect(await Promise.all(results)).toEqual(['bad row', true, 'bad row']);
  expect(groups).toEqual(['a01 b0', 'a01', 'b0']);
});

it('cuts a group before it grows too large, and never loses or reorders a result', async () => {
  const { groups, held, store } = heldStore();
  const response = 'x'.repeat(1_500_000);
  const results = [0, 1, 2, 3, 4].map((index) => store(runA, index, { response }));
  for (let group = 0; group < 3; group += 1) {
    await nextTurn();
    held[group]?.succeed();
  }
  expect(await Promise.all(results)).toEqual([true, true, true, true, true]);
  expect(groups).toEqual(['a01', 'a23', 'a4']);
});

it('does not keep waiting whoever was told to stop', async () => {
  const { held, store } = heldStore();
  const stopped = new AbortController();
  const given = store(runA, 0, { signal: stopped.signal });
  const kept = store(runB, 0);
  await nextTurn();
  stopped.abort(new Error('stopped'));
  await expect(given).rejects.toThrow('stopped');
  held[0]?.succeed();
  expect(await kept).toBe(true);
});
