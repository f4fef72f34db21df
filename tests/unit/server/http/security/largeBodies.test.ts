import { EventEmitter } from 'node:events';
import type express from 'express';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Services } from '../../../../../server/api/index.ts';
import { createLargeBodies } from '../../../../../server/http/security/largeBodies.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const services = { addressBucket: (address: string) => address } as unknown as Services;

/** Sends a body of 100 KB that never comes, until `arrive` is called. */
function send(read: express.RequestHandler, reader: Reader, ip: string) {
  const req = { ip, headers: { 'content-length': '100000' } } as express.Request;
  const headers: Record<string, unknown> = {};
  const res = Object.assign(new EventEmitter(), {
    setHeader(name: string, value: unknown) {
      headers[name] = value;
    },
  }) as unknown as express.Response;
  const next = vi.fn();
  read(req, res, next);
  return { next, headers, isBeingRead: () => reader.has(req), arrive: () => reader.get(req)?.() };
}

type Reader = Map<express.Request, () => void>;

function inTurn() {
  const reader: Reader = new Map();
  const read = createLargeBodies(services).inTurn((req, _res, next) => void reader.set(req, next));
  return (ip: string) => send(read, reader, ip);
}

it('a body that comes slowly is waited for while nobody else waits', async () => {
  const sent = inTurn()('a');
  await vi.advanceTimersByTimeAsync(50_000);
  sent.arrive();
  expect(sent.next.mock.calls).toEqual([[undefined]]);
});

it('a body that comes slowly gives way to another one', async () => {
  const send = inTurn();
  const [slowest, ...slow] = ['a', 'a', 'b', 'b'].map(send);
  await vi.advanceTimersByTimeAsync(1_000);
  const other = send('c');
  expect(other.isBeingRead()).toBe(false);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(other.isBeingRead()).toBe(true);

  slowest?.arrive();
  expect(slowest?.next).toHaveBeenCalledTimes(1);
  expect(slowest?.next.mock.calls[0]?.[0]).toMatchObject({
    kind: 'unavailable',
    retryAfterSeconds: 5,
  });
  expect(slowest?.headers).toEqual({ connection: 'close' });
  for (const { next, arrive } of slow) {
    arrive();
    expect(next.mock.calls).toEqual([[undefined]]);
  }
});
