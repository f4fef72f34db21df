import { request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LookupAll, openGuardedDispatcher } from '../../server/endpoint/dispatcher.ts';
import { BlockedAddressError, NameNotPublicError } from '../../server/endpoint/guard.ts';
import { defaultLimits } from '../../server/endpoint/limits.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';

let fake: FakeModelServer;
const opened: { destroy(): Promise<void> }[] = [];

beforeAll(async () => {
  fake = await startFakeModelServer();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((dispatcher) => dispatcher.destroy()));
  fake.reset();
});
afterAll(() => fake.close());

function dispatcherWith(allowLocalhost: boolean, lookupAll?: LookupAll) {
  const dispatcher = openGuardedDispatcher(
    { allowLocalhost },
    { limits: defaultLimits, lookupAll },
  );
  opened.push(dispatcher);
  return dispatcher;
}

/** A resolver that gives one list of addresses a question, the last one for ever. */
function resolver(...answers: string[][]) {
  const asked: string[] = [];
  const lookupAll: LookupAll = (hostname, _options, callback) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(hostname);
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { lookupAll, asked };
}

function get(dispatcher: ReturnType<typeof dispatcherWith>, url: string) {
  return request(url, { dispatcher, reset: true }).then(async (response) => {
    await response.body.dump();
    return response;
  });
}

const port = () => new URL(fake.origin).port;

describe('where localhost is blocked', () => {
  it.each(['127.0.0.1', '2130706433', '0x7f.1', '127.1', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0'])(
    'a server on loopback is not reached as %s',
    async (host) => {
      const call = get(dispatcherWith(false), `http://${host}:${port()}/v1/models`);
      await expect(call).rejects.toBeInstanceOf(BlockedAddressError);
      expect(fake.openSockets).toBe(0);
    },
  );

  it.each(['localhost', 'a.localhost', 'localhost.'])(
    'a server on loopback is not reached as %s, and nobody is asked for its address',
    async (host) => {
      const { lookupAll, asked } = resolver(['127.0.0.1']);
      const call = get(dispatcherWith(false, lookupAll), `http://${host}:${port()}/v1/models`);
      await expect(call).rejects.toBeInstanceOf(BlockedAddressError);
      expect(asked).toEqual([]);
      expect(fake.openSockets).toBe(0);
    },
  );

  it.each([
    [['127.0.0.1']],
    [['::1']],
    [['0.0.0.0']],
    [['::ffff:7f00:1']],
    [['93.184.215.14', '127.0.0.1']],
    [['127.0.0.1', '93.184.215.14']],
  ])('a name that resolves to %j is not connected to', async (addresses) => {
    const { lookupAll, asked } = resolver(addresses);
    const call = get(dispatcherWith(false, lookupAll), `http://model.example:${port()}/v1/models`);
    await expect(call).rejects.toBeInstanceOf(BlockedAddressError);
    expect(asked).toEqual(['model.example']);
    expect(fake.openSockets).toBe(0);
  });
});

describe('a name that changes its answer', () => {
  it('is judged again at every new connection', async () => {
    const { lookupAll, asked } = resolver(['127.0.0.1'], ['10.0.0.1'], ['127.0.0.1', '10.0.0.1']);
    const dispatcher = dispatcherWith(true, lookupAll);
    const url = `http://model.example:${port()}/v1/models`;
    expect((await get(dispatcher, url)).statusCode).toBe(200);
    await expect(get(dispatcher, url)).rejects.toBeInstanceOf(BlockedAddressError);
    await expect(get(dispatcher, url)).rejects.toBeInstanceOf(BlockedAddressError);
    expect(asked).toHaveLength(3);
    expect(fake.calls).toHaveLength(1);
  });

  it('is asked once a connection: the address that was judged is the one connected to', async () => {
    const { lookupAll, asked } = resolver(['127.0.0.1'], ['10.0.0.1']);
    const response = await get(
      dispatcherWith(true, lookupAll),
      `http://model.example:${port()}/v1/models`,
    );
    expect(response.statusCode).toBe(200);
    expect(asked).toHaveLength(1);
    expect(fake.calls[0]?.headers.host).toBe(`model.example:${port()}`);
  });

  it('reports a failing look-up like a private address', async () => {
    const lookupAll: LookupAll = (hostname, _options, callback) =>
      callback(Object.assign(new Error(`getaddrinfo ${hostname}`), { code: 'ENOTFOUND' }), []);
    const call = get(dispatcherWith(true, lookupAll), 'http://nowhere.example/');
    await expect(call).rejects.toBeInstanceOf(NameNotPublicError);
  });
});

describe('the way out', () => {
  it('follows no redirect', async () => {
    fake.respondToModels({ kind: 'redirect', location: `${fake.url}/elsewhere` });
    const response = await get(dispatcherWith(true), `${fake.url}/models`);
    expect(response.statusCode).toBe(307);
    expect(fake.calls).toHaveLength(1);
  });

  it('takes no detour over a proxy that the environment names', async () => {
    const before = { ...process.env };
    // Nothing listens there: a call that went through it would fail.
    Object.assign(process.env, {
      HTTP_PROXY: 'http://127.0.0.1:9',
      http_proxy: 'http://127.0.0.1:9',
    });
    try {
      expect((await get(dispatcherWith(true), `${fake.url}/models`)).statusCode).toBe(200);
    } finally {
      process.env = before;
    }
  });

  it('refuses more headers than it bounds', async () => {
    fake.respondToModels({ kind: 'huge', what: 'headers', count: 5_000 });
    const call = get(dispatcherWith(true), `${fake.url}/models`);
    await expect(call).rejects.toMatchObject({ code: 'UND_ERR_HEADERS_OVERFLOW' });
  });
});
