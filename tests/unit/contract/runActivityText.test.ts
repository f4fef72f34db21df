import { describe, expect, it } from 'vitest';
import { isWaiting, type RunActivity } from '../../../contract/runActivity.ts';
import { accuracySoFarText, activityText, limitText } from '../../../contract/runActivityText.ts';

describe('what a run is doing', () => {
  const at = '2026-01-01T12:00:00Z';
  const words = (change: Partial<RunActivity>) =>
    activityText({
      state: 'calling',
      waitSeconds: null,
      lastRetry: null,
      ...change,
    } as RunActivity);

  it('is said with the length of a wait and its cause', () => {
    const lastRetry = { reason: 'too_fast', status: 429, at } as const;
    expect(words({ state: 'backing_off', waitSeconds: 5, lastRetry })).toBe(
      'Backing off 5 seconds after a 429 (too many requests)',
    );
    expect(words({ state: 'paused', waitSeconds: 1, lastRetry })).toBe(
      'Waiting 1 second for the endpoint’s reset after a 429 (too many requests)',
    );
    expect(words({ state: 'paused', waitSeconds: 365, lastRetry })).toContain(
      'Waiting 6 minutes 5 seconds for',
    );
    expect(words({ state: 'paused', waitSeconds: 840, lastRetry })).toContain('14 minutes for');
    expect(words({ state: 'paused', waitSeconds: 119, lastRetry })).toContain('119 seconds for');
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

  it('is no waiting while it starts again', () => {
    expect(words({ state: 'starting' })).toMatch(/^Starting/);
    expect(isWaiting({ state: 'starting' })).toBe(false);
  });
});

describe('what bounds the calls', () => {
  const unbounded = { limit: 16, callsAtOnce: null, callsAtOnceBy: null, startsPerSecond: null };

  it('is what the endpoint allows only where it refused more', () => {
    expect(limitText(unbounded)).toBe('limit 16');
    expect(limitText({ ...unbounded, limit: 3, callsAtOnce: 3, callsAtOnceBy: 'refusal' })).toBe(
      'limit 3 · the endpoint allows 3 at once',
    );
    expect(limitText({ ...unbounded, limit: 3, callsAtOnce: 3, callsAtOnceBy: 'latency' })).toBe(
      'limit 3 · slowed to 3: answers got slower with more',
    );
    expect(
      limitText({
        limit: 3,
        callsAtOnce: 3,
        callsAtOnceBy: 'latency',
        startsPerSecond: 2.5,
      }),
    ).toBe(
      'limit 3 · slowed to 3: answers got slower with more · the endpoint allows 2.5 requests a second',
    );
  });
});

it('the accuracy so far is told with its counts and its interval', () => {
  const accuracy = { graded: 400, correct: 320, low: 75.8, high: 83.6 };
  expect(accuracySoFarText(accuracy)).toBe('80\u202f% (320 of 400; 76–84\u202f%)');
});
