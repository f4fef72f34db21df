import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEndpointGuard } from '../../../../../server/endpoint/net/endpointGuard.ts';
import { type FakeNameServer, startFakeNameServer } from '../../../../support/fakeNameServer.ts';

let names: FakeNameServer;
beforeAll(async () => {
  names = await startFakeNameServer();
});
afterAll(() => names.close());

it('look-ups that wait take turns by client, however many names one of them has', async () => {
  const guard = createEndpointGuard(
    { allowLocalhost: true },
    { nameServers: [names.address] },
    { ofOneClient: 1, ofAll: 1 },
  );
  const wanted = { a1: 'greedy', a2: 'greedy', a3: 'greedy', a4: 'greedy', b: 'modest' };
  await Promise.all(
    Object.entries(wanted).map(([name, client]) => {
      names.set(`${name}.example`, ['127.0.0.1']);
      return guard.assertAllowed(`http://${name}.example/v1`, client);
    }),
  );
  const order = [...new Set(names.asked)].map((name) => name.replace('.example', ''));
  expect(order).toEqual(['a1', 'a2', 'b', 'a3', 'a4']);
});
