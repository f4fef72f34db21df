/**
 * What watchers get is what tRPC's own adapter would send: the same procedures are asked both ways,
 * and what comes over the wire is compared.
 */
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { initTRPC, TRPCError, tracked } from '@trpc/server';
import { createExpressMiddleware } from '@trpc/server/adapters/express';
import express from 'express';
import superjson from 'superjson';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { eventStreams } from '../../../../../server/http/streams/eventStreams.ts';

const serialize = vi.fn(superjson.serialize);
const t = initTRPC.create({
  transformer: { serialize, deserialize: superjson.deserialize },
  isDev: false,
  sse: { client: { reconnectAfterInactivityMs: 30_000 } },
});

const shared = Array.from({ length: 3 }, (_, place) => ({ place, at: new Date(place), nil: null }));
const heavy = { text: 'x'.repeat(100_000) };
const onStreamError = vi.fn();
let ended = vi.fn();
let sent = 0;

const appRouter = t.router({
  count: t.procedure
    .input(z.strictObject({ upTo: z.number(), lastEventId: z.coerce.number().nullish() }))
    .subscription(async function* ({ input }) {
      for (let id = (input.lastEventId ?? 0) + 1; id <= input.upTo; id++) {
        yield tracked(String(id), shared[id % shared.length] as object);
      }
    }),
  fail: t.procedure.subscription(async function* () {
    yield tracked('1', { text: 'Grüße 🙂\nzweite Zeile' });
    throw new TRPCError({ code: 'PRECONDITION_FAILED', message: 'It has expired.' });
  }),
  refuse: t.procedure.subscription((): AsyncIterable<never> => {
    throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Who are you?' });
  }),
  wait: t.procedure.subscription(async function* ({ signal }) {
    try {
      yield tracked('1', shared[0] as object);
      if (!signal?.aborted) await once(signal as AbortSignal, 'abort');
    } finally {
      ended();
    }
  }),
  flood: t.procedure.subscription(async function* ({ signal }) {
    for (sent = 0; sent < 1_000 && !signal?.aborted; sent++) yield tracked(String(sent + 1), heavy);
  }),
});

let server: Server;
let url: string;
beforeEach(async () => {
  ended = vi.fn();
  serialize.mockClear();
  onStreamError.mockClear();
  const app = express();
  const createContext = () => ({});
  const paths = Object.keys(appRouter._def.procedures);
  const options = { router: appRouter, paths, createContext, onStreamError, pingEveryMs: 20 };
  app.use('/ours', eventStreams(options));
  app.use('/theirs', createExpressMiddleware({ router: appRouter, createContext }));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const input = (value: unknown) =>
  `?input=${encodeURIComponent(JSON.stringify(superjson.serialize(value)))}`;

async function ask(path: string, headers: Record<string, string> = {}) {
  const [answer] = (await once(get(url + path, { headers }), 'response')) as [IncomingMessage];
  const { date: _date, 'x-powered-by': _by, 'keep-alive': _alive, ...rest } = answer.headers;
  let body = '';
  for await (const piece of answer.setEncoding('utf8')) body += piece;
  return { status: answer.statusCode, headers: rest, body };
}

describe('a stream of events is byte for byte that of tRPC', () => {
  it.each<[string, string, Record<string, string>?]>([
    ['from the start', `count${input({ upTo: 4 })}`],
    ['after an event named in the address', `count${input({ upTo: 4 })}&lastEventId=2`],
    [
      'after an event named by the browser',
      `count${input({ upTo: 4, lastEventId: 1 })}`,
      { 'last-event-id': '3' },
    ],
    ['with nothing to tell', `count${input({ upTo: 0 })}`],
    ['that breaks in the middle', 'fail'],
    ['that is refused', 'refuse'],
    ['with input that is none of the kind', `count${input({ upTo: 'many' })}`],
    ['without input', 'count'],
    ['with input that is no JSON', 'count?input=%7B'],
  ])('%s', async (_case, path, headers) => {
    const ours = await ask(`/ours/${path}`, headers);
    expect(ours).toEqual(await ask(`/theirs/${path}`, headers));
    expect(ours.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
  });
});

it('tells of what broke a stream, but not of what was refused or left', async () => {
  await ask('/ours/refuse');
  await ask(`/ours/count${input({ upTo: 'many' })}`);
  const request = get(`${url}/ours/wait`);
  await once(request, 'response');
  request.destroy();
  await expect.poll(() => ended).toHaveBeenCalledTimes(1);
  expect(onStreamError).not.toHaveBeenCalled();
  await ask('/ours/fail');
  expect(onStreamError).toHaveBeenCalledWith(
    expect.objectContaining({ message: 'It has expired.' }),
    'fail',
  );
});

it('leaves calls that no event source makes to tRPC', async () => {
  const app = express();
  const paths = ['wait'];
  const createContext = () => ({});
  const streams = eventStreams({ router: appRouter, paths, createContext, onStreamError });
  app.use(streams, (_req, res) => res.send('passed on'));
  server.removeAllListeners('request').on('request', app);
  expect((await ask('/count')).body).toBe('passed on');
  expect((await ask('/wait?batch=1')).body).toBe('passed on');
  expect(await (await fetch(`${url}/wait`, { method: 'POST' })).text()).toBe('passed on');
});

it('is kept alive by pings, and its end is heard when the client leaves', async () => {
  const request = get(`${url}/ours/wait`);
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  let body = '';
  answer.setEncoding('utf8').on('data', (piece) => {
    body += piece;
  });
  await expect.poll(() => body.split('event: ping\ndata: \n\n\n').length).toBeGreaterThan(3);
  expect(ended).not.toHaveBeenCalled();
  request.destroy();
  await expect.poll(() => ended).toHaveBeenCalledTimes(1);
});

it('puts what watchers share into bytes once', async () => {
  const watchers = Array.from({ length: 20 }, () => get(`${url}/ours/wait`));
  const bodies = watchers.map(async (watcher) => {
    const [answer] = (await once(watcher, 'response')) as [IncomingMessage];
    let body = '';
    for await (const piece of answer.setEncoding('utf8')) {
      body += piece;
      if (body.includes('id: 1\n')) return;
    }
  });
  await Promise.all(bodies);
  expect(serialize).toHaveBeenCalledTimes(1);
});

it('asks for no more than a client takes', async () => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).pause();
  socket.write(`GET /ours/flood HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`);
  let before = -1;
  await expect
    .poll(
      () => {
        const isStill = sent === before;
        before = sent;
        return isStill && sent > 0;
      },
      { interval: 200, timeout: 10_000 },
    )
    .toBe(true);
  // The rest of a hundred megabytes waits for the client; some are on the way.
  expect(sent).toBeLessThan(500);
  socket.destroy();
});
