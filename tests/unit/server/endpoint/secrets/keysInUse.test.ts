import { describe, expect, it } from 'vitest';
import { createKeysInUse } from '../../../../../server/endpoint/secrets/keysInUse.ts';
import { createPacers } from '../../../../../server/pacing/pacers.ts';

const apiKey = 'sk-canary-0123456789abcdef0123456789abcdef';

describe('the key of an endpoint', () => {
  function endpoint() {
    let readings = 0;
    return {
      get apiKey() {
        readings += 1;
        return apiKey;
      },
      readings: () => readings,
    };
  }

  it('is read for a call and forgotten with it', () => {
    const keys = createKeysInUse();
    const one = endpoint();
    const key = keys.take(one);
    expect(key.apiKey).toBe(apiKey);
    expect(keys.size).toBe(1);
    key.release();
    expect(keys.size).toBe(0);
    keys.take(one).release();
    expect(one.readings()).toBe(2);
  });

  it('is read once for calls that overlap, and forgotten with the last of them', () => {
    const keys = createKeysInUse();
    const one = endpoint();
    const calls = Array.from({ length: 5 }, () => keys.take(one));
    const other = keys.take(endpoint());
    expect(one.readings()).toBe(1);
    for (const call of calls) {
      expect(keys.size).toBe(2);
      call.release();
    }
    expect(keys.size).toBe(1);
    other.release();
    expect(keys.size).toBe(0);
  });
});

describe('the pacers', () => {
  it('are shared by the runs of one endpoint and key', () => {
    const pacers = createPacers();
    const use = (path: string, key: string) =>
      pacers.use({ endpointUrl: `https://host.example${path}`, apiKey: key }).pacer;
    expect(use('/v1/chat', apiKey)).toBe(use('/other', apiKey));
    expect(use('/v1/chat', `${apiKey}0`)).not.toBe(use('/v1/chat', apiKey));
  });
});
