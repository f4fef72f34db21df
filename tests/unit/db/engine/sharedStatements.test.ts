import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { shareStatements } from '../../../../db/engine/sharedStatements.ts';

/** Takes some time for each statement, or until `done` says, and keeps which items each had. */
function statements(
  fail: (items: string[]) => unknown = () => undefined,
  done: () => Promise<unknown> = () => pause(5),
) {
  const executed: string[][] = [];
  const execute = async (items: string[]) => {
    executed.push(items);
    await done();
    const error = fail(items);
    if (error) throw error;
    return items.map((item) => item.toUpperCase());
  };
  return { executed, execute };
}

describe('statements that are shared', () => {
  it('take what comes in the same moment, and answer each its own', async () => {
    const { executed, execute } = statements();
    const ask = shareStatements(execute);
    expect(await Promise.all(['a', 'b', 'c'].map(ask))).toEqual(['A', 'B', 'C']);
    expect(executed).toEqual([['a', 'b', 'c']]);
    expect(await ask('d')).toBe('D');
    expect(executed).toHaveLength(2);
  });

  it('are two at once, and the next ones take all that came meanwhile', async () => {
    const { promise: allAsked, resolve: end } = Promise.withResolvers<void>();
    const { executed, execute } = statements(undefined, () => allAsked);
    const ask = shareStatements(execute);
    const asked = [ask('a')];
    for (const item of ['b', 'c', 'd']) {
      await new Promise(setImmediate);
      asked.push(ask(item));
    }
    end();
    await Promise.all(asked);
    expect(executed).toEqual([['a'], ['b'], ['c', 'd']]);
  });

  it('are bounded', async () => {
    const { executed, execute } = statements();
    const ask = shareStatements(execute);
    await Promise.all(Array.from({ length: 250 }, (_, index) => ask(`${index}`)));
    expect(executed.map(({ length }) => length)).toEqual([100, 100, 50]);
  });

  it('keep items with the same key apart', async () => {
    const { executed, execute } = statements();
    const ask = shareStatements(execute, { keyOf: (item) => item.charAt(0) });
    await Promise.all(['a1', 'a2', 'b1', 'a3'].map(ask));
    expect(executed).toEqual([['a1', 'b1'], ['a2'], ['a3']]);
  });

  it('fail for the one that is at fault only', async () => {
    const { execute } = statements((items) => items.includes('bad') && new Error('Bad.'));
    const ask = shareStatements(execute);
    const settled = await Promise.allSettled(['a', 'bad', 'c'].map(ask));
    expect(settled).toMatchObject([
      { value: 'A' },
      { reason: { message: 'Bad.' } },
      { value: 'C' },
    ]);
  });

  it('are not tried one by one on a database that is away', async () => {
    const { executed, execute } = statements(() => Object.assign(new Error(), { code: '57P01' }));
    const ask = shareStatements(execute);
    const settled = await Promise.allSettled(['a', 'b'].map(ask));
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(executed).toHaveLength(1);
  });
});

describe('statements with options of their own', () => {
  it('are cut by weight, and nobody light overtakes', async () => {
    const { executed, execute } = statements();
    const ask = shareStatements(execute, { maxWeight: 3, weightOf: (item) => item.length });
    await Promise.all(['aa', 'bb', 'c', 'dddd', 'e'].map(ask));
    expect(executed).toEqual([['aa'], ['bb', 'c'], ['dddd'], ['e']]);
  });

  it('fail in parts', async () => {
    const { executed, execute } = statements((items) => items.includes('b1') && new Error('Bad.'));
    const ask = shareStatements(execute, { maxAtWork: 1, partOf: (item) => item.charAt(0) });
    const settled = await Promise.allSettled(['a1', 'b1', 'a2', 'b2'].map(ask));
    expect(settled.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
    ]);
    expect(executed).toEqual([
      ['a1', 'b1', 'a2', 'b2'],
      ['a1', 'a2'],
      ['b1', 'b2'],
    ]);
  });
});
