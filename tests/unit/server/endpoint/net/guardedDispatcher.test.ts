import { once } from 'node:events';
import net, { type LookupFunction, type TcpNetConnectOpts } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { defaultCallBounds } from '../../../../../server/endpoint/callBounds.ts';
import {
  BlockedAddressError,
  type GuardPolicy,
  NameNotPublicError,
} from '../../../../../server/endpoint/net/addressGuard.ts';
import { parseAllowedEndpoints } from '../../../../../server/endpoint/net/allowedEndpoints.ts';
import { openGuardedDispatcher } from '../../../../../server/endpoint/net/guardedDispatcher.ts';
import {
  createNameLookup,
  type LookUpName,
  NameLookupTimeoutError,
} from '../../../../../server/endpoint/net/nameLookup.ts';
import { type FakeModelServer, startFakeModelServer } from '../../../../support/fakeModelServer.ts';

let fake: FakeModelServer;
const opened: { destroy(): Promise<void> }[] = [];

beforeAll(async () => {
  fake = await startFakeModelServer();
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await Promise.all(opened.splice(0).map((dispatcher) => dispatcher.destroy()));
  fake.reset();
});
afterAll(() => fake.close());

function dispatcherWith(allowLocalhost: boolean, lookUpName: LookUpName = createNameLookup()) {
  return dispatcherFor({ allowLocalhost }, lookUpName);
}

function dispatcherFor(
  policy: GuardPolicy,
  lookUpName: LookUpName = createNameLookup(),
  bounds = defaultCallBounds,
) {
  const dispatcher = openGuardedDispatcher(policy, { bounds, lookUpName });
  opened.push(dispatcher);
  return dispatcher;
}

/** A resolver that gives one list of addresses a question, the last one for ever. */
function resolver(...answers: string[][]) {
  const asked: string[] = [];
  const lookUpName: LookUpName = async (hostname) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(hostname);
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
  return { lookUpName, asked };
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
      const { lookUpName, asked } = resolver(['127.0.0.1']);
      const call = get(dispatcherWith(false, lookUpName), `http://${host}:${port()}/v1/models`);
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
    const { lookUpName, asked } = resolver(addresses);
    const call = get(dispatcherWith(false, lookUpName), `http://model.example:${port()}/v1/models`);
    await expect(call).rejects.toBeInstanceOf(BlockedAddressError);
    expect(asked).toEqual(['model.example']);
    expect(fake.openSockets).toBe(0);
  });
});

describe('a name that changes its answer', () => {
  it('is judged again at every new connection', async () => {
    const { lookUpName, asked } = resolver(['127.0.0.1'], ['10.0.0.1'], ['127.0.0.1', '10.0.0.1']);
    const dispatcher = dispatcherWith(true, lookUpName);
    const url = `http://model.example:${port()}/v1/models`;
    expect((await get(dispatcher, url)).statusCode).toBe(200);
    await expect(get(dispatcher, url)).rejects.toBeInstanceOf(BlockedAddressError);
    await expect(get(dispatcher, url)).rejects.toBeInstanceOf(BlockedAddressError);
    expect(asked).toHaveLength(3);
    expect(fake.calls).toHaveLength(1);
  });

  it('is asked once a connection: the address that was judged is the one connected to', async () => {
    const { lookUpName, asked } = resolver(['127.0.0.1'], ['10.0.0.1']);
    const response = await get(
      dispatcherWith(true, lookUpName),
      `http://model.example:${port()}/v1/models`,
    );
    expect(response.statusCode).toBe(200);
    expect(asked).toHaveLength(1);
    expect(fake.calls[0]?.headers.host).toBe(`model.example:${port()}`);
  });

  it.each(['ENOTFOUND', 'EAI_AGAIN', 'ENODATA', 'ESERVFAIL', undefined])(
    'that fails with %s is reported like one that leads to a private address',
    async (code) => {
      const url = 'http://nowhere.example/';
      const failing: LookUpName = (hostname) =>
        Promise.reject(Object.assign(new Error(`getaddrinfo ${hostname}`), { code }));
      const refusalOf = (lookUpName: LookUpName) =>
        get(dispatcherWith(true, lookUpName), url).catch((error) => ({
          ...error,
          text: `${error}`,
        }));
      const refusal = await refusalOf(failing);
      expect(refusal).toMatchObject({ kind: 'endpoint_blocked', field: 'endpointUrl' });
      expect(refusal.text).not.toContain('getaddrinfo');
      expect(await refusalOf(resolver(['10.0.0.1']).lookUpName)).toEqual(refusal);
      expect(await refusalOf(resolver([]).lookUpName)).toEqual(refusal);
      await expect(get(dispatcherWith(true, failing), url)).rejects.toBeInstanceOf(
        NameNotPublicError,
      );
    },
  );
});

describe('a name that the operator lists', () => {
  /** Every address that a look-up lets through, which then leads to the fake server instead. */
  function divertConnections(): string[] {
    const admitted: string[] = [];
    const connect = net.connect as (options: TcpNetConnectOpts) => net.Socket;
    vi.spyOn(net, 'connect').mockImplementation(((options: TcpNetConnectOpts) => {
      const lookup: LookupFunction = (hostname, asked, callback) =>
        options.lookup?.(hostname, { ...asked, all: true }, (error, answers) => {
          if (error) return callback(error, []);
          for (const { address } of answers as { address: string }[]) admitted.push(address);
          callback(null, [{ address: '127.0.0.1', family: 4 }]);
        });
      return connect({ ...options, lookup });
    }) as typeof net.connect);
    return admitted;
  }

  const listing = (lookUpName: LookUpName) =>
    dispatcherFor(
      { allowLocalhost: false, allowedEndpoints: parseAllowedEndpoints('vllm.internal') },
      lookUpName,
    );

  it.each(['vllm.internal', 'VLLM.Internal', 'vllm.internal.'])(
    'may lead to a private address: %s',
    async (host) => {
      const admitted = divertConnections();
      const { lookUpName } = resolver(['10.0.0.5', 'fd12::5']);
      const response = await get(listing(lookUpName), `http://${host}:${port()}/v1/models`);
      expect(response.statusCode).toBe(200);
      expect(admitted).toEqual(['10.0.0.5', 'fd12::5']);
    },
  );

  it.each([
    ['other.internal', '10.0.0.5'],
    ['a.vllm.internal', '10.0.0.5'],
    ['vllm.internal', '127.0.0.1'],
    ['vllm.internal', '169.254.169.254'],
    ['vllm.internal', '::ffff:10.0.0.5'],
  ])('does not let %s lead to %s', async (host, address) => {
    const admitted = divertConnections();
    const { lookUpName } = resolver([address]);
    const call = get(listing(lookUpName), `http://${host}:${port()}/v1/models`);
    await expect(call).rejects.toBeInstanceOf(NameNotPublicError);
    expect(admitted).toEqual([]);
    expect(fake.calls).toHaveLength(0);
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
    // Nothing listens there: a call that went through it would fail.
    for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy']) {
      vi.stubEnv(name, 'http://127.0.0.1:9');
    }
    vi.stubEnv('NO_PROXY', '');
    vi.stubEnv('no_proxy', '');
    expect((await get(dispatcherWith(true), `${fake.url}/models`)).statusCode).toBe(200);
  });

  it('refuses more headers than it bounds', async () => {
    fake.respondToModels({ kind: 'huge', what: 'headers', count: 10_000 });
    const call = get(dispatcherWith(true), `${fake.url}/models`);
    await expect(call).rejects.toMatchObject({ code: 'UND_ERR_HEADERS_OVERFLOW' });
  });

  it('opens no more sockets to one origin than it may', async () => {
    fake.respondToModels(async () => {
      await setTimeout(20);
      return { kind: 'reply', body: '{}' };
    });
    const dispatcher = dispatcherFor({ allowLocalhost: true }, undefined, {
      ...defaultCallBounds,
      maxCallsPerHost: 3,
    });
    const calls = Array.from({ length: 12 }, () => request(`${fake.url}/models`, { dispatcher }));
    for (const { body } of await Promise.all(calls)) await body.dump();
    expect(fake.calls).toHaveLength(12);
    expect(fake.openSockets).toBe(3);
  });

  it('gives up connecting in the time that is set for it', async () => {
    const bounds = { ...defaultCallBounds, connectTimeoutMs: 50 };
    const { lookUpName } = resolver(['127.0.0.1']);
    // Takes connections, but never answers the TLS handshake.
    const silent = net.createServer((socket) => socket.on('error', () => {})).listen(0);
    await once(silent, 'listening');
    const { port } = silent.address() as net.AddressInfo;
    const dispatcher = dispatcherFor({ allowLocalhost: true }, lookUpName, bounds);
    const call = get(dispatcher, `https://model.example:${port}/`);
    await expect(call).rejects.toMatchObject({ code: 'UND_ERR_CONNECT_TIMEOUT' });
    silent.close();
  });

  it('says so when nobody tells the address of a name in that time', async () => {
    const answer = Promise.withResolvers<() => void>();
    const lookUpName: LookUpName = () =>
      new Promise((resolve) => {
        answer.resolve(() => resolve([{ address: '127.0.0.1', family: 4 }]));
      });
    const bounds = { ...defaultCallBounds, connectTimeoutMs: 50 };
    const dispatcher = dispatcherFor({ allowLocalhost: true }, lookUpName, bounds);
    const call = get(dispatcher, `http://model.example:${port()}/v1/models`);
    await expect(call).rejects.toBeInstanceOf(NameLookupTimeoutError);
    (await answer.promise)();
    // A connection made upon the late answer would have arrived before this one.
    expect((await get(dispatcherWith(true), `${fake.url}/models`)).statusCode).toBe(200);
    expect(fake.calls).toHaveLength(1);
  });

  it('bounds headers by what is set', async () => {
    fake.respondToModels({ kind: 'reply', headers: { 'x-long': 'x'.repeat(4_000) }, body: '{}' });
    const bounded = (maxHeaderBytes: number) =>
      dispatcherFor({ allowLocalhost: true }, undefined, { ...defaultCallBounds, maxHeaderBytes });
    await expect(get(bounded(2_000), `${fake.url}/models`)).rejects.toMatchObject({
      code: 'UND_ERR_HEADERS_OVERFLOW',
    });
    expect((await get(bounded(8_000), `${fake.url}/models`)).statusCode).toBe(200);
  });
});
