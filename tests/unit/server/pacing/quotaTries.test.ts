import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createQuotaTries } from '../../../../server/pacing/quotaTries.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const refusedNow = (
  tries: ReturnType<typeof createQuotaTries>,
  retryAfterMs: number | null = null,
) => {
  vi.advanceTimersByTime(10);
  return tries.refused({ startedAt: performance.now() - 1, retryAfterMs });
};

it('calls that were out together count as one try', () => {
  const tries = createQuotaTries();
  const startedAt = performance.now() + 1;
  vi.advanceTimersByTime(5);
  for (let call = 0; call < 50; call += 1) {
    expect(tries.refused({ startedAt, retryAfterMs: null })).toBe(1_000);
  }
});

it('an answer in between begins anew', () => {
  const tries = createQuotaTries();
  expect([refusedNow(tries), refusedNow(tries), refusedNow(tries)]).toEqual([1_000, 2_000, 4_000]);
  tries.answered();
  expect(refusedNow(tries)).toBe(1_000);
});

it('a longer wait that the endpoint names is kept', () => {
  expect(refusedNow(createQuotaTries(), 36_000)).toBe(36_000);
});
