import { describe, expect, it, vi } from 'vitest';
import { createCredentialsInUse } from '../../../../../server/endpoint/secrets/credentialsInUse.ts';

const plain = {
  apiKey: 'sk-canary-0123456789abcdef0123456789abcdef',
  headers: { 'api-key': 'a-secret-in-a-header' },
};

/** Credentials whose readings are counted, and calls that end when they are told to. */
function open() {
  const read = vi.fn(() => plain);
  const credentials = createCredentialsInUse(read);
  const call = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const seen: unknown[] = [];
    const used = credentials.use((given) => {
      seen.push(given);
      return promise;
    });
    const end = () => {
      resolve();
      return used;
    };
    return { seen, end };
  };
  return { read, credentials, call };
}

describe('what opens an endpoint', () => {
  it('is read for a call and forgotten with it', async () => {
    const { read, credentials, call } = open();
    expect(credentials.isHeld).toBe(false);
    const one = call();
    expect(one.seen).toEqual([plain]);
    expect(credentials.isHeld).toBe(true);
    await one.end();
    expect(credentials.isHeld).toBe(false);
    await call().end();
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('is read once for calls that overlap, and forgotten with the last of them', async () => {
    const { read, credentials, call } = open();
    const calls = Array.from({ length: 5 }, call);
    expect(read).toHaveBeenCalledTimes(1);
    for (const { end } of calls) {
      expect(credentials.isHeld).toBe(true);
      await end();
    }
    expect(credentials.isHeld).toBe(false);
  });

  it('is forgotten with a call that fails, too', async () => {
    const { credentials } = open();
    await expect(credentials.use(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(credentials.isHeld).toBe(false);
  });

  it('that cannot be read fails the call and nothing else', async () => {
    const credentials = createCredentialsInUse(() => {
      throw new Error('unreadable');
    });
    await expect(credentials.use(async () => {})).rejects.toThrow('unreadable');
    expect(credentials.isHeld).toBe(false);
  });
});
