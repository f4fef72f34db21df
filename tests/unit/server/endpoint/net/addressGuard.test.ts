import { describe, expect, it } from 'vitest';
import {
  assertAnswersAllowed,
  assertEndpointAllowed,
  assertIpAllowed,
  assertUrlAllowed,
  BlockedAddressError,
  bareHost,
  type GuardPolicy,
  NameNotPublicError,
} from '../../../../../server/endpoint/net/addressGuard.ts';
import { parseAllowedEndpoints } from '../../../../../server/endpoint/net/allowedEndpoints.ts';
import {
  createNameLookup,
  type LookUpName,
  NameLookupTimeoutError,
} from '../../../../../server/endpoint/net/nameLookup.ts';
import {
  allowedUrls,
  blockedAnswers,
  blockedUrls,
  listedAddresses,
  listedNames,
  listOfNames,
  loopbackUrls,
} from '../../../tables/guardCases.ts';

const addressesOf = (...addresses: string[]) =>
  addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

const strict = { allowLocalhost: false };
const local = { allowLocalhost: true };
const listing = (text: string): GuardPolicy => ({
  allowLocalhost: false,
  allowedEndpoints: parseAllowedEndpoints(text),
});

const rows = (cases: Record<string, string[]>) =>
  Object.entries(cases).flatMap(([what, urls]) => urls.map((url) => ({ what, url })));

function isAllowed(url: string, policy: GuardPolicy): boolean {
  try {
    assertUrlAllowed(new URL(url), policy);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(BlockedAddressError);
    return false;
  }
}

describe('an address that is this machine', () => {
  it.each(rows(loopbackUrls))('$url ($what) is refused unless localhost is allowed', ({ url }) => {
    expect(isAllowed(url, strict)).toBe(false);
    expect(isAllowed(url, local)).toBe(true);
  });
});

describe('an address that is not public', () => {
  it.each(rows(blockedUrls))('$url ($what) is refused under either policy', ({ url }) => {
    expect(isAllowed(url, strict)).toBe(false);
    expect(isAllowed(url, local)).toBe(false);
  });
});

describe('a public address', () => {
  it.each(rows(allowedUrls))('$url ($what) passes under either policy', ({ url }) => {
    expect(isAllowed(url, strict)).toBe(true);
    expect(isAllowed(url, local)).toBe(true);
  });
});

describe('a list of the operator', () => {
  it.each(Object.entries(listedAddresses))('of %s', (_what, { listed, opens, leaves }) => {
    const policy = listing(listed);
    for (const url of opens) {
      expect(isAllowed(url, strict), `${url} without the list`).toBe(false);
      expect(isAllowed(url, policy), url).toBe(true);
    }
    for (const url of leaves) expect(isAllowed(url, policy), url).toBe(false);
  });

  it.each(listedNames)('of names: %s', (_what, { host, answers, isAllowed }) => {
    const judge = () =>
      assertAnswersAllowed(
        answers.map((address) => ({ address })),
        host,
        listing(listOfNames),
        443,
      );
    if (isAllowed) expect(judge).not.toThrow();
    else expect(judge).toThrow(NameNotPublicError);
  });

  it('says nothing about public addresses', () => {
    const policy = listing(listOfNames);
    for (const { url } of rows(allowedUrls)) expect(isAllowed(url, policy), url).toBe(true);
  });

  it('does not stand in for localhost, nor localhost for it', () => {
    const both = { ...listing('10.0.0.0/8'), allowLocalhost: true };
    expect(isAllowed('http://127.0.0.1/', both)).toBe(true);
    expect(isAllowed('http://localhost/', both)).toBe(true);
    expect(isAllowed('http://10.0.0.1/', both)).toBe(true);
    expect(isAllowed('http://192.168.0.1/', both)).toBe(false);
  });
});

describe('a resolved address', () => {
  it.each(blockedAnswers)('%s is refused under either policy', (address) => {
    expect(() => assertIpAllowed(address, strict, 443)).toThrow(BlockedAddressError);
    expect(() => assertIpAllowed(address, local, 443)).toThrow(BlockedAddressError);
  });

  it.each(['127.0.0.1', '127.8.8.8', '::1'])('%s passes only where localhost does', (address) => {
    expect(() => assertIpAllowed(address, strict, 443)).toThrow('DEMO_ALLOW_LOCALHOST=true');
    expect(() => assertIpAllowed(address, local, 443)).not.toThrow();
  });
});

describe('a port', () => {
  const refusedAt = (host: string, policy: GuardPolicy) =>
    Array.from({ length: 65_536 }, (_, port) => port).filter(
      (port) => !isAllowed(`http://${host}:${port}/`, policy),
    );
  const inBrowsers = [0, 1, 25, 2049, 6000, 6697, 10_080];
  const services = [445, 2375, 2376, 3306, 5432, 6379, 9200, 9300, 11_211, 27_017];
  const ofModels = [80, 443, 1234, 5000, 7860, 8000, 8001, 8080, 8081, 8443, 11_434, 30_000];

  it('of another protocol or of a database is refused, one where models are served is not', () => {
    const refused = refusedAt('8.8.8.8', strict);
    expect(refused).toEqual(expect.arrayContaining([...inBrowsers, ...services]));
    expect(refused).toEqual(refusedAt('model.example', local));
    for (const port of ofModels) expect(refused).not.toContain(port);
    // Few enough that each was chosen.
    expect(refused.length).toBeLessThan(150);
  });

  it('of a service is open on this machine where localhost is, one that browsers refuse is not', () => {
    expect(refusedAt('localhost', local)).toHaveLength(83);
    expect(refusedAt('127.0.0.1', local)).toEqual(expect.arrayContaining(inBrowsers));
    expect(refusedAt('[::1]', local)).not.toContain(9200);
  });

  it.each([
    ['search.example:9200', 'http://search.example:9200/', 'http://search.example:9300/'],
    ['search.example:9200', 'http://search.example:9200/', 'http://other.example:9200/'],
    ['*.example:25', 'http://mail.example:25/', 'http://example:25/'],
    ['8.8.8.8:6379', 'http://8.8.8.8:6379/', 'http://8.8.4.4:6379/'],
    ['10.0.0.0/8:9200', 'http://10.1.2.3:9200/', 'http://10.1.2.3:8000/'],
    ['[2606:4700::1]:9200', 'http://[2606:4700::1]:9200/', 'http://[2606:4700::2]:9200/'],
    ['[fd00::/8]:8000', 'http://[fd00::1]:8000/', 'http://[fd00::1]:8001/'],
    ['10.0.0.5:8000', 'http://10.0.0.5:8000/', 'http://10.0.0.5/'],
    ['10.0.0.0/8', 'http://10.0.0.5:8000/', 'http://10.0.0.5:6379/'],
    ['search.example', 'http://search.example/', 'http://search.example:9200/'],
  ])('is opened by %s for that host and no other', (list, open, closed) => {
    expect(isAllowed(open, listing(list)), open).toBe(true);
    expect(isAllowed(closed, listing(list)), closed).toBe(false);
  });

  it('of an entry holds for what the name leads to', () => {
    const answers = [{ address: '10.0.0.5' }];
    const policy = listing('gpu.example:8000');
    expect(() => assertAnswersAllowed(answers, 'gpu.example', policy, 8000)).not.toThrow();
    expect(() => assertAnswersAllowed(answers, 'gpu.example', policy, 8001)).toThrow(
      NameNotPublicError,
    );
  });

  it('of a metadata service cannot be opened', () => {
    expect(isAllowed('http://169.254.169.254/', listing('169.254.169.254:80'))).toBe(false);
  });
});

describe('the check of an endpoint as it is entered', () => {
  it('resolves the name: one that means this machine is refused', async () => {
    // Known to every resolver without asking the network.
    const check = (policy: { allowLocalhost: boolean }) =>
      assertEndpointAllowed(
        'http://localhost:9999/v1/chat/completions',
        policy,
        createNameLookup(),
      );
    await expect(check(strict)).rejects.toThrow(BlockedAddressError);
    await expect(check(local)).resolves.toBeUndefined();
  });

  it('judges the name by what it resolves to', async () => {
    const answers =
      (...addresses: string[]): LookUpName =>
      async () =>
        addressesOf(...addresses);
    const check = (lookUpName: LookUpName) =>
      assertEndpointAllowed('https://model.example/v1/chat/completions', strict, lookUpName, {
        refusalFloorMs: 0,
      });
    await expect(check(answers('93.184.215.14'))).resolves.toBeUndefined();
    await expect(check(answers('10.0.0.1'))).rejects.toThrow(BlockedAddressError);
    await expect(check(answers('93.184.215.14', '127.0.0.1'))).rejects.toThrow(BlockedAddressError);
    await expect(check(answers('93.184.215.14', 'fd00::1'))).rejects.toThrow(BlockedAddressError);
  });

  it('asks about the name as it is judged: in lower case, without the dot at its end', async () => {
    const asked: string[] = [];
    const lookUpName = async (hostname: string) => {
      asked.push(hostname);
      return addressesOf('10.0.0.1');
    };
    const check = assertEndpointAllowed(
      'https://VLLM.Internal./v1',
      listing('vllm.internal'),
      lookUpName,
    );
    await expect(check).resolves.toBeUndefined();
    expect(asked).toEqual(['vllm.internal']);
  });

  it.each([
    'http://169.254.169.254/v1',
    'http://metadata.google.internal/v1',
    'http://10.0.0.1/v1',
    'http://localhost/v1',
    'http://model.example:25/v1',
  ])('asks nobody about %s, and says what is wrong with it', async (url) => {
    const check = assertEndpointAllowed(url, strict, () => expect.unreachable('it was asked'), {
      // Were it waited for, the test would not end.
      refusalFloorMs: 2 ** 31 - 1,
    });
    const refusal = await check.catch((error) => error);
    expect(refusal).toBeInstanceOf(BlockedAddressError);
    expect(refusal).not.toBeInstanceOf(NameNotPublicError);
  });

  it('keeps nobody waiting whose name is allowed', async () => {
    const lookUpName = async () => addressesOf('93.184.215.14');
    const check = assertEndpointAllowed('https://model.example/v1', strict, lookUpName, {
      refusalFloorMs: 2 ** 31 - 1,
    });
    await expect(check).resolves.toBeUndefined();
  });

  it('says of a name that does not exist what it says of a private one, after the same time', async () => {
    const refusalOf = async (lookUpName: LookUpName) => {
      const startedAt = performance.now();
      const refusal = await assertEndpointAllowed('https://model.example/v1', strict, lookUpName, {
        refusalFloorMs: 100,
      }).then(
        () => expect.unreachable('it was allowed'),
        (error: BlockedAddressError) => error,
      );
      expect(performance.now() - startedAt).toBeGreaterThanOrEqual(90);
      return { kind: refusal.kind, field: refusal.field, message: refusal.message };
    };
    const missing = await refusalOf(async () => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    });
    expect(missing.kind).toBe('endpoint_blocked');
    expect(await refusalOf(async () => addressesOf('10.0.0.1'))).toEqual(missing);
    expect(await refusalOf(async () => addressesOf('169.254.169.254'))).toEqual(missing);
    expect(await refusalOf(async () => [])).toEqual(missing);
  });

  it('says of a name that nobody tells in time that it may be tried again', async () => {
    const check = assertEndpointAllowed('https://model.example/v1', strict, () =>
      Promise.reject(new NameLookupTimeoutError()),
    );
    await expect(check).rejects.toMatchObject({
      kind: 'endpoint_blocked',
      field: 'endpointUrl',
      message: expect.stringMatching(/No name server .* Try again/),
    });
  });
});

describe('a refusal', () => {
  it('is a domain error on the address field that says how to go on', () => {
    const refused = (url: string) => {
      try {
        assertUrlAllowed(new URL(url), strict);
      } catch (error) {
        return error as BlockedAddressError;
      }
      throw new Error('was not refused');
    };
    expect(refused('http://10.0.0.1/')).toMatchObject({
      kind: 'endpoint_blocked',
      field: 'endpointUrl',
      message: expect.stringMatching(/private.*public address/),
    });
    expect(refused('http://169.254.169.254/').message).toContain('metadata');
    expect(refused('http://example.com:25/').message).toContain('Port 25 belongs to another');
    expect(refused('http://example.com:6379/').message).toMatch(
      /Port 6379 is usually that of Redis .* DEMO_ALLOWED_ENDPOINTS=host:port/,
    );
  });

  it('speaks of the host without brackets, case and final dots', () => {
    expect(bareHost('[::1]')).toBe('::1');
    expect(bareHost('Example.COM..')).toBe('example.com');
  });
});
