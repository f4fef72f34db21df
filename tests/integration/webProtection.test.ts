/** What other sites, other origins and greedy readers can do with the API, by headers as browsers send them. */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const SDK_ORIGIN = 'https://app.example.com';

let fake: FakeModelServer;
let server: TestServer;
let sessionId: string;
beforeAll(async () => {
  fake = await startFakeModelServer();
  server = await startTestServer('pglite', {
    DEMO_ALLOWED_ORIGINS: SDK_ORIGIN,
    DEMO_RATE_LIMIT_FACTOR: '1',
  });
  sessionId = await server.connect(fake.url);
});
afterAll(async () => {
  await server.stop();
  await fake.close();
});

const cookie = () => ({ cookie: `byom=${sessionId}` });
const bearer = () => ({ authorization: `Bearer ${sessionId}` });
const question = encodeURIComponent(
  JSON.stringify({ json: { messages: [{ role: 'user', content: 'Hello?' }] } }),
);

function ask(path: string, headers: Record<string, string>, body?: unknown) {
  return fetch(`${server.url}${path}`, {
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
}

const manyFields = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, 1]));
const nested = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

describe('OWASP ASVS 3.5.1, cross-site request forgery', () => {
  const foreign: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', origin: SDK_ORIGIN.replace('app', 'evil') },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ];

  it.each(foreign)('a change asked for with our cookie and %j is refused', async (from) => {
    const calls = fake.calls.length;
    const asked = await Promise.all([
      ask('/trpc/session.testConnection', { ...cookie(), ...from }, {}),
      ask('/trpc/session.delete', { ...cookie(), ...from }, {}),
      ask('/api/demo/v2/cleanup', { ...cookie(), ...from }, { session_id: sessionId }),
      ask('/api/demo/v2/atlas', { ...cookie(), ...from }, {}),
      ask('/demo/test-model/export', { ...cookie(), ...from }, {}),
    ]);
    expect(asked.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    expect(fake.calls).toHaveLength(calls);
    expect((await ask('/trpc/session.current', cookie())).status).toBe(200);
  });

  it.each(foreign)('so is a stream, which may make a model talk: %j', async (from) => {
    const calls = fake.calls.length;
    for (const path of ['/trpc/chat.reply', '/trpc/chat%2Ereply']) {
      const answer = await ask(`${path}?input=${question}`, { ...cookie(), ...from });
      expect(answer.status).toBe(403);
    }
    expect(fake.calls).toHaveLength(calls);
  });

  it.each<Record<string, string>>([
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
    {},
  ])('what comes from our own pages or from a program passes: %j', async (from) => {
    const chosen = await ask(
      '/trpc/session.chooseModel',
      { ...cookie(), ...from },
      { json: { modelId: 'test-model' } },
    );
    expect(chosen.status).toBe(200);
    const sameHost = { ...cookie(), origin: server.url };
    expect((await ask('/trpc/session.testConnection', sameHost, {})).status).toBe(200);
  });

  it('no change can be asked for by GET', async () => {
    for (const path of ['session.delete', 'session.testConnection', 'batch.start', 'chat.send']) {
      const answer = await ask(`/trpc/${path}?input=%7B%7D`, cookie());
      expect(answer.status).toBe(405);
    }
  });
});

describe('OWASP ASVS 3.4.2, cross-origin resource sharing', () => {
  const preflight = (origin: string) =>
    fetch(`${server.url}/trpc/session.current`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
        'sec-fetch-site': 'cross-site',
      },
    });

  it('is closed to origins that are not listed', async () => {
    for (const origin of ['https://evil.example', `${SDK_ORIGIN}.evil.example`, 'null']) {
      const answers = [await preflight(origin), await ask('/trpc/suite.list', { origin })];
      for (const { headers } of answers) {
        expect(headers.get('access-control-allow-origin')).toBeNull();
      }
    }
  });

  it('lets a listed origin in with a bearer token, and never with credentials', async () => {
    const { status, headers } = await preflight(SDK_ORIGIN);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(SDK_ORIGIN);
    expect(headers.get('access-control-allow-headers')).toBe('authorization,content-type');
    expect(headers.get('access-control-allow-credentials')).toBeNull();

    const from = { origin: SDK_ORIGIN, 'sec-fetch-site': 'cross-site' };
    const query = await ask('/trpc/session.current', { ...bearer(), ...from });
    const change = await ask('/trpc/session.testConnection', { ...bearer(), ...from }, {});
    const rest = await ask(`/api/demo/v2/configure?session_id=${sessionId}`, from);
    const stream = await ask(`/trpc/chat.reply?input=${question}`, { ...bearer(), ...from });
    for (const answer of [query, change, rest, stream]) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get('access-control-allow-origin')).toBe(SDK_ORIGIN);
    }
    await stream.text();
  });

  it('takes no cookie from a listed origin', async () => {
    const from = { origin: SDK_ORIGIN, 'sec-fetch-site': 'same-site' };
    expect((await ask('/trpc/session.current', { ...cookie(), ...from })).status).toBe(401);
    expect((await ask('/trpc/session.delete', { ...cookie(), ...from }, {})).status).toBe(401);
  });

  it('does not open the pages', async () => {
    const from = { origin: SDK_ORIGIN, 'sec-fetch-site': 'cross-site' };
    expect((await ask('/demo/test-model/export', { ...cookie(), ...from }, {})).status).toBe(403);
  });
});

describe('OWASP ASVS 3.4, headers of every answer', () => {
  it.each<[string, Record<string, string>]>([
    ['/healthz', {}],
    ['/trpc/suite.list', {}],
    ['/trpc/session.current', { authorization: 'Bearer demo-unknown' }],
    ['/api/demo/v2/suites', {}],
    ['/api/demo/v2/configure', {}],
    ['/nothing/here', {}],
  ])('%s', async (path, headers) => {
    const { headers: sent } = await ask(path, headers);
    expect(sent.get('content-security-policy')).toMatch(
      /default-src 'none'.*frame-ancestors 'none'/,
    );
    expect(sent.get('content-security-policy')).not.toContain('unsafe');
    expect(Object.fromEntries(sent)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
    });
    expect(sent.get('x-powered-by')).toBeNull();
    expect(sent.get('strict-transport-security')).toBeNull();
    if (path.startsWith('/trpc') || path.startsWith('/api')) {
      expect(sent.get('cache-control')).toBe('no-store');
    }
  });
});

describe('OWASP ASVS 15.2.2, requests that are too large', () => {
  it('for REST and tRPC are refused', async () => {
    const large = { session_id: sessionId, prompts: [{ prompt: 'a'.repeat(5 * 1024 * 1024) }] };
    const refused = await ask('/api/demo/v2/batch-test', {}, large);
    expect(refused.status).toBe(413);
    expect(await refused.json()).toMatchObject({
      code: 'too_large',
      error: 'The request is larger than 4 MB. Send fewer or shorter prompts.',
    });
    expect((await ask('/trpc/batch.start', bearer(), { json: large })).status).toBe(413);
  });

  it('for anything but lists of prompts are refused sooner', async () => {
    const fields = { endpoint_url: 'http://127.0.0.1:9/v1', model_id: 'a'.repeat(70_000) };
    const refused = await ask('/api/demo/v2/configure', {}, fields);
    expect(refused.status).toBe(413);
    expect((await refused.json()).error).toBe(
      'The request is larger than 64 KB. Send less at once.',
    );
    const called = await ask('/trpc/session.create?batch=1', {}, { 0: { json: fields } });
    expect(called.status).toBe(413);
    const [{ error }] = (await called.json()) as [{ error: { json: { data: object } } }];
    expect(error.json.data).toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      problem: { kind: 'too_large', message: expect.stringContaining('64 KB') },
    });
  });

  it.each([
    ['fields', (json: object) => ({ ...json, ...manyFields(300_000) }), 'more than 1,000 fields'],
    ['prompts', (json: object) => ({ ...json, prompts: Array(400_000).fill({}) }), '60,000 values'],
    ['levels', (json: object) => ({ ...json, prompts: nested(1_000) }), '32 levels deep'],
  ])('since they hold too many %s are refused in few words', async (_what, grown, words) => {
    const rest = await ask('/api/demo/v2/batch-test', {}, grown({ session_id: sessionId }));
    const trpc = await ask('/trpc/batch.start', bearer(), { json: grown({}) });
    for (const response of [rest, trpc]) {
      expect(response.status).toBe(400);
      const text = await response.text();
      expect(text).toContain(words);
      expect(text.length).toBeLessThan(4_000);
    }
  });

  it.each([
    ['charset=utf-16le', 'utf16le'],
    ['x=";"; charset="utf-16"', 'utf16le'],
    ['charset=utf-8; charset=utf-7', 'utf8'],
    ['charset = "utf\\-7"', 'utf8'],
  ] as const)(
    'in another encoding, in which they hide from bounds: %s',
    async (names, encoding) => {
      const body = Buffer.from(JSON.stringify({ json: manyFields(3_000) }), encoding);
      for (const path of ['/api/demo/v2/configure', '/api/demo/v2/atlas', '/trpc/batch.start']) {
        const response = await fetch(server.url + path, {
          method: 'POST',
          headers: { 'content-type': `application/json; ${names}`, ...bearer() },
          body,
        });
        expect(response.status).toBe(400);
        expect(await response.text()).toContain('Send JSON in UTF-8.');
      }
    },
  );

  it('in an address are judged as in a body, also where there are several', async () => {
    const deep = `${'['.repeat(1_000)}${']'.repeat(1_000)}`;
    for (const query of [`input=${deep}`, `input=${deep}&input=1`, `input=1&input=${deep}`]) {
      const response = await ask(`/trpc/batch.get?${query}`, bearer());
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('32 levels deep');
    }
  });

  it('name the first fields that are wrong and count the others', async () => {
    const response = await ask(
      '/api/demo/v2/batch-test',
      {},
      {
        session_id: sessionId,
        prompts: [{ prompt: 'Hello?' }],
        ...manyFields(900),
        ['x'.repeat(50_000)]: 1,
      },
    );
    expect(response.status).toBe(400);
    const text = await response.text();
    expect(text.length).toBeLessThan(4_000);
    const { error, issues } = JSON.parse(text);
    expect(issues).toHaveLength(10);
    expect(error).toMatch(/; and 891 more$/);
  });

  it('are read only of who has a session, and has not used up what it may do', async () => {
    const unknown = `demo-${'A'.repeat(43)}`;
    const notEvenJson = `{"session_id": "${unknown}", ${' '.repeat(100_000)}`;
    const send = (path: string, headers: Record<string, string>, body: string) =>
      fetch(server.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
    const codeOf = async (response: Response) => (await response.json()).code;
    for (const path of ['/api/demo/v2/batch-test', '/api/demo/v2/atlas']) {
      expect(await codeOf(await send(path, {}, notEvenJson))).toBe('session_not_found');
    }
    const foreign = { authorization: `Bearer ${unknown}` };
    expect((await send('/trpc/batch.start', foreign, notEvenJson)).status).toBe(404);
    expect((await send('/trpc/batch.start', {}, notEvenJson)).status).toBe(401);

    const busy = await server.connect(fake.url);
    const mine = notEvenJson.replace(unknown, busy);
    expect(await codeOf(await send('/api/demo/v2/atlas', {}, mine))).toBe('invalid_input');
    // Thirty messages a minute. One after the other: what is refused as one stream too many is not counted.
    const short = { session_id: busy, messages: [{ role: 'user', content: 'Hello?' }] };
    for (let message = 0; message < 30; message++) {
      await (await ask('/api/demo/v2/atlas', {}, short)).text();
    }
    const refused = await send('/api/demo/v2/atlas', {}, mine);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('of many at once hold up nobody', async () => {
    const body = JSON.stringify({ session_id: sessionId, ...manyFields(300_000) });
    const sending = Array.from({ length: 20 }, () =>
      fetch(`${server.url}/api/demo/v2/batch-test`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      }),
    );
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    const statuses = (await Promise.all(sending)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([400]));
  });

  it('since they hold too many calls are refused', async () => {
    const batch = (count: number) =>
      ask(`/trpc/${Array(count).fill('suite.list').join(',')}?batch=1`, {});
    expect((await batch(20)).status).toBe(200);
    expect((await batch(21)).status).toBe(400);
  });
});

describe('streams that are open at once', () => {
  it('are limited for a session, with Retry-After, and free their place when they close', async () => {
    const { promise: hold, resolve: release } = Promise.withResolvers<void>();
    fake.respond(async () => {
      await hold;
      return { kind: 'answer', text: 'Late.' };
    });
    const started = await ask(
      '/api/demo/v2/batch-test',
      {},
      { session_id: sessionId, prompts: [{ prompt: 'Hi' }] },
    );
    const { test_run_id: testRunId } = (await started.json()) as { test_run_id: string };
    const input = encodeURIComponent(JSON.stringify({ json: { testRunId } }));
    const watch = async (): Promise<IncomingMessage> => {
      const request = get(`${server.url}/trpc/batch.onProgress?input=${input}`, {
        headers: bearer(),
        agent: false,
      });
      const [response] = await once(request, 'response');
      return response.on('error', () => {}).resume();
    };

    const open = await Promise.all(Array.from({ length: 20 }, watch));
    expect(open.map(({ statusCode }) => statusCode)).toEqual(Array(20).fill(200));
    const refused = await watch();
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    const messages = [{ role: 'user', content: 'Hello?' }];
    const atlas = await ask('/api/demo/v2/atlas', {}, { session_id: sessionId, messages });
    expect(atlas.status).toBe(429);
    expect(await atlas.json()).toMatchObject({ code: 'stream_limit', retry_after_seconds: 5 });

    open[0]?.destroy();
    await vi.waitFor(async () => {
      const again = await watch();
      open.push(again);
      expect(again.statusCode).toBe(200);
    });
    release();
    for (const response of open) response.destroy();
    fake.reset();
  });
});
