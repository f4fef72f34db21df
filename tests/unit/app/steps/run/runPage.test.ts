/** What the batch step works out in the page: words, filters and percentiles of a run that goes on. */
import { describe, expect, it } from 'vitest';
import { latencyPoints, percentileOf } from '../../../../../app/charts/latencyPoints.ts';
import type { Run, RunResult } from '../../../../../app/lib/api.ts';
import { categoriesAmong, matchesQuery } from '../../../../../app/steps/run/resultMatch.ts';
import { readResultQuery } from '../../../../../app/steps/run/resultQuery.ts';
import { activityText, isWaiting } from '../../../../../contract/runActivity.ts';

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

it('takes percentiles over answered prompts, between neighbours, as the API does', () => {
  const points = latencyPoints([
    result({ latencyMs: 300 }),
    result({ latencyMs: 100 }),
    result({ latencyMs: 9_000, success: false }),
    result({ latencyMs: null }),
    result({ latencyMs: 200 }),
  ]);
  expect(points).toHaveLength(4);
  expect(percentileOf(points, 0.5)).toBe(200);
  expect(percentileOf(points, 0.95)).toBeCloseTo(290);
  expect(percentileOf([], 0.5)).toBeNull();
});

describe('what a run is doing', () => {
  type Pace = NonNullable<Run['pace']>;
  const at = '2026-01-01T12:00:00Z';
  const words = (change: Partial<Pace>) =>
    activityText({ state: 'calling', waitSeconds: null, lastRetry: null, ...change } as Pace);

  it('is said with the length of a wait and its cause', () => {
    const lastRetry = { reason: 'too_fast', status: 429, at } as const;
    expect(words({ state: 'backing_off', waitSeconds: 5, lastRetry })).toBe(
      'Backing off 5 seconds after a 429 (too many requests)',
    );
    expect(words({ state: 'paused', waitSeconds: 1, lastRetry })).toBe(
      'Waiting 1 second for the endpoint’s reset after a 429 (too many requests)',
    );
    const lost = { reason: 'connection_lost', status: null, at } as const;
    expect(words({ state: 'backing_off', waitSeconds: 2, lastRetry: lost })).toBe(
      'Backing off 2 seconds after a lost connection',
    );
  });

  it('is said before a worker has told anything, and is no waiting while it calls', () => {
    expect(activityText(null)).toMatch(/^Starting/);
    expect(isWaiting(null)).toBe(false);
    expect(words({})).toBe('Calling the endpoint');
  });
});
