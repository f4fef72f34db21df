import type { LookupFunction } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Agent, type Dispatcher, request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { defaultCallBounds } from '../../../../../server/endpoint/callBounds.ts';
import { openGuardedDispatcher } from '../../../../../server/endpoint/net/guardedDispatcher.ts';
import type { LookUpName } from '../../../../../server/endpoint/net/nameLookup.ts';
import { makeCertificates, type TestCertificates } from '../../../../support/certificates.ts';
import { type FakeModelServer, startFakeModelServer } from '../../../../support/fakeModelServer.ts';

const UNKNOWN_AUTHORITY = { code: expect.stringMatching(/^UNABLE_TO_(VERIFY|GET_ISSUER)/) };

let certificates: TestCertificates;
let otherAuthority: string;
let fake: FakeModelServer;
const opened: Dispatcher[] = [];

beforeAll(async () => {
  certificates = makeCertificates(['model.example']);
  otherAuthority = makeCertificates(['model.example']).authority;
  fake = await startFakeModelServer({ tls: certificates.server });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(opened.splice(0).map((dispatcher) => dispatcher.destroy()));
  fake.reset();
});
afterAll(() => fake.close());

const loopback: LookUpName = async () => [{ address: '127.0.0.1', family: 4 }];

function dispatcherTrusting(extraCaCertificates?: string[]) {
  return opening(
    openGuardedDispatcher(
      { allowLocalhost: true },
      { bounds: defaultCallBounds, extraCaCertificates, lookUpName: loopback },
    ),
  );
}

function opening(dispatcher: Dispatcher): Dispatcher {
  opened.push(dispatcher);
  return dispatcher;
}

async function statusOf(dispatcher: Dispatcher, host = 'model.example') {
  const url = `https://${host}:${new URL(fake.origin).port}/v1/models`;
  const { statusCode, body } = await request(url, { dispatcher });
  await body.dump();
  return statusCode;
}

describe('a server whose certificate a private authority signed', () => {
  it('is refused, and nothing is sent to it', async () => {
    await expect(statusOf(dispatcherTrusting())).rejects.toMatchObject(UNKNOWN_AUTHORITY);
    expect(fake.calls).toHaveLength(0);
  });

  it('is called where that authority is trusted as well', async () => {
    expect(await statusOf(dispatcherTrusting([certificates.authority]))).toBe(200);
  });

  it('is refused where another one is trusted', async () => {
    await expect(statusOf(dispatcherTrusting([otherAuthority]))).rejects.toMatchObject(
      UNKNOWN_AUTHORITY,
    );
  });

  it('is refused under a name that its certificate does not bear', async () => {
    const call = statusOf(dispatcherTrusting([certificates.authority]), 'other.example');
    await expect(call).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    expect(fake.calls).toHaveLength(0);
  });

  it('is refused even if the environment switches verification off', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const lookup: LookupFunction = (_hostname, _options, callback) =>
      callback(null, [{ address: '127.0.0.1', family: 4 }]);
    const careless = opening(new Agent({ connect: { lookup } }));
    expect(await statusOf(careless)).toBe(200);
    await expect(statusOf(dispatcherTrusting())).rejects.toMatchObject(UNKNOWN_AUTHORITY);
    await expect(statusOf(dispatcherTrusting([otherAuthority]))).rejects.toMatchObject(
      UNKNOWN_AUTHORITY,
    );
  });
});

describe('the usual authorities', () => {
  it('are trusted beside further ones', async () => {
    const usual = getCACertificates('default');
    // The authority of the fake server now is one that everybody knows.
    setDefaultCACertificates([...usual, certificates.authority]);
    try {
      expect(await statusOf(dispatcherTrusting([otherAuthority]))).toBe(200);
      expect(await statusOf(dispatcherTrusting([]))).toBe(200);
    } finally {
      setDefaultCACertificates(usual);
    }
  });
});

describe('a proxy that the environment names', () => {
  it('is not asked to connect to https addresses', async () => {
    // Nothing listens there: a call that went through it would fail.
    for (const name of ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy']) {
      vi.stubEnv(name, 'http://127.0.0.1:9');
    }
    vi.stubEnv('NO_PROXY', '');
    vi.stubEnv('no_proxy', '');
    expect(await statusOf(dispatcherTrusting([certificates.authority]))).toBe(200);
  });
});
