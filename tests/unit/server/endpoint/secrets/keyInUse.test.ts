import { describe, expect, it, vi } from 'vitest';
import { createKeyInUse } from '../../../../../server/endpoint/secrets/keyInUse.ts';

const apiKey = 'sk-canary-0123456789abcdef0123456789abcdef';

/** A key whose readings are counted, and calls that end when they are told to. */
function open() {
  const readKey = vi.fn(() => apiKey);
  const key = createKeyInUse(readKey);
  const call = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const seen: string[] = [];
    const used = key.use((plain) => {
      seen.push(plain);
      return promise;
    });
    const end = () => {
      resolve();
      return used;
    };
    return { seen, end };
  };
  return { readKey, key, call };
}

describe('the key of an endpoint', () => {
  it('is read for a call and forgotten with it', async () => {
    const { readKey, key, call } = open();
    expect(key.isHeld).toBe(false);
    const one = call();
    expect(one.seen).toEqual([apiKey]);
    expect(key.isHeld).toBe(true);
    await one.end();
    expect(key.isHeld).toBe(false);
    await call().end();
    expect(readKey).toHaveBeenCalledTimes(2);
  });

  it('is read once for calls that overlap, and forgotten with the last of them', async () => {
    const { readKey, key, call } = open();
    const calls = Array.from({ length: 5 }, call);
    expect(readKey).toHaveBeenCalledTimes(1);
    for (const { end } of calls) {
      expect(key.isHeld).toBe(true);
      await end();
    }
    expect(key.isHeld).toBe(false);
  });

  it('is forgotten with a call that fails, too', async () => {
    const { key } = open();
    await expect(key.use(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(key.isHeld).toBe(false);
  });

  it('that cannot be read fails the call and nothing else', async () => {
    const key = createKeyInUse(() => {
      throw new Error('unreadable');
    });
    await expect(key.use(async () => {})).rejects.toThrow('unreadable');
    expect(key.isHeld).toBe(false);
  });
});
