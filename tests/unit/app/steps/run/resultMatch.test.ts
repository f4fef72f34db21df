/** Which results of a run that goes on are shown, and the categories among them. */
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../../../../app/lib/api.ts';
import { categoriesAmong, matchesQuery } from '../../../../../app/steps/run/resultMatch.ts';
import { readResultQuery } from '../../../../../app/steps/run/resultQuery.ts';

const result = (change: Partial<RunResult>): RunResult =>
  ({
    seq: 1,
    prompt: 'Where is my refund?',
    response: 'On its way.',
    category: 'Refunds',
    outcome: 'answered',
    success: true,
    correct: null,
    latencyMs: 100,
    ...change,
  }) as RunResult;

describe('a result that has just come is shown', () => {
  const cases: [string, Partial<RunResult>, boolean][] = [
    ['', {}, true],
    ['filter=failed', {}, false],
    ['filter=failed', { success: false, outcome: 'timed_out' }, true],
    ['filter=timed_out', { success: false, outcome: 'timed_out' }, true],
    ['filter=incorrect', { correct: false }, true],
    ['filter=ungraded', {}, true],
    ['category=refunds', {}, true],
    ['category=refunds', { category: null }, false],
    ['search=on+its', {}, true],
    ['search=refund', { response: null }, true],
    ['search=100%25', {}, false],
    ['filter=answered&category=refunds&search=way', {}, true],
  ];
  it.each(cases)('with %j and %j: %s', (address, change, isShown) => {
    const query = readResultQuery('run', new URLSearchParams(address));
    expect(matchesQuery(result(change), query)).toBe(isShown);
  });
});

it('names the categories there are, once each', () => {
  const named = ['b', null, 'a', 'b'].map((category) => result({ category }));
  expect(categoriesAmong(named)).toEqual([
    { category: 'a', count: 1 },
    { category: 'b', count: 2 },
  ]);
});
