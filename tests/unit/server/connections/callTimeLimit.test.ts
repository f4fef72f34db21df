import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { withinTime } from '../../../../server/connections/callTimeLimit.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Work that goes on until its signal aborts. */
const endless = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
    if (signal.aborted) reject(signal.reason);
  });

it('passes on what the work gives, and forgets its clock', async () => {
  await expect(withinTime(1_000, new AbortController().signal, async () => 'done')).resolves.toBe(
    'done',
  );
  expect(vi.getTimerCount()).toBe(0);
});

it.each([
  [10_000, '10 s'],
  [600_000, '10 min'],
])('ends what takes longer than %i ms', async (limitMs, limit) => {
  const ended = expect(
    withinTime(limitMs, new AbortController().signal, endless),
  ).rejects.toMatchObject({
    reason: 'model_loading',
    message: expect.stringContaining(`not ready within ${limit}.`),
  });
  await vi.advanceTimersByTimeAsync(limitMs);
  await ended;
});

it('ends with the signal, also with one that has aborted before', async () => {
  const stop = new AbortController();
  const ended = expect(withinTime(1_000, stop.signal, endless)).rejects.toThrow('enough');
  stop.abort(new Error('enough'));
  await ended;
  await expect(withinTime(1_000, stop.signal, endless)).rejects.toThrow('enough');
});
