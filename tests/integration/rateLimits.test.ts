/** How often things may be done: counted across processes, said clearly, and by whom it is counted. */
import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, queryRows } from '../../db/engine/index.ts';
import { rateLimits } from '../../db/schema.ts';
import { createRateLimits, purgeRateLimits } from '../../server/limits/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { engines, openTestDatabase } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const someone = { sessionHash: 'someone' };
const anybodyElse = { sessionHash: 'anybody-else' };

describe.each(engines)('a rate limit on %s', (engine) => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  beforeEach(() => database.db.delete(rateLimits));
  afterAll(() => database.close());

  it('lets exactly so many through, whatever comes at once and through two processes', async () => {
    const nodes = [createRateLimits(database.db, 1), createRateLimits(database.db, 1)];
    const tries = Array.from({ length: 80 }, (_, index) =>
      nodes[index % 2]?.consume('messages', someone),
    );
    const settled = await Promise.allSettled(tries);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(30);
    const [refused] = settled.filter((outcome) => outcome.status === 'rejected');
    expect(refused?.reason).toMatchObject({
      kind: 'rate_limited',
      message: expect.stringMatching(
        /^Too many messages in this session: 30 a minute are allowed\. Try again in \d+ s\..*DEMO_RATE_LIMIT_FACTOR/,
      ),
    });
    expect(refused?.reason.retryAfterSeconds).toBeGreaterThan(50);
    await nodes[0]?.consume('messages', anybodyElse);
    await nodes[0]?.consume('exports', someone);
  });

  it('is multiplied by the factor, and starts anew when its window is over', async () => {
    const limits = createRateLimits(database.db, 2);
    const spendAll = () =>
      Promise.all(Array.from({ length: 20 }, () => limits.consume('contextProbes', someone)));
    await spendAll();
    await expect(limits.consume('contextProbes', someone)).rejects.toThrow('20 a minute');
    await database.db.update(rateLimits).set({ expire: sql`now() - interval '1 second'` });
    await createRateLimits(database.db, 2).consume('contextProbes', someone);
    const [row] = await database.db.select().from(rateLimits);
    expect(row?.points).toBe(1);
  });

  it('costs the database nothing once it is used up', async () => {
    const limits = createRateLimits(database.db, 1);
    const tries = Array.from({ length: 40 }, () => limits.consume('exports', someone));
    await Promise.allSettled(tries);
    await database.db.delete(rateLimits);
    await expect(limits.consume('exports', someone)).rejects.toThrow('Too many exports');
    expect(await database.db.select().from(rateLimits)).toEqual([]);
  });

  it('leaves nothing behind after its window', async () => {
    const limits = createRateLimits(database.db, 1);
    await limits.consume('exports', someone);
    await limits.consume('messages', someone);
    await database.db
      .update(rateLimits)
      .set({ expire: sql`now() - interval '1 second'` })
      .where(sql`key like '%exports'`);
    await purgeRateLimits(database.db);
    expect(await database.db.select().from(rateLimits)).toMatchObject([
      { key: 'someone messages' },
    ]);
  });
});

describe('the API', () => {
  let fake: FakeModelServer;
  let server: TestServer;
  let sessionId: string;
  let address: string;

  beforeAll(async () => {
    fake = await startFakeModelServer();
    server = await startTestServer('pglite', { DEMO_RATE_LIMIT_FACTOR: '1' });
    sessionId = await server.connect(fake.url);
    const [row] = await queryRows<{ ip_address: string }>(
      server.database.db,
      sql`select ip_address from demo_model_configs`,
    );
    address = row?.ip_address as string;
  });
  afterAll(async () => {
    await server.stop();
    await fake.close();
  });

  /** As if so much had been asked for in the last half minute. */
  async function exhaust(name: string, by: 'session' | 'address') {
    const who =
      by === 'session' ? createHash('sha256').update(sessionId).digest('base64url') : address;
    await server.database.db.execute(
      sql`insert into demo_rate_limits values (${`${who} ${name}`}, 1000, now() + interval '30 seconds')
          on conflict (key) do update set points = 1000, expire = excluded.expire`,
    );
  }

  const body = (more: object = {}) => ({ session_id: sessionId, ...more });
  const endpoint = () => ({ endpoint_url: fake.url, api_key: '', model_id: 'm' });
  const messages = [{ role: 'user', content: 'Hello?' }];

  it.each([
    ['sessions', 'address', () => server.rest('POST', '/configure', endpoint())],
    ['connectionTests', 'session', () => server.rest('POST', '/configure/test', body())],
    ['adapterChecks', 'session', () => server.rest('POST', '/checks/adapter', body())],
    [
      'runs',
      'session',
      () => server.rest('POST', '/batch-test', body({ prompts: [{ prompt: 'x' }] })),
    ],
    ['messages', 'session', () => server.rest('POST', '/atlas', body({ messages }))],
    ['exports', 'session', () => server.rest('GET', `/export?session_id=${sessionId}`)],
    ['failedLookups', 'address', () => server.rest('GET', '/configure?session_id=demo-unknown')],
  ] as const)(
    'answers 429 with Retry-After when %s are used up for the %s',
    async (name, by, ask) => {
      await exhaust(name, by);
      const calls = fake.calls.length;
      const { status, headers, json } = await ask();
      expect(status).toBe(429);
      expect(json.code).toBe('rate_limited');
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(20);
      expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(30);
      expect(json.retry_after_seconds).toBe(Number(headers.get('retry-after')));
      expect(fake.calls).toHaveLength(calls);
    },
  );

  it.each([
    ['contextProbes', 'session', 'session.probeContext', { tokens: 500 }],
    ['modelLists', 'address', 'session.listModels', { endpointUrl: 'https://example.com' }],
    ['localSearches', 'address', 'session.findLocalServers', undefined],
    ['messages', 'session', 'chat.send', { content: 'Hello?' }],
    ['runs', 'session', 'batch.rerun', { testRunId: crypto.randomUUID(), outcomes: ['failed'] }],
    ['runs', 'session', 'batch.resume', { testRunId: crypto.randomUUID() }],
  ] as const)('so does tRPC when %s are used up for the %s: %s', async (name, by, path, input) => {
    await exhaust(name, by);
    const response = await fetch(`${server.url}/trpc/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${sessionId}` },
      body: JSON.stringify({ json: input }),
    });
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(20);
    expect(JSON.stringify(await response.json())).toContain('DEMO_RATE_LIMIT_FACTOR');
  });

  it('never refuses a live session for the failed look-ups of others behind its address', async () => {
    await exhaust('failedLookups', 'address');
    expect((await server.rest('GET', `/configure?session_id=${sessionId}`)).status).toBe(200);
  });

  it('does not count what only reads', async () => {
    await server.database.db.delete(rateLimits);
    await server.rest('GET', `/configure?session_id=${sessionId}`);
    await server.rest('GET', `/batch-test?session_id=${sessionId}`);
    await server.rest('GET', '/suites');
    expect(await server.database.db.select().from(rateLimits)).toEqual([]);
  });
});
