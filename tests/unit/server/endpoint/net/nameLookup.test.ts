import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseAllowedEndpoints } from '../../../../../server/endpoint/net/allowedEndpoints.ts';
import {
  createNameLookup,
  type LookUpName,
  NameLookupTimeoutError,
} from '../../../../../server/endpoint/net/nameLookup.ts';
import { type FakeNameServer, startFakeNameServer } from '../../../../support/fakeNameServer.ts';

let names: FakeNameServer;
/** Whom the system was asked for, and what it says. */
let askedOfSystem: string[];
const systemAnswer = [{ address: '10.1.2.3', family: 4 }];
const system: LookUpName = async (host) => {
  askedOfSystem.push(host);
  return systemAnswer;
};

beforeAll(async () => {
  names = await startFakeNameServer();
  names.set('both.example', ['93.184.215.14', '2606:2800:21f:cb07::1']);
  names.set('ipv6.example', ['2606:2800:21f:cb07::1']);
  names.set('empty.example', []);
});
beforeEach(() => {
  askedOfSystem = [];
  names.asked.length = 0;
});
afterAll(() => names.close());

const lookup = (options: Parameters<typeof createNameLookup>[0] = {}) =>
  createNameLookup({ nameServers: [names.address], lookUpBySystem: system, ...options });
const neverAnswering: LookUpName = (host) => {
  askedOfSystem.push(host);
  return new Promise(() => {});
};

describe('a name of the internet', () => {
  it.each([
    ['both.example', ['93.184.215.14', '2606:2800:21f:cb07::1']],
    ['ipv6.example', ['2606:2800:21f:cb07::1']],
    ['empty.example', []],
    ['unknown.example', []],
  ])('%s is asked of the name servers alone', async (host, addresses) => {
    const answers = await lookup()(host);
    expect(answers.map(({ address }) => address)).toEqual(addresses);
    expect(answers.map(({ family }) => family)).toEqual(
      addresses.map((address) => (address.includes(':') ? 6 : 4)),
    );
    expect(askedOfSystem).toEqual([]);
  });

  it('that leads to hundreds of addresses leads to the first of them', async () => {
    names.set(
      'many.example',
      Array.from({ length: 25 }, (_, at) => `93.184.215.${at}`),
    );
    const answers = await lookup()('many.example');
    expect(answers.map(({ address }) => address)).toEqual(
      Array.from({ length: 16 }, (_, at) => `93.184.215.${at}`),
    );
  });

  it('is waited for until a deadline, and holds up no other', async () => {
    const lookUp = lookup({ deadlineMs: 500 });
    const silent = Array.from({ length: 50 }, (_, index) => lookUp(`n${index}.silent.example`));
    const ended: string[] = [];
    for (const each of silent) each.catch(() => ended.push('silent'));
    await lookUp('both.example').then(() => ended.push('both'));
    expect(ended).toEqual(['both']);
    for (const each of silent) await expect(each).rejects.toBeInstanceOf(NameLookupTimeoutError);
  });

  it('that nobody could be asked for is too late as well', async () => {
    // Nothing listens there.
    const lookUp = lookup({ nameServers: ['127.0.0.1:1'], deadlineMs: 500 });
    await expect(lookUp('both.example')).rejects.toBeInstanceOf(NameLookupTimeoutError);
  });

  it('is asked for once by those who ask at the same time, and anew by who comes later', async () => {
    const lookUp = lookup();
    const [first, second] = await Promise.all([lookUp('both.example'), lookUp('both.example')]);
    expect(second).toBe(first);
    expect(names.asked).toEqual(['both.example', 'both.example']);
    names.set('moving.example', ['93.184.215.14']);
    await lookUp('moving.example');
    names.set('moving.example', ['10.0.0.1']);
    expect(await lookUp('moving.example')).toEqual([{ address: '10.0.0.1', family: 4 }]);
  });
});

describe('a name of this machine or its network', () => {
  it.each(['localhost', 'vllm', 'printer.local', 'a.localhost', 'gpu.corp.example'])(
    '%s is asked of the system alone',
    async (host) => {
      const allowedEndpoints = parseAllowedEndpoints('gpu.corp.example');
      expect(await lookup({ allowedEndpoints })(host)).toEqual(systemAnswer);
      expect(names.asked).toEqual([]);
    },
  );

  it.each(['unknown.example', 'empty.example', 'n.silent.example'])(
    '%s is one where the system may know what name servers do not',
    async (host) => {
      expect(await lookup({ asksSystem: true, deadlineMs: 600 })(host)).toEqual(systemAnswer);
    },
  );

  it('that the system does not know leads nowhere', async () => {
    const lookUpBySystem: LookUpName = async () => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND vllm'), { code: 'ENOTFOUND' });
    };
    expect(await lookup({ lookUpBySystem })('vllm')).toEqual([]);
  });

  it('takes two places at most, however long the system takes, and has a deadline in the queue, too', async () => {
    const lookUp = lookup({ lookUpBySystem: neverAnswering, deadlineMs: 100 });
    const asking = ['a', 'b', 'c', 'd'].map(lookUp);
    for (const each of asking) await expect(each).rejects.toBeInstanceOf(NameLookupTimeoutError);
    await expect(lookUp('e')).rejects.toBeInstanceOf(NameLookupTimeoutError);
    expect(askedOfSystem).toEqual(['a', 'b']);
  });
});
