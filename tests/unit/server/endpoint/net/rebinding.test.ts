import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Dispatcher, request } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultCallBounds } from '../../../../../server/endpoint/callBounds.ts';
import {
  assertEndpointAllowed,
  type GuardPolicy,
  NameNotPublicError,
} from '../../../../../server/endpoint/net/addressGuard.ts';
import { parseAllowedEndpoints } from '../../../../../server/endpoint/net/allowedEndpoints.ts';
import { openGuardedDispatcher } from '../../../../../server/endpoint/net/guardedDispatcher.ts';

/** A server in a private place: it counts who comes by. */
let connections = 0;
const server = createServer((_request, response) => response.end('secret'));
server.on('connection', () => {
  connections += 1;
});
let dispatcher: Dispatcher;
let url: string;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://rebinding.example:${(server.address() as AddressInfo).port}/v1/chat/completions`;
});
beforeEach(() => {
  connections = 0;
});
afterEach(() => dispatcher.destroy());
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const strict: GuardPolicy = { allowLocalhost: false };
const local: GuardPolicy = { allowLocalhost: true };

/** A name server that gives one list of addresses a question, then the last one for ever. */
function nameServer(...answers: string[][]) {
  let asked = 0;
  const next = () => {
    const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
  return {
    next,
    get asked() {
      return asked;
    },
  };
}

function open(policy: GuardPolicy, { next }: ReturnType<typeof nameServer>) {
  dispatcher = openGuardedDispatcher(policy, {
    bounds: defaultCallBounds,
    lookUpName: async () => next(),
  });
}

/** Every call on a connection of its own. */
async function call() {
  const { statusCode, body } = await request(url, { dispatcher, reset: true });
  await body.dump();
  return statusCode;
}

/** One connection that is allowed arrives: had there been others, they would have been counted. */
async function expectNoneBut(count: number) {
  const before = connections;
  await dispatcher.destroy();
  open(local, nameServer(['127.0.0.1']));
  expect(await call()).toBe(200);
  expect([before, connections]).toEqual([count, count + 1]);
}

describe('a name that changes what it leads to', () => {
  it.each([['127.0.0.1'], ['0.0.0.0'], ['::ffff:127.0.0.1'], ['::ffff:7f00:1']])(
    'to %s between the check and the connection is not connected to',
    async (address) => {
      const names = nameServer(['93.184.215.14'], [address]);
      open(strict, names);
      await assertEndpointAllowed(url, strict, async () => names.next());
      await expect(call()).rejects.toBeInstanceOf(NameNotPublicError);
      expect(names.asked).toBe(2);
      await expectNoneBut(0);
    },
  );

  it.each([['0.0.0.0'], ['::ffff:127.0.0.1'], ['::ffff:7f00:1'], ['169.254.169.254']])(
    'to %s between two connections is not connected to again',
    async (address) => {
      const names = nameServer(['127.0.0.1'], [address], ['127.0.0.1', address]);
      open(local, names);
      expect(await call()).toBe(200);
      await expect(call()).rejects.toBeInstanceOf(NameNotPublicError);
      await expect(call()).rejects.toBeInstanceOf(NameNotPublicError);
      expect(names.asked).toBe(3);
      await expectNoneBut(1);
    },
  );

  it('gains nothing by being listed', async () => {
    const listed = {
      allowLocalhost: false,
      allowedEndpoints: parseAllowedEndpoints('rebinding.example, 10.0.0.0/8'),
    };
    const names = nameServer(['10.0.0.1'], ['127.0.0.1'], ['10.0.0.1', '127.0.0.1']);
    open(listed, names);
    await assertEndpointAllowed(url, listed, async () => names.next());
    await expect(call()).rejects.toBeInstanceOf(NameNotPublicError);
    await expect(call()).rejects.toBeInstanceOf(NameNotPublicError);
    await expectNoneBut(0);
  });

  it('back and forth reaches us only as often as it was allowed', async () => {
    const answers = Array.from({ length: 40 }, (_, call) => [
      call % 2 === 0 ? '127.0.0.1' : '::ffff:127.0.0.1',
    ]);
    open(local, nameServer(...answers));
    const outcomes = await Promise.allSettled(answers.map(() => call()));
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(20);
    for (const { reason } of refused) expect(reason).toBeInstanceOf(NameNotPublicError);
    await expectNoneBut(20);
  });
});
