/**
 * The audit's "Testing Checklist" and "Security Validation", line by line and under their names, over
 * REST on both engines.
 */
import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { queryRows } from '../../db/engine/index.ts';
import { createApiKeyCipher } from '../../server/connections/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { waitForRun } from '../support/restClient.ts';
import { dumpTables } from '../support/tableDump.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const API_KEY = 'sk-canary-0123456789abcdef0123456789abcdef';
const SERVER_MODE = {
  NODE_ENV: 'production',
  DEMO_ENCRYPTION_KEY: randomBytes(32).toString('hex'),
};

describe.each(engines)('on %s', (engine) => {
  let fake: FakeModelServer;
  let server: TestServer;

  beforeAll(async () => {
    fake = await startFakeModelServer({ apiKey: API_KEY, models: ['test-model'] });
    server = await startTestServer(engine);
  });
  afterEach(() => fake.reset());
  afterAll(async () => {
    await server.stop();
    await fake.close();
  });

  const connect = () => server.connect(fake.url, { apiKey: API_KEY });

  async function firstSuiteId(): Promise<string> {
    const { json } = await server.rest('GET', '/suites');
    return json.suites[0].id;
  }

  async function finishedRun(sessionId: string, promptLimit = 10) {
    const started = await server.rest('POST', '/batch-test', {
      session_id: sessionId,
      test_suite_id: await firstSuiteId(),
      prompt_limit: promptLimit,
      config: { delay_ms: 0, concurrency: 4 },
    });
    expect(started.status).toBe(200);
    return waitForRun(server, sessionId, started.json.test_run_id);
  }

  describe('Testing Checklist', () => {
    it('Create session with valid endpoint', async () => {
      const { status, json } = await server.rest('POST', '/configure', {
        endpoint_url: fake.url,
        api_key: API_KEY,
        model_id: 'test-model',
        model_name: 'Test Model',
      });
      expect(status).toBe(200);
      expect(json).toEqual({
        session_id: expect.stringMatching(/^demo-[\w-]{43}$/),
        expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        model_id: 'test-model',
        model_name: 'Test Model',
      });
      const hour = new Date(json.expires_at).getTime() - Date.now();
      expect(hour).toBeGreaterThan(59 * 60_000);
      expect(hour).toBeLessThanOrEqual(61 * 60_000);
    });

    it("Test connection to user's model", async () => {
      const { json: created } = await server.rest('POST', '/configure', {
        endpoint_url: fake.url,
        api_key: API_KEY,
        model_id: 'test-model',
      });
      fake.respond({ kind: 'answer', text: 'Yes, here.', ttftMs: 30, latencyMs: 60 });
      const { status, json } = await server.rest('POST', '/configure/test', {
        session_id: created.session_id,
      });
      expect(status).toBe(200);
      expect(json).toMatchObject({ success: true, message: 'Connection successful' });
      expect(json.latency_ms).toBeGreaterThanOrEqual(55);
      expect(json.ttft_ms).toBeGreaterThanOrEqual(25);
      const [call] = fake.chatCalls;
      expect(call?.prompt).toBe('Hello, are you there?');
      expect(call?.body).toMatchObject({ model: 'test-model', max_tokens: 16 });

      const { json: session } = await server.rest(
        'GET',
        `/configure?session_id=${created.session_id}`,
      );
      expect(session).toMatchObject({
        connection_tested: true,
        connection_latency_ms: json.latency_ms,
        last_error: null,
      });
    });

    it('Run batch test (10 prompts)', async () => {
      const sessionId = await connect();
      fake.reset();
      const started = await server.rest('POST', '/batch-test', {
        session_id: sessionId,
        test_suite_id: await firstSuiteId(),
        prompt_limit: 10,
        config: { delay_ms: 0 },
      });
      expect(started.json).toEqual({
        success: true,
        test_run_id: expect.any(String),
        status: 'running',
        total_prompts: 10,
      });
      const run = await waitForRun(server, sessionId, started.json.test_run_id);
      expect(run).toMatchObject({
        id: started.json.test_run_id,
        status: 'completed',
        total_prompts: 10,
        completed_prompts: 10,
        failed_prompts: 0,
        progress: 1,
      });
      expect(run.results).toHaveLength(10);
      expect(new Set(run.results.map((result: { prompt: string }) => result.prompt)).size).toBe(10);
      expect(fake.chatCalls).toHaveLength(10);
      expect(fake.maxInFlight).toBe(1);
    });

    it('Chat with model about results', async () => {
      const sessionId = await connect();
      await finishedRun(sessionId);
      fake.reset();
      fake.respond({ kind: 'answer', chunks: ['The average', ' was 5 ms.'], msPerChunk: 20 });
      const { status, headers, text } = await server.rest('POST', '/atlas', {
        session_id: sessionId,
        messages: [{ role: 'user', content: 'What was the average latency?' }],
      });
      expect(status).toBe(200);
      expect(headers.get('content-type')).toContain('text/event-stream');
      const events = text
        .split('\n\n')
        .filter((event) => event.startsWith('data: '))
        .map((event) => event.slice('data: '.length));
      expect(events.at(-1)).toBe('[DONE]');
      const payloads = events.slice(0, -1).map((event) => JSON.parse(event));
      expect(payloads.map((payload) => payload.content ?? '').join('')).toBe(
        'The average was 5 ms.',
      );
      expect(payloads.find((payload) => payload.type === 'token_usage')).toEqual({
        type: 'token_usage',
        input_tokens: expect.any(Number),
        output_tokens: expect.any(Number),
      });

      expect(fake.chatCalls).toHaveLength(1);
      const [system, question] = fake.chatCalls[0]?.body?.messages ?? [];
      expect(question?.content).toBe('What was the average latency?');
      expect(system?.content).toContain('Model: test-model');
      expect(system?.content).toContain('Test Status: completed');
      expect(system?.content).toContain('Total Prompts: 10');
      expect(system?.content).toContain('## QUICK METRICS SUMMARY\n- Success Rate: 100.0%');
    });

    it('Export results (CSV & JSON)', async () => {
      const sessionId = await connect();
      const run = await finishedRun(sessionId);
      const csv = await server.rest('GET', `/export?session_id=${sessionId}&format=csv`);
      expect(csv.headers.get('content-type')).toContain('text/csv');
      expect(csv.headers.get('content-disposition')).toMatch(
        /^attachment; filename="finetunelab-batch-test-\d{4}-\d\d-\d\d\.csv"$/,
      );
      expect(csv.text).toMatch(/^# Demo Batch Test Export\n# Model: test-model\n/);
      expect(csv.text).toContain(
        '# Summary Metrics\nTotal Prompts,10\nSuccessful,10\nFailed,0\nSuccess Rate,100.0%\n',
      );
      expect(csv.text).toContain(
        '# Individual Results\nprompt_id,prompt,response,latency_ms,success,',
      );

      const json = await server.rest('GET', `/export?session_id=${sessionId}&format=json`);
      expect(json.headers.get('content-disposition')).toContain('.json"');
      expect(json.json.summary).toMatchObject({ total_prompts: 10, successful: 10, failed: 0 });
      type Row = { prompt: string; prompt_index: number };
      const inOrder = run.results.toSorted((a: Row, b: Row) => a.prompt_index - b.prompt_index);
      expect(json.json.results.map((row: Row) => row.prompt)).toEqual(
        inOrder.map((row: Row) => row.prompt),
      );
    });

    it('Cleanup session', async () => {
      const sessionId = await connect();
      await finishedRun(sessionId, 3);
      const { status, json } = await server.rest('POST', '/cleanup', { session_id: sessionId });
      expect(status).toBe(200);
      expect(json).toEqual({
        success: true,
        message: 'Session data deleted successfully',
        deleted: { config: true, testRuns: 1, results: 3 },
      });
      const gone = await server.rest('GET', `/configure?session_id=${sessionId}`);
      expect(gone.status).toBe(404);
    });

    it('Verify API key deleted', async () => {
      const sessionId = await connect();
      await finishedRun(sessionId, 2);
      const before = await rowCounts(server);
      expect(before.configs).toBeGreaterThan(0);
      const hash = createHash('sha256').update(sessionId).digest('base64url');
      const [row] = await queryRows<{ api_key_encrypted: string }>(
        server.database.db,
        sql`select api_key_encrypted from demo_model_configs where session_id = ${hash}`,
      );
      await server.rest('DELETE', `/configure?session_id=${sessionId}`);
      const dump = await dumpTables(server.database);
      expect(dump).not.toContain(row?.api_key_encrypted as string);
      expect(dump).not.toContain(hash);
      const after = await rowCounts(server);
      expect(after).toEqual({
        configs: before.configs - 1,
        runs: before.runs - 1,
        results: before.results - 2,
      });
    });

    it('Test SSRF protection (try localhost URL)', async () => {
      const guarded = await startTestServer(engine, SERVER_MODE);
      try {
        for (const endpoint_url of [fake.url, 'http://localhost:11434', 'http://[::1]/v1']) {
          const { status, json } = await guarded.rest('POST', '/configure', {
            endpoint_url,
            api_key: API_KEY,
            model_id: 'test-model',
          });
          expect(status).toBe(400);
          expect(json).toMatchObject({ code: 'endpoint_blocked', field: 'endpoint_url' });
        }
        expect(fake.calls).toHaveLength(0);
      } finally {
        await guarded.stop();
      }
    });

    it('Test rate limiting (try creating 2 sessions from same IP)', async () => {
      const limited = await startTestServer(engine, { DEMO_MAX_SESSIONS_PER_IP: '1' });
      try {
        await limited.connect(fake.url, { apiKey: API_KEY });
        const { status, json, headers } = await limited.rest('POST', '/configure', {
          endpoint_url: fake.url,
          api_key: API_KEY,
          model_id: 'test-model',
        });
        expect(status).toBe(429);
        expect(json.code).toBe('session_limit');
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(3_500);
      } finally {
        await limited.stop();
      }
    });

    it('Test session expiration (wait 1 hour or manually expire)', async () => {
      const sessionId = await connect();
      await expireAll(server);
      const { status, json } = await server.rest('GET', `/configure?session_id=${sessionId}`);
      expect(status).toBe(410);
      expect(json.code).toBe('session_expired');
    });
  });

  describe('Security Validation', () => {
    it('API keys never appear in responses', async () => {
      const seen: string[] = [];
      const keep = (answer: { text: string; headers: Headers }) => {
        seen.push(answer.text, JSON.stringify([...answer.headers]));
        return answer;
      };
      const sessionId = await connect();
      // A provider that echoes the key back in its error.
      fake.respond({
        kind: 'error',
        status: 401,
        body: { error: { message: `Bad key ${API_KEY}` } },
      });
      keep(await server.rest('POST', '/configure/test', { session_id: sessionId }));
      keep(await server.rest('GET', `/configure?session_id=${sessionId}`));
      fake.reset();
      await server.rest('POST', '/configure/test', { session_id: sessionId });
      fake.respond({ kind: 'error', status: 500, body: `Authorization: Bearer ${API_KEY}` });
      const run = await finishedRun(sessionId, 2);
      expect(run.status).toBe('failed');
      seen.push(JSON.stringify(run));
      keep(await server.rest('GET', `/batch-test?session_id=${sessionId}`));
      keep(await server.rest('GET', `/export?session_id=${sessionId}&format=csv`));
      keep(await server.rest('GET', `/export?session_id=${sessionId}&format=json`));
      const messages = [{ role: 'user', content: 'Why?' }];
      keep(await server.rest('POST', '/atlas', { session_id: sessionId, messages }));
      keep(await server.rest('POST', '/configure', { endpoint_url: 'x', api_key: API_KEY }));
      keep(await server.rest('POST', '/cleanup', { session_id: sessionId }));

      expect(seen.join('\n')).toContain('[redacted]');
      for (const spelling of [API_KEY, Buffer.from(API_KEY).toString('base64')]) {
        expect(seen.join('\n')).not.toContain(spelling);
      }
    });

    it('Encrypted keys in database are not reversible without key', async () => {
      await connect();
      const rows = await queryRows<Record<string, string>>(
        server.database.db,
        sql`select * from demo_model_configs order by created_at desc limit 1`,
      );
      const [row] = rows;
      expect(JSON.stringify(rows)).not.toContain(API_KEY);
      const bytes = Buffer.from(row?.api_key_encrypted ?? '', 'base64');
      expect(bytes).toHaveLength(16 + API_KEY.length + 16);
      const stranger = createApiKeyCipher('cd'.repeat(32));
      expect(() =>
        stranger.decrypt({
          apiKeyEncrypted: row?.api_key_encrypted as string,
          encryptionKeyId: stranger.keyId,
          sessionHash: row?.session_id as string,
          endpointUrl: row?.endpoint_url as string,
          expiresAt: new Date(row?.expires_at as string),
        }),
      ).toThrow('cannot be decrypted');
    });

    it('Localhost URLs blocked in production', async () => {
      const guarded = await startTestServer(engine, SERVER_MODE);
      const opened = await startTestServer(engine, {
        ...SERVER_MODE,
        DEMO_ALLOW_LOCALHOST: 'true',
      });
      const fields = { endpoint_url: fake.url, api_key: API_KEY, model_id: 'test-model' };
      try {
        expect((await guarded.rest('POST', '/configure', fields)).status).toBe(400);
        expect((await opened.rest('POST', '/configure', fields)).status).toBe(200);
      } finally {
        await guarded.stop();
        await opened.stop();
      }
    });

    it.each([
      '10.1.2.3',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '169.254.169.254',
      '0.0.0.0',
      '[fd00::1]',
      '[::ffff:10.0.0.1]',
    ])('Private IPs blocked: %s', async (host) => {
      const { status, json } = await server.rest('POST', '/configure', {
        endpoint_url: `http://${host}/v1`,
        api_key: API_KEY,
        model_id: 'test-model',
      });
      expect(status).toBe(400);
      expect(json).toMatchObject({ code: 'endpoint_blocked', field: 'endpoint_url' });
    });

    it('IP rate limiting enforces 1 session limit', async () => {
      const limited = await startTestServer(engine, { DEMO_MAX_SESSIONS_PER_IP: '1' });
      try {
        const fields = { endpoint_url: fake.url, api_key: API_KEY, model_id: 'test-model' };
        const attempts = await Promise.all(
          Array.from({ length: 12 }, () => limited.rest('POST', '/configure', fields)),
        );
        const statuses = attempts.map((attempt) => attempt.status).sort();
        expect(statuses).toEqual([200, ...Array(11).fill(429)]);

        const winner = attempts.find((attempt) => attempt.status === 200);
        await limited.rest('POST', '/cleanup', { session_id: winner?.json.session_id });
        expect((await limited.rest('POST', '/configure', fields)).status).toBe(200);
      } finally {
        await limited.stop();
      }
    });

    it('Expired sessions cannot be used', async () => {
      const session_id = await connect();
      const run = await finishedRun(session_id, 1);
      await expireAll(server);
      fake.reset();
      const attempts = [
        server.rest('GET', `/configure?session_id=${session_id}`),
        server.rest('POST', '/configure/test', { session_id }),
        server.rest('POST', '/batch-test', { session_id, prompts: [{ prompt: 'Hi' }] }),
        server.rest('GET', `/batch-test?session_id=${session_id}`),
        server.rest('GET', `/batch-test?session_id=${session_id}&test_run_id=${run.id}`),
        server.rest('POST', '/atlas', {
          session_id,
          messages: [{ role: 'user', content: 'Hello?' }],
        }),
        server.rest('GET', `/export?session_id=${session_id}`),
      ];
      const statuses = (await Promise.all(attempts)).map((answer) => answer.status);
      expect(statuses).toEqual(Array(attempts.length).fill(410));
      expect(fake.calls).toHaveLength(0);
    });
  });
});

async function expireAll(server: TestServer): Promise<void> {
  await server.database.db.execute(
    sql`update demo_model_configs set expires_at = now() - interval '1 second'`,
  );
}

async function rowCounts(server: TestServer) {
  const [counts] = await queryRows<{ configs: number; runs: number; results: number }>(
    server.database.db,
    sql`select (select count(*)::int from demo_model_configs) as configs,
               (select count(*)::int from demo_batch_test_runs) as runs,
               (select count(*)::int from demo_batch_test_results) as results`,
  );
  if (!counts) throw new Error('no counts');
  return counts;
}
