/** REST v2 beyond the audit's checklist: refusals that name the field, own prompts, other sessions. */
import { get } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exportFormatNames } from '../../contract/exportFormats.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { waitForRun } from '../support/restClient.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let fake: FakeModelServer;
let server: TestServer;
let sessionId: string;

beforeAll(async () => {
  fake = await startFakeModelServer();
  server = await startTestServer('pglite');
  sessionId = await server.connect(fake.url);
});
afterEach(() => fake.reset());
afterAll(async () => {
  await server.stop();
  await fake.close();
});

const startRun = (fields: object) =>
  server.rest('POST', '/batch-test', { session_id: sessionId, ...fields });

/** Sends a body as it is, in the session. */
async function send(path: string, body: string, contentType = 'application/json') {
  const response = await fetch(`${server.url}/api/demo/v2${path}`, {
    method: 'POST',
    headers: { 'content-type': contentType, authorization: `Bearer ${sessionId}` },
    body,
  });
  return { status: response.status, json: await response.json() };
}

describe('configure', () => {
  it.each([
    [{}, 'endpoint_url'],
    [{ endpoint_url: 'not an address' }, 'endpoint_url'],
    [{ endpoint_url: 'ftp://example.com' }, 'endpoint_url'],
    [{ endpoint_url: 'https://user:pass@example.com/v1' }, 'endpoint_url'],
    [{ endpoint_url: 'https://example.com', model_id: '' }, 'model_id'],
    [{ endpoint_url: 'https://example.com', model_id: 7 }, 'model_id'],
    [{ endpoint_url: 'https://example.com', api_key: 'two\nlines' }, 'api_key'],
    [{ endpoint_url: 'https://example.com', apikey: 'x' }, 'apikey'],
  ])('refuses %j and names %s', async (fields, field) => {
    const { status, json } = await server.rest('POST', '/configure', {
      model_id: 'm',
      api_key: '',
      ...fields,
    });
    expect(status).toBe(400);
    expect(json.code).toBe('invalid_input');
    expect([
      json.field,
      ...(json.issues ?? []).map((issue: { field: string }) => issue.field),
    ]).toContain(field);
    expect(json.error).toContain(field);
  });

  it.each([
    ['https://93.184.215.14', 'https://93.184.215.14/v1/chat/completions'],
    ['https://93.184.215.14/v1/', 'https://93.184.215.14/v1/chat/completions'],
    ['https://93.184.215.14/v1/chat/completions', 'https://93.184.215.14/v1/chat/completions'],
    ['https://93.184.215.14/openai/v1', 'https://93.184.215.14/openai/v1/chat/completions'],
  ])('stores %s as %s', async (endpoint_url, stored) => {
    const { json } = await server.rest('POST', '/configure', { endpoint_url, model_id: 'm' });
    const { json: session } = await server.rest('GET', `/configure?session_id=${json.session_id}`);
    expect(session.endpoint_url).toBe(stored);
    expect(session).not.toHaveProperty('api_key_encrypted');
    expect(session).not.toHaveProperty('ip_address');
  });

  it('asks for the session id where it is missing, and says 404 for one that does not exist', async () => {
    const missing = await server.rest('GET', '/configure');
    expect([missing.status, missing.json.field]).toEqual([400, 'session_id']);
    const unknown = await server.rest('GET', `/configure?session_id=demo-${'x'.repeat(43)}`);
    expect([unknown.status, unknown.json.code]).toEqual([404, 'session_not_found']);
    const malformed = await server.rest('POST', '/cleanup', { session_id: { a: 1 } });
    expect([malformed.status, malformed.json.field]).toEqual([400, 'session_id']);
  });

  it('takes the session id from an Authorization header as well', async () => {
    const response = await fetch(`${server.url}/api/demo/v2/configure`, {
      headers: { authorization: `Bearer ${sessionId}` },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('refuses a body that is not JSON', async () => {
    const response = await fetch(`${server.url}/api/demo/v2/configure`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"endpoint_url":',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: expect.stringContaining('not valid JSON'),
    });
  });
});

describe('configure/test', () => {
  it('reports a failing endpoint, keeps its words, and blocks runs until it works', async () => {
    const { json } = await server.rest('POST', '/configure', {
      endpoint_url: fake.url,
      model_id: 'm',
    });
    const { session_id } = json;
    fake.respond({ kind: 'error', status: 401, body: { error: { message: 'No such key.' } } });
    const tested = await server.rest('POST', '/configure/test', { session_id });
    expect(tested.status).toBe(200);
    expect(tested.json).toMatchObject({ success: false, latency_ms: null });
    expect(tested.json.message).toContain('Check your API key');
    expect(tested.json.message).toContain('No such key.');

    const { json: session } = await server.rest('GET', `/configure?session_id=${session_id}`);
    expect(session).toMatchObject({ connection_tested: false, last_error: tested.json.message });
    const run = await server.rest('POST', '/batch-test', {
      session_id,
      prompts: [{ prompt: 'Hi' }],
    });
    expect([run.status, run.json.code]).toEqual([409, 'connection_untested']);
  });
});

describe('batch-test', () => {
  it('runs prompts of one own, graded, with the config that was asked for', async () => {
    fake.respond({
      kind: 'answers',
      answers: new Map([['2 + 2?', 'It is **4**.']]),
      otherwise: 'No idea.',
    });
    const started = await startRun({
      prompts: [
        { prompt: '2 + 2?', expected_answer: '4', category: 'arithmetic' },
        { prompt: '3 + 3?', expected_answer: '6', category: 'arithmetic' },
        { prompt: 'A poem?' },
      ],
      config: {
        concurrency: 3,
        delay_ms: 0,
        max_tokens: 77,
        temperature: 0.1,
        timeout_ms: 5_000,
        system_prompt: 'Be brief.',
      },
    });
    const run = await waitForRun(server, sessionId, started.json.test_run_id);
    const byPrompt = new Map(
      run.results.map((row: { prompt: string }) => [row.prompt, row] as const),
    );
    expect(byPrompt.get('2 + 2?')).toMatchObject({ correct: true, category: 'arithmetic' });
    expect(byPrompt.get('3 + 3?')).toMatchObject({ correct: false, success: true });
    expect(byPrompt.get('A poem?')).toMatchObject({ correct: null, category: null });
    expect(run.config).toMatchObject({
      max_tokens: 77,
      timeout_ms: 5_000,
      system_prompt: 'Be brief.',
    });
    expect(fake.chatCalls[0]?.body).toMatchObject({
      max_tokens: 77,
      temperature: 0.1,
      messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user' }],
    });
  });

  it.each([
    [{}, 'test_suite_id'],
    [{ test_suite_id: 'x' }, 'test_suite_id'],
    [{ prompts: [] }, 'prompts'],
    [{ prompts: [{ prompt: '' }] }, 'prompts.0.prompt'],
    [{ prompts: [{ prompt: 'a\0b' }] }, 'prompts.0.prompt'],
    [{ prompts: [{ prompt: 'a', category: '\ud800' }] }, 'prompts.0.category'],
    [{ prompts: [{ prompt: 'a', expected: 'b' }] }, 'prompts.0.expected'],
    [{ prompts: [{ prompt: 'a' }], config: { speed: 1 } }, 'config.speed'],
    [{ prompts: [{ prompt: 'a' }], config: { delay_ms: -1 } }, 'config.delay_ms'],
    [{ prompts: [{ prompt: 'a' }], config: { concurrency: 1_000 } }, 'config.concurrency'],
    [{ prompts: [{ prompt: 'a' }], config: 'fast' }, 'config'],
    [{ prompts: [{ prompt: 'a' }], prompt_limit: 0 }, 'prompt_limit'],
    [{ prompts: [{ prompt: 'a' }], test_suite_id: crypto.randomUUID() }, 'test_suite_id'],
  ])('refuses %j and names %s', async (fields, field) => {
    const { status, json } = await startRun(fields);
    expect([status, json.field]).toEqual([400, field]);
    expect(json.error).toContain(field);
  });

  it('says 404 for a suite or a run that does not exist', async () => {
    const suite = await startRun({ test_suite_id: crypto.randomUUID() });
    expect([suite.status, suite.json.code]).toEqual([404, 'suite_not_found']);
    const run = await server.rest(
      'GET',
      `/batch-test?session_id=${sessionId}&test_run_id=${crypto.randomUUID()}`,
    );
    expect([run.status, run.json.code]).toEqual([404, 'run_not_found']);
  });

  it('keeps a failed prompt with its kind and partial text, and goes on with the others', async () => {
    fake.queue(
      { kind: 'error', status: 429, body: { error: { message: 'Too fast.' } } },
      { kind: 'reset', when: 'mid-stream', afterChunks: 1 },
    );
    const started = await startRun({
      prompts: [{ prompt: 'one' }, { prompt: 'two' }, { prompt: 'three' }],
      config: { concurrency: 1, max_retries: 0 },
    });
    const run = await waitForRun(server, sessionId, started.json.test_run_id);
    expect(run).toMatchObject({ status: 'completed', completed_prompts: 1, failed_prompts: 2 });
    const kinds = run.results.map((row: { error_kind: string | null }) => row.error_kind);
    expect(kinds).toEqual(['rate_limit', 'network', null]);
    expect(run.results[1].response).not.toBe('');
  });

  it('gives the newest run when only the session is named, and lists all', async () => {
    const newest = await startRun({ prompts: [{ prompt: 'last' }], config: { delay_ms: 0 } });
    await waitForRun(server, sessionId, newest.json.test_run_id);
    const { json } = await server.rest('GET', `/batch-test?session_id=${sessionId}`);
    expect(json).toMatchObject({ id: newest.json.test_run_id, progress: 1 });
    expect(json).not.toHaveProperty('results');
    expect(json.runs.length).toBeGreaterThan(1);
  });

  it("never shows another session's run", async () => {
    const stranger = await server.connect(fake.url);
    const { json } = await server.rest('GET', `/batch-test?session_id=${sessionId}`);
    for (const path of ['/batch-test', '/export']) {
      const answer = await server.rest(
        'GET',
        `${path}?session_id=${stranger}&test_run_id=${json.id}`,
      );
      expect([answer.status, answer.json.code]).toEqual([404, 'run_not_found']);
    }
  });
});

describe('the rest', () => {
  it('lists the twelve curated suites first, then what puts them together, then refusals', async () => {
    const { json } = await server.rest('GET', '/suites');
    const kinds = json.suites.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual([
      ...Array(12).fill('curated'),
      ...Array(8).fill('pooled'),
      ...Array(3).fill('refusals'),
    ]);
    expect(json.suites[12]).toMatchObject({ name: 'Everything checkable', task_domain: null });
    expect(json.suites[0]).toMatchObject({ prompt_count: 10, task_domain: expect.any(String) });
  });

  it('refuses an unknown export format and an empty conversation by field', async () => {
    const format = await server.rest('GET', `/export?session_id=${sessionId}&format=xml`);
    expect([format.status, format.json.field]).toEqual([400, 'format']);
    const chat = await server.rest('POST', '/atlas', { session_id: sessionId, messages: [] });
    expect([chat.status, chat.json.field]).toEqual([400, 'messages']);
  });

  it.each(exportFormatNames)(
    'sends an export in %s so that a browser saves it and runs nothing',
    async (format) => {
      const { headers } = await server.rest(
        'GET',
        `/export?session_id=${sessionId}&format=${format}`,
      );
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-disposition': expect.stringMatching(/^attachment; filename="[\w.-]+"$/),
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'content-security-policy': 'sandbox',
      });
    },
  );

  it('tells a chat client when its model failed in the middle, and still closes the stream', async () => {
    fake.respond({
      kind: 'error-in-stream',
      after: 'Half an',
      error: { error: { message: 'GPU lost' } },
    });
    const { text } = await server.rest('POST', '/atlas', {
      session_id: sessionId,
      messages: [{ role: 'user', content: 'Hello?' }],
    });
    expect(text).toContain('"type":"error"');
    expect(text).toContain('GPU lost');
    expect(text).toMatch(/"upstream_request_id":"fake-\d+"/);
    expect(text.trimEnd().endsWith('data: [DONE]')).toBe(true);
  });

  it('ends the call to the model when a chat client leaves', async () => {
    fake.respond({ kind: 'answer', text: 'word '.repeat(500), msPerChunk: 20 });
    const left = new AbortController();
    const response = await fetch(`${server.url}/api/demo/v2/atlas`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        session_id: sessionId,
        messages: [{ role: 'user', content: 'A long story, please.' }],
      }),
      signal: left.signal,
    });
    await response.body?.getReader().read();
    left.abort();
    await fake.until((calls) => calls.at(-1)?.outcome === 'aborted', 5_000);
  });

  it('tells the session id of a session only to whom it was told', async () => {
    const { json } = await server.rest('GET', `/configure?session_id=${sessionId}`);
    expect(json).toMatchObject({ session_id: sessionId, connection_tested: true });
    const by = async (headers: Record<string, string>) =>
      (await fetch(`${server.url}/api/demo/v2/configure`, { headers })).json();
    expect(await by({ authorization: `Bearer ${sessionId}` })).toMatchObject({
      session_id: sessionId,
    });
    const byCookie = await by({ cookie: `byom=${sessionId}` });
    expect(byCookie).toMatchObject({ model_id: json.model_id });
    expect(JSON.stringify(byCookie)).not.toContain(sessionId);
  });

  it.each(['GET', 'POST', 'DELETE'])(
    '%s of an address that is none is a refusal, no page',
    async (method) => {
      for (const path of ['/nothing', '/suites/a/b']) {
        const response = await fetch(`${server.url}/api/demo/v2${path}`, { method });
        expect(response.status).toBe(404);
        expect(await response.json()).toEqual({
          error: expect.stringContaining('/api/demo/v2/docs'),
          code: 'not_found',
          request_id: expect.any(String),
        });
      }
    },
  );

  it.each([
    ['/configure', 'text/plain', '{"model_id":"m"}'],
    ['/configure/test', 'application/x-www-form-urlencoded', '{"role":"candidate"}'],
    ['/batch-test', 'application/merge-patch+json', '{}'],
  ])('%s says how to send JSON to who sends %s', async (path, contentType, body) => {
    const { status, json } = await send(path, body, contentType);
    expect([status, json.code]).toEqual([415, 'invalid_input']);
    expect(json.error).toContain('content-type: application/json');
  });

  it.each(['/configure/test', '/chat/new', '/batch-test/estimate'])(
    '%s takes no list for an object',
    async (path) => {
      expect(await send(path, '[]')).toMatchObject({
        status: 400,
        json: { code: 'invalid_input', error: 'The body must be a JSON object, not a list.' },
      });
    },
  );

  it.each([
    ['/configure/model', { modelId: 'm' }, 'model_id'],
    ['/configure/model', { model_id: 'm', modelId: 'other' }, 'model_id'],
    ['/batch-test/cancel', { TestRunID: 'x' }, 'test_run_id'],
  ])('%s knows the fields of %j by one name only', async (path, body, field) => {
    const { status, json } = await send(path, JSON.stringify(body));
    expect([status, json.field]).toEqual([400, field]);
  });

  it('names the fields to sort by as they are named everywhere', async () => {
    const { json } = await server.rest('GET', `/batch-test/results?session_id=${sessionId}&sort=x`);
    expect(json).toMatchObject({ field: 'sort', error: expect.stringContaining('latency_ms') });
    expect(json.error).not.toMatch(/[a-z][A-Z]/);
  });

  it('answers only under its own name, so that no other site can pose as it', async () => {
    const { port } = new URL(server.url);
    const statusOf = (path: string) =>
      new Promise((resolve, reject) => {
        get({ port, path, headers: { host: 'evil.example' } }, (res) => {
          res.resume();
          resolve(res.statusCode);
        }).on('error', reject);
      });
    // The health check is for load balancers, which use whatever name they like.
    expect(await statusOf('/healthz')).toBe(200);
    expect(await statusOf('/api/demo/v2/suites')).toBe(403);
  });

  it('refuses state changes that another site sends', async () => {
    const response = await fetch(`${server.url}/api/demo/v2/cleanup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' },
      body: JSON.stringify({ session_id: sessionId }),
    });
    expect(response.status).toBe(403);
    expect((await server.rest('GET', `/configure?session_id=${sessionId}`)).status).toBe(200);
  });
});
