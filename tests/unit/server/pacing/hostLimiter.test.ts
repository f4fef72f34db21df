import { describe, expect, it } from 'vitest';
import { createHostLimiter } from '../../../../server/pacing/hostLimiter.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Makes `calls` calls of one asker at once and notes in `order` when each is let in. */
function crowd(turnstile: ReturnType<typeof createHostLimiter>) {
  const order: string[] = [];
  const leaving: (() => void)[] = [];
  const come = (name: string, host: string, calls: number, signal?: AbortSignal) => {
    const asker = {};
    return Array.from({ length: calls }, () =>
      turnstile.acquire(host, asker, signal).then(({ release: leave }) => {
        order.push(name);
        leaving.push(leave);
      }),
    );
  };
  const letOneGo = async () => {
    leaving.shift()?.();
    await settled();
  };
  return { order, come, letOneGo };
}

describe('a turnstile', () => {
  it('lets so many in to one host, whoever asks, and as many to another', async () => {
    const { order, come, letOneGo } = crowd(createHostLimiter({ perHost: 2, total: 10 }));
    come('a', 'one.example', 2);
    come('b', 'one.example', 1);
    come('c', 'two.example', 2);
    await settled();
    expect(order).toEqual(['a', 'a', 'c', 'c']);
    await letOneGo();
    expect(order).toEqual(['a', 'a', 'c', 'c', 'b']);
  });

  it('lets so many in altogether', async () => {
    const { order, come, letOneGo } = crowd(createHostLimiter({ perHost: 2, total: 3 }));
    for (const host of ['one.example', 'two.example', 'three.example']) come(host, host, 1);
    come('late', 'four.example', 1);
    await settled();
    expect(order).not.toContain('late');
    await letOneGo();
    expect(order).toContain('late');
  });

  it('gives those who wait their turns, however many calls one of them has', async () => {
    const { order, come, letOneGo } = crowd(createHostLimiter({ perHost: 1, total: 10 }));
    come('run', 'one.example', 6);
    come('chat', 'one.example', 1);
    come('other', 'one.example', 2);
    await settled();
    for (let left = 0; left < 8; left += 1) await letOneGo();
    expect(order.join(' ')).toBe('run run chat other run other run run run');
  });

  it('is not blocked by those who wait for a full host', async () => {
    const { order, come } = crowd(createHostLimiter({ perHost: 1, total: 10 }));
    come('a', 'full.example', 3);
    come('b', 'free.example', 1);
    await settled();
    expect(order).toEqual(['a', 'b']);
  });

  it('forgets who gave up, and keeps their place for the next', async () => {
    const { order, come, letOneGo } = crowd(createHostLimiter({ perHost: 1, total: 10 }));
    const patience = new AbortController();
    come('inside', 'one.example', 1);
    const [impatient] = come('impatient', 'one.example', 1, patience.signal);
    come('patient', 'one.example', 1);
    patience.abort(new Error('given up'));
    await expect(impatient).rejects.toThrow('given up');
    await letOneGo();
    expect(order).toEqual(['inside', 'patient']);
  });

  it('counts a call that leaves twice once', async () => {
    const turnstile = createHostLimiter({ perHost: 1, total: 10 });
    const { release: leave } = await turnstile.acquire('one.example', {});
    leave();
    leave();
    await turnstile.acquire('one.example', {});
    let isIn = false;
    void turnstile.acquire('one.example', {}).then(() => {
      isIn = true;
    });
    await settled();
    expect(isIn).toBe(false);
  });

  it('tells how long the wait was', async () => {
    const turnstile = createHostLimiter({ perHost: 1, total: 10 });
    const first = await turnstile.acquire('one.example', {});
    expect(first.waitedMs).toBe(0);
    const second = turnstile.acquire('one.example', {});
    setTimeout(first.release, 40);
    expect((await second).waitedMs).toBeGreaterThanOrEqual(35);
  });
});
