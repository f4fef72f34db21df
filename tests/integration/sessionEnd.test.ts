/** OWASP ASVS 7.3 and 14.2: what is left of a session that has expired or was deleted, and what still runs for it. */
import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { queryRows } from '../../db/engine/index.ts';
import { purgeExpiredSessions } from '../../server/sessions/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { waitForRun } from '../support/restClient.ts';
import { dumpTables } from '../support/tableDump.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const ENDLESS_MS = 60_000;
const messages = [{ role: 'user', content: 'A secret question?' }];
const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

describe.each(engines)('on %s', (engine) => {
  let fake: FakeModelServer;
  let server: TestServer;
  beforeAll(async () => {
    fake = await startFakeModelServer();
    server = await startTestServer(engine);
  });
  afterEach(() => fake.reset());
  afterAll(async () => {
    await server.stop();
    await fake.close();
  });

  /** A session with a run, an answered question and counted limits. */
  async function usedSession(): Promise<{ sessionId: string; runId: string }> {
    const sessionId = await server.connect(fake.url);
    const prompts = [{ prompt: 'A secret prompt?' }];
    const client = server.client(sessionId);
    const { id: runId } = await client.batch.start.mutate({ prompts });
    await waitForRun(server, sessionId, runId);
    await client.chat.send.mutate({ content: 'A secret question?' });
    await expect.poll(async () => (await client.chat.list.query()).at(-1)?.status).toBe('complete');
    return { sessionId, runId };
  }

  async function expire(sessionId: string, seconds = 1): Promise<void> {
    await server.database.db.execute(
      sql`update demo_model_configs set expires_at = now() - make_interval(secs => ${seconds})
          where session_id = ${hashOf(sessionId)}`,
    );
  }

  const everyRoute = (session_id: string, runId: string) => [
    server.rest('GET', `/configure?session_id=${session_id}`),
    server.rest('POST', '/configure/test', { session_id }),
    server.rest('POST', '/batch-test', { session_id, prompts: [{ prompt: 'Hi' }] }),
    server.rest('GET', `/batch-test?session_id=${session_id}&test_run_id=${runId}`),
    server.rest('POST', '/atlas', { session_id, messages }),
    server.rest('GET', `/export?session_id=${session_id}`),
    server.rest('POST', '/cleanup', { session_id }),
    server.rest('DELETE', '/configure', { session_id }),
  ];

  /** The lines of a dump of every table, the queue's too, that name a session or what it said. */
  async function traces(sessionId: string, runId: string): Promise<string[]> {
    const dump = (await dumpTables(server.database)).split('\n');
    return dump.filter((line) => [hashOf(sessionId), runId].some((word) => line.includes(word)));
  }

  it('a session found expired is deleted at once, and is told to have expired for a day', async () => {
    const { sessionId, runId } = await usedSession();
    expect((await traces(sessionId, runId)).length).toBeGreaterThan(4);
    await expire(sessionId);
    for (let time = 0; time < 2; time++) {
      const answers = await Promise.all(everyRoute(sessionId, runId));
      expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(410));
    }
    const [left, ...others] = await traces(sessionId, runId);
    expect(left).toMatch(new RegExp(`^\\(${hashOf(sessionId)},"[-0-9:.+ ]+"\\)$`));
    expect(others).toEqual([]);

    await server.database.db.execute(
      sql`update demo_ended_sessions set expired_at = now() - interval '25 hours'`,
    );
    await purgeExpiredSessions(server.database.db);
    expect(await traces(sessionId, runId)).toEqual([]);
    expect((await server.rest('GET', `/configure?session_id=${sessionId}`)).status).toBe(404);
  });

  it('a session that was purged is told to have expired, too', async () => {
    const { sessionId, runId } = await usedSession();
    await expire(sessionId);
    expect(await purgeExpiredSessions(server.database.db)).toEqual([hashOf(sessionId)]);
    const answers = await Promise.all(everyRoute(sessionId, runId));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(410));
  });

  it('of a deleted session nothing is left in any table, and it is unknown', async () => {
    const { sessionId, runId } = await usedSession();
    const { json } = await server.rest('POST', '/cleanup', { session_id: sessionId });
    expect(json.deleted).toEqual({ config: true, testRuns: 1, results: 1 });
    expect(await traces(sessionId, runId)).toEqual([]);
    const answers = await Promise.all(everyRoute(sessionId, runId));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(404));
  });

  it('of two who delete a session at once, one is told what was deleted', async () => {
    const { sessionId } = await usedSession();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => server.rest('POST', '/cleanup', { session_id: sessionId })),
    );
    const deleted = answers.filter(({ status }) => status === 200);
    expect(deleted.map(({ json }) => json.deleted)).toEqual([
      { config: true, testRuns: 1, results: 1 },
    ]);
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(3);
  });

  it('an expired session that cannot be deleted right now is not said to be gone', async () => {
    const { sessionId, runId } = await usedSession();
    const { db } = server.database;
    await expire(sessionId);
    await db.execute(sql`
      create function keep_row() returns trigger language plpgsql as $$ begin raise 'kept'; end $$`);
    await db.execute(sql`
      create trigger keep before delete on demo_model_configs execute function keep_row()`);
    const cleanup = () => server.rest('POST', '/cleanup', { session_id: sessionId });
    const early = await cleanup();
    await db.execute(sql`drop trigger keep on demo_model_configs`);
    expect(early.status).toBe(410);
    expect(early.json.error).toContain('will be deleted within minutes');
    const late = await cleanup();
    expect(late.status).toBe(410);
    expect(late.json.error).toContain('its key and results are gone');
    expect(await traces(sessionId, runId)).toHaveLength(1);
  });

  it('a stream, an answer and a connection test end with their session, and call nobody any more', async () => {
    const sessionId = await server.connect(fake.url);
    fake.respond({ kind: 'answer', text: 'Never to come.', latencyMs: ENDLESS_MS });
    const atlas = server.rest('POST', '/atlas', { session_id: sessionId, messages });
    const test = server.rest('POST', '/configure/test', { session_id: sessionId });
    await server.client(sessionId).chat.send.mutate({ content: 'Hello?' });
    await expect.poll(() => fake.inFlight).toBe(3);
    const calls = fake.calls.length;

    await server.rest('POST', '/cleanup', { session_id: sessionId });
    // One second is asked for; machines are busy.
    await expect.poll(() => fake.inFlight, { timeout: 2_500 }).toBe(0);
    expect((await atlas).text).toContain('"kind":"session_expired"');
    expect((await test).status).toBe(410);
    expect(fake.calls).toHaveLength(calls);
  });

  it.each([
    ['the session was prolonged', `set expires_at = expires_at + interval '1 hour'`],
    ['the address was edited', `set endpoint_url = 'https://evil.example/v1/chat/completions'`],
    [
      'the ciphertext was moved',
      `set api_key_encrypted = (select api_key_encrypted from demo_model_configs other where other.session_id <> demo_model_configs.session_id limit 1)`,
    ],
  ])('a key is not sent anywhere after %s in the database', async (_what, change) => {
    await server.connect(fake.url);
    const sessionId = await server.connect(fake.url);
    const calls = fake.calls.length;
    await server.database.db.execute(
      sql.raw(`update demo_model_configs ${change} where session_id = '${hashOf(sessionId)}'`),
    );
    const tested = await server.rest('POST', '/configure/test', { session_id: sessionId });
    expect(tested.status).toBe(409);
    expect(tested.json.code).toBe('key_unreadable');
    expect(fake.calls).toHaveLength(calls);
    const [row] = await queryRows(
      server.database.db,
      sql`select connection_tested from demo_model_configs where session_id = ${hashOf(sessionId)}`,
    );
    expect(row).toEqual({ connection_tested: true });
  });
});
