import { beforeEach, expect, it, vi } from 'vitest';
import { retryOnOutage } from '../../../../db/engine/retryOnOutage.ts';

// A pause that nothing but its signal ends.
const pause = vi.hoisted(() =>
  vi.fn(
    (_ms: number, _value: unknown, { signal }: { signal?: AbortSignal } = {}) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
      }),
  ),
);
vi.mock('node:timers/promises', () => ({ setTimeout: pause }));
beforeEach(() => {
  pause.mockClear();
});

const outage = Object.assign(new Error('gone'), { code: '57P01' });

it('a pause ends with the signal, and one more try is made', async () => {
  const stop = new AbortController();
  const operation = vi.fn(async () => {
    if (operation.mock.calls.length === 1) throw outage;
    return 'stored';
  });
  const result = retryOnOutage(operation, stop.signal);
  await vi.waitFor(() => expect(pause).toHaveBeenCalledTimes(1));
  stop.abort();
  expect(await result).toBe('stored');
});

it('that try is the last', async () => {
  const stop = new AbortController();
  const operation = vi.fn(() => Promise.reject(outage));
  const result = retryOnOutage(operation, stop.signal);
  await vi.waitFor(() => expect(pause).toHaveBeenCalledTimes(1));
  stop.abort();
  await expect(result).rejects.toBe(outage);
  expect(operation).toHaveBeenCalledTimes(2);
});
