import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openNotifications } from '../../../../db/engine/notifications.ts';

/** Stands in for the database's one listener. */
function stubDatabase() {
  const stub = {
    channel: '',
    publish: (_topic: string) => {},
    reconnect: () => {},
    listens: 0,
    async listen(channel: string, onPayload: (payload: string) => void, onReady: () => void) {
      Object.assign(stub, { channel, publish: onPayload, reconnect: onReady });
      stub.listens += 1;
      onReady();
    },
  };
  return stub;
}

async function open() {
  const database = stubDatabase();
  return { database, notifications: await openNotifications(database) };
}

/** Whether a promise has settled, once all that was due now has run. */
async function hasSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  return settled;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a watcher', () => {
  it('waits until its topic is published, and not for another', async () => {
    const { database, notifications } = await open();
    const watch = notifications.watch('run:1');
    const next = watch.next();
    database.publish('run:2');
    expect(await hasSettled(next)).toBe(false);
    database.publish('run:1');
    expect(await hasSettled(next)).toBe(true);
    watch.end();
  });

  it('misses nothing that is published between its reading and its waiting', async () => {
    const { database, notifications } = await open();
    const watch = notifications.watch('run:1');
    database.publish('run:1');
    expect(await hasSettled(watch.next())).toBe(true);
    expect(await hasSettled(watch.next())).toBe(false);
    watch.end();
  });

  it('misses nothing in a row of notifications and reads', async () => {
    const { database, notifications } = await open();
    const watch = notifications.watch('run:1');
    for (let round = 0; round < 50; round++) {
      const next = watch.next();
      database.publish('run:1');
      await next;
      // While it reads, more arrives.
      database.publish('run:1');
      database.publish('run:1');
      expect(await hasSettled(watch.next())).toBe(true);
    }
    expect(await hasSettled(watch.next())).toBe(false);
    watch.end();
  });

  it('looks by itself when nothing is published for two seconds', async () => {
    const { notifications } = await open();
    const watch = notifications.watch('chat:1');
    const next = watch.next();
    await vi.advanceTimersByTimeAsync(1_900);
    expect(await hasSettled(next)).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(await hasSettled(next)).toBe(true);
    watch.end();
  });

  it('is notified of a reconnection, whatever its topic', async () => {
    const { database, notifications } = await open();
    const watches = (['run:1', 'stop:1', 'chat:1'] as const).map((topic) =>
      notifications.watch(topic),
    );
    const waiting = watches.map((watch) => watch.next());
    database.reconnect();
    for (const next of waiting) expect(await hasSettled(next)).toBe(true);
    for (const watch of watches) watch.end();
  });

  it('is notified from within the process without the database', async () => {
    const { notifications } = await open();
    const watch = notifications.watch('chat:1');
    const next = watch.next();
    notifications.publishLocally('chat:1');
    expect(await hasSettled(next)).toBe(true);
    watch.end();
  });

  it('stops waiting when its signal aborts, before or while it waits', async () => {
    const { notifications } = await open();
    const stop = new AbortController();
    const watch = notifications.watch('run:1', stop.signal);
    const next = watch.next();
    stop.abort();
    expect(await hasSettled(next)).toBe(true);
    expect(await hasSettled(watch.next())).toBe(true);
    expect(await hasSettled(notifications.watch('run:2', stop.signal).next())).toBe(true);
    watch.end();
  });

  it('leaves no listener, no timer and no waiting promise behind', async () => {
    const { database, notifications } = await open();
    const stop = new AbortController();
    const removed = vi.spyOn(stop.signal, 'removeEventListener');
    const watch = notifications.watch('run:1', stop.signal);
    const next = watch.next();
    watch.end();
    expect(await hasSettled(next)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
    expect(removed).toHaveBeenCalledWith('abort', expect.any(Function));

    const late = watch.next();
    database.publish('run:1');
    stop.abort();
    expect(await hasSettled(late)).toBe(false);
    watch.end();
  });
});

describe('a notification', () => {
  it('reaches every watcher and subscriber of the topic over one database listener', async () => {
    const { database, notifications } = await open();
    const heard = [vi.fn(), vi.fn()];
    const ends = heard.map((subscriber) => notifications.subscribe('stop:1', subscriber));
    const watches = Array.from({ length: 100 }, () => notifications.watch('stop:1'));
    const waiting = watches.map((watch) => watch.next());
    database.publish('stop:1');
    await Promise.all(waiting);
    for (const subscriber of heard) expect(subscriber).toHaveBeenCalledTimes(1);
    expect(database.listens).toBe(1);
    for (const end of ends) end();
    database.publish('stop:1');
    for (const subscriber of heard) expect(subscriber).toHaveBeenCalledTimes(1);
    for (const watch of watches) watch.end();
  });

  it.each(['', 'error', 'run:nobody', 'newListener', '__proto__'])(
    'for %j, which nobody watches, does no harm',
    async (topic) => {
      const { database } = await open();
      expect(() => database.publish(topic)).not.toThrow();
    },
  );
});
