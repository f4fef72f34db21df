import { describe, expect, it } from 'vitest';
import { createHostLimiter } from '../../../../server/pacing/hostLimiter.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Makes `calls` calls of one owner at once and notes in `order` when each may start. */
function crowd(limiter: ReturnType<typeof createHostLimiter>) {
  const order: string[] = [];
  const releases: (() => void)[] = [];
  const come = (name: string, host: string, calls: number, signal?: AbortSignal) => {
    return Array.from({ length: calls }, () =>
      limiter.acquire(host, name, signal).then(({ release }) => {
        order.push(name);
        releases.push(release);
      }),
    );
  };
  const releaseOne = async () => {
    releases.shift()?.();
    await settled();
  };
  return { order, come, releaseOne };
}

describe('a host limiter', () => {
  it('lets so many in to one host, whoever asks, and as many to another', async () => {
    const { order, come, releaseOne } = crowd(createHostLimiter({ perHost: 2, total: 10 }));
    come('a', 'one.example', 2);
    come('b', 'one.example', 1);
    come('c', 'two.example', 2);
    await settled();
    expect(order).toEqual(['a', 'a', 'c', 'c']);
    await releaseOne();
    expect(order).toEqual(['a', 'a', 'c', 'c', 'b']);
  });

  it('lets so many in altogether', async () => {
    const { order, come, releaseOne } = crowd(createHostLimiter({ perHost: 2, total: 3 }));
    for (const host of ['one.example', 'two.example', 'three.example']) come(host, host, 1);
    come('late', 'four.example', 1);
    await settled();
    expect(order).not.toContain('late');
    await releaseOne();
    expect(order).toContain('late');
  });

  it('gives those who wait their turns, however many calls one of them has', async () => {
    const { order, come, releaseOne } = crowd(createHostLimiter({ perHost: 1, total: 10 }));
    come('run', 'one.example', 6);
    come('chat', 'one.example', 1);
    come('other', 'one.example', 2);
    await settled();
    for (let left = 0; left < 8; left += 1) await releaseOne();
    expect(order.join(' ')).toBe('run run chat other run other run run run');
  });

  it('is not blocked by those who wait for a full host', async () => {
    const { order, come } = crowd(createHostLimiter({ perHost: 1, total: 10 }));
    come('a', 'full.example', 3);
    come('b', 'free.example', 1);
    await settled();
    expect(order).toEqual(['a', 'b']);
  });

  it('gives an owner that waits for two hosts a turn at each', async () => {
    const limiter = createHostLimiter({ perHost: 1, total: 10 });
    const holders = await Promise.all(
      ['one.example', 'two.example'].map((host) => limiter.acquire(host, 'other')),
    );
    const started: string[] = [];
    for (const host of ['one.example', 'two.example']) {
      void limiter.acquire(host, 'test').then(() => started.push(host));
    }
    holders[1]?.release();
    await settled();
    expect(started).toEqual(['two.example']);
  });

  it('forgets who gave up, and keeps their place for the next', async () => {
    const { order, come, releaseOne } = crowd(createHostLimiter({ perHost: 1, total: 10 }));
    const patience = new AbortController();
    come('inside', 'one.example', 1);
    const [impatient] = come('impatient', 'one.example', 1, patience.signal);
    come('patient', 'one.example', 1);
    patience.abort(new Error('given up'));
    await expect(impatient).rejects.toThrow('given up');
    await releaseOne();
    expect(order).toEqual(['inside', 'patient']);
  });

  it('counts a call that is released twice once', async () => {
    const limiter = createHostLimiter({ perHost: 1, total: 10 });
    const { release } = await limiter.acquire('one.example', 'run');
    release();
    release();
    await limiter.acquire('one.example', 'run');
    let isIn = false;
    void limiter.acquire('one.example', 'run').then(() => {
      isIn = true;
    });
    await settled();
    expect(isIn).toBe(false);
  });

  it('tells how long the wait was', async () => {
    const limiter = createHostLimiter({ perHost: 1, total: 10 });
    const first = await limiter.acquire('one.example', 'run');
    expect(first.waitedMs).toBe(0);
    const second = limiter.acquire('one.example', 'run');
    setTimeout(first.release, 40);
    expect((await second).waitedMs).toBeGreaterThanOrEqual(35);
  });
});
