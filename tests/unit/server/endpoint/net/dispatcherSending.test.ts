import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type Dispatcher, request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { defaultCallBounds } from '../../../../../server/endpoint/callBounds.ts';
import {
  type DispatcherOptions,
  openGuardedDispatcher,
  type SendingListener,
} from '../../../../../server/endpoint/net/guardedDispatcher.ts';
import { createNameLookup } from '../../../../../server/endpoint/net/nameLookup.ts';
import { makeCertificates } from '../../../../support/certificates.ts';
import { type FakeModelServer, startFakeModelServer } from '../../../../support/fakeModelServer.ts';

type SendOptions = NonNullable<Parameters<typeof request>[1]> & SendingListener;

let fake: FakeModelServer;
let dispatcher: Dispatcher;
/** What happened, in order. */
let events: string[] = [];

beforeAll(async () => {
  fake = await startFakeModelServer();
});
afterEach(async () => {
  await dispatcher.destroy();
  fake.reset();
  events = [];
});
afterAll(() => fake.close());

function open({
  bounds,
  lookUpName = createNameLookup(),
  ...options
}: Partial<DispatcherOptions> = {}) {
  dispatcher = openGuardedDispatcher(
    { allowLocalhost: true },
    { bounds: { ...defaultCallBounds, ...bounds }, lookUpName, ...options },
  );
}

/** One call; `name` marks what becomes of it. */
async function send(name: string, url = `${fake.url}/models`, signal?: AbortSignal) {
  const options: SendOptions = {
    dispatcher,
    signal,
    onSending: () => events.push(`${name} is sent`),
  };
  const { body } = await request(url, options);
  await body.dump();
  events.push(`${name} is over`);
}

/** Answers wait until the returned function is called. */
function holdAnswers(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  fake.respondToModels(async () => {
    await promise;
    return { kind: 'reply', body: '{}' };
  });
  return resolve;
}

async function untilCalled(count: number) {
  await expect.poll(() => fake.calls.length).toBe(count);
}

describe('the moment a request is sent', () => {
  it('comes after the look-up of the name', async () => {
    const asked = Promise.withResolvers<() => void>();
    open({
      lookUpName: () =>
        new Promise((resolve) => {
          asked.resolve(() => resolve([{ address: '127.0.0.1', family: 4 }]));
        }),
    });
    const call = send('call', `http://model.example:${new URL(fake.origin).port}/v1/models`);
    const answer = await asked.promise;
    expect(events).toEqual([]);
    answer();
    await call;
    expect(events).toEqual(['call is sent', 'call is over']);
  });

  it('comes after the TLS handshake', async () => {
    const { authority, server } = makeCertificates(['localhost']);
    const secure = await startFakeModelServer({ tls: server });
    // Takes the connection, but lets nothing through before it is told to.
    const accepted = Promise.withResolvers<() => void>();
    const relay = createServer((socket) => {
      accepted.resolve(() => join(socket, connect(Number(new URL(secure.origin).port))));
    }).listen(0, '127.0.0.1');
    await once(relay, 'listening');
    try {
      open({
        extraCaCertificates: [authority],
        lookUpName: async () => [{ address: '127.0.0.1', family: 4 }],
      });
      const { port } = relay.address() as AddressInfo;
      const call = send('call', `https://localhost:${port}/v1/models`);
      const letThrough = await accepted.promise;
      expect(events).toEqual([]);
      letThrough();
      await call;
      expect(events).toEqual(['call is sent', 'call is over']);
    } finally {
      await dispatcher.destroy();
      relay.close();
      await secure.close();
    }
  });

  it('comes before the answer, not with it', async () => {
    open();
    const release = holdAnswers();
    const call = send('call');
    await untilCalled(1);
    expect(events).toEqual(['call is sent']);
    release();
    await call;
  });

  it('comes, where a socket has to be waited for, after the call before it has ended', async () => {
    open({ bounds: { ...defaultCallBounds, maxCallsPerHost: 1 } });
    const release = holdAnswers();
    const calls = [send('first'), send('second')];
    await untilCalled(1);
    expect(events).toEqual(['first is sent']);
    release();
    await Promise.all(calls);
    expect(events.indexOf('second is sent')).toBeGreaterThan(0);
    expect(events.filter((event) => event !== 'first is over')).toEqual([
      'first is sent',
      'second is sent',
      'second is over',
    ]);
    expect(fake.calls[1]?.at).toBeGreaterThanOrEqual(fake.calls[0]?.endedAt ?? Number.NaN);
  });

  it('comes once a call, also on a connection that is used again', async () => {
    open({ bounds: { ...defaultCallBounds, maxCallsPerHost: 1 } });
    await send('first');
    await send('second');
    expect(events).toEqual(['first is sent', 'first is over', 'second is sent', 'second is over']);
  });

  it('never comes for a call that is given up while it waits', async () => {
    open({ bounds: { ...defaultCallBounds, maxCallsPerHost: 1 } });
    const release = holdAnswers();
    const first = send('first');
    await untilCalled(1);
    const givenUp = new AbortController();
    const second = send('second', undefined, givenUp.signal);
    givenUp.abort(new Error('given up'));
    release();
    await first;
    await expect(second).rejects.toThrow('given up');
    await send('third');
    expect(events).toEqual(['first is sent', 'first is over', 'third is sent', 'third is over']);
    expect(fake.calls).toHaveLength(2);
  });

  it('never comes for a call that is blocked', async () => {
    open();
    await expect(send('call', 'http://10.0.0.1/v1')).rejects.toMatchObject({
      kind: 'endpoint_blocked',
    });
    expect(events).toEqual([]);
  });
});

function join(one: Socket, other: Socket) {
  one.pipe(other).pipe(one);
  for (const socket of [one, other]) socket.on('error', () => {});
}
