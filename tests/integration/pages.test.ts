/** Pages as browsers and others ask for them: in a process with the built pages, on a database that goes away. */
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { steps } from '../../app/lib/steps.ts';
import { suiteDifficulties, taskDomains } from '../../contract/suites.ts';
import { type ByomProcess, startByomProcess } from '../support/byomProcess.ts';
import { launchChromium } from '../support/chromium.ts';
import { makeDataFolder } from '../support/dataFolder.ts';
import { createTcpProxy, type TcpProxy } from '../support/tcpProxy.ts';
import { copyTemplate } from '../support/testDatabase.ts';

const HTML = { accept: 'text/html,*/*;q=0.8' };
const FORM = 'application/x-www-form-urlencoded';

let dataDir: string;
let proxy: TcpProxy;
let byom: ByomProcess;
let url: string;

beforeAll(async () => {
  dataDir = await makeDataFolder('byom-pages-');
  const database = new URL(await copyTemplate());
  proxy = await createTcpProxy({ host: database.hostname, port: Number(database.port) });
  await proxy.start();
  database.host = `127.0.0.1:${proxy.port}`;
  byom = startByomProcess({
    DATA_DIR: dataDir,
    DATABASE_URL: database.href,
    LOG_LEVEL: 'info',
  });
  url = await byom.ready;
});
afterAll(async () => {
  await byom.end('SIGKILL');
  await proxy.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Of a session that has to be looked up. */
const COOKIE = { cookie: `byom=demo-${'A'.repeat(43)}` };

async function ask(path: string, init: RequestInit = {}) {
  const answer = await fetch(url + path, {
    redirect: 'manual',
    ...init,
    headers: { ...HTML, ...init.headers },
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const post = (path: string, body: BodyInit, contentType = FORM) =>
  ask(path, { method: 'POST', body, headers: { 'content-type': contentType } });

/** Sends what no client of HTTP lets one send; answers the head of the response. */
function askRaw(request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect(Number(port), hostname, () => socket.write(request));
  let received = '';
  socket.on('data', (bytes) => {
    received += bytes;
  });
  socket.on('close', () => resolve(received.split('\r\n\r\n')[0] ?? ''));
  socket.on('error', reject);
  return promise;
}

describe('a form that is none of ours', () => {
  const malformed: [string, string, BodyInit, string][] = [
    ['rerun', 'batch', 'intent=rerun&testRunId=1&config=%7B', FORM],
    [
      'rerun of no outcome',
      'batch',
      `intent=rerun&testRunId=${crypto.randomUUID()}&outcome=x`,
      FORM,
    ],
    ['cancel', 'batch', 'intent=cancel', FORM],
    ['cancel of two runs', 'batch', 'intent=cancel&testRunId=1&testRunId=2', FORM],
    ['resume', 'batch', 'intent=resume&testRunId=%00', FORM],
    ['targets', 'batch', 'intent=set-targets&ttftMs=x', FORM],
    ['choose-model', 'model', 'intent=choose-model', FORM],
    ['probe-context', 'model', 'intent=probe-context&tokens=many', FORM],
    ['a form of another page', 'model', 'intent=cancel', FORM],
    ['a question', 'chat', 'content=Hello', FORM],
    ['a choice', 'domain', 'domain=none&difficulty=none', FORM],
    ['an empty body', 'model', '', FORM],
    ['no content type', 'model', new Uint8Array([1]), ''],
    ['another content type', 'model', '{"intent":"test"}', 'application/json'],
    ['no boundary', 'chat', 'x', 'multipart/form-data'],
    ['an unfinished part', 'chat', '--a\r\nContent-', 'multipart/form-data; boundary=a'],
    [
      'a file for a text',
      'chat',
      '--a\r\nContent-Disposition: form-data; name="intent"; filename="f"\r\n\r\nask\r\n--a--\r\n',
      'multipart/form-data; boundary=a',
    ],
  ];

  it.concurrent.each(malformed)('%s is refused by a page', async (_what, page, body, type) => {
    const { status, text } = await post(`${steps.welcome.path}/${page}`, body, type);
    expect(status).toBe(400);
    expect(text).toContain('This could not be read');
    const data = await post(`${steps.welcome.path}/${page}.data`, body, type);
    expect(data.status).toBe(400);
    expect(data.text).toContain('invalid_input');
  });

  it.each([
    '/\r\nset-cookie: a=b',
    '//evil.example/',
    '/\\evil.example',
    'https://evil.example/',
    '/theme',
    '/demo/test-model/../../elsewhere',
    '/demo/test-modelled',
  ])('leads the theme back to nowhere but our own pages: %j', async (returnTo) => {
    const form = new URLSearchParams({ theme: 'dark', returnTo });
    const { status, text } = await post('/theme', form);
    expect(status).toBe(400);
    expect(text).toContain('must be a path of a page of this site');
  });

  it('and the theme comes back to a page as it was', async () => {
    const returnTo = `${steps.batch.path}?run=1&search=a%20b`;
    const { status, headers } = await post(
      '/theme',
      new URLSearchParams({ theme: 'dark', returnTo }),
    );
    expect(status).toBe(302);
    expect(headers.get('location')).toBe(returnTo);
  });
});

describe('a form that is too large', () => {
  it.each([
    ['with too many fields', 'model', 'a=1&'.repeat(201), FORM, '200 fields'],
    [
      'with too many parts',
      'chat',
      '--a\r\nContent-Disposition: form-data; name="b"\r\n\r\n1\r\n'.repeat(201),
      'multipart/form-data; boundary=a',
      '200 fields',
    ],
    ['with too many bytes', 'model', `a=${'1'.repeat(200_000)}`, FORM, '128 KB'],
  ])('%s is refused before it is parsed', async (_what, page, body, type, why) => {
    const path = `${steps.welcome.path}/${page}`;
    const whole = await post(path, body, type);
    expect(whole.status).toBe(413);
    expect(whole.text).toContain(why);
    expect(whole.text.length).toBeLessThan(2_000);
    const data = await post(`${path}.data`, body, type);
    expect(data.status).toBe(413);
    expect(data.text).toMatch(new RegExp(`too_large.*${why}`));
  });

  it('is read only of who has a session, and leaves the connection to what comes next', async () => {
    const prompts = `intent=start&prompts=${'1'.repeat(1_000_000)}`;
    for (const path of [steps.batch.path, `${steps.batch.path}.data`]) {
      for (let again = 0; again < 3; again++) expect((await post(path, prompts)).status).toBe(401);
    }
    expect((await ask(steps.welcome.path)).status).toBe(200);
  });
});

describe('a request that no page answers', () => {
  it.each(['TRACE', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])(
    '%s is refused with the methods that there are',
    async (method) => {
      for (const path of ['/demo/test-model', '/demo/test-model.data', '/nowhere']) {
        const head = await askRaw(
          `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
        );
        expect(head).toMatch(/^HTTP\/1\.1 405 /);
        expect(head).toMatch(/^allow: GET, HEAD, POST/im);
      }
    },
  );

  it.each(['/trpc/suite.list', '/api/demo/v2/suites', '/healthz', '/assets/a.js', '/theme'])(
    'TRACE of %s as well',
    async (path) => {
      const head = await askRaw(
        `TRACE ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      );
      expect(head).toMatch(/^HTTP\/1\.1 405 /);
    },
  );

  it('a form for a page that has none', async () => {
    const { status, headers, text } = await post('/demo/test-model/batch/reproduce', 'a=1');
    expect(status).toBe(405);
    expect(headers.get('allow')).toBe('GET, HEAD');
    expect(text).toContain('Nothing can be sent to this address');
  });

  it.each([
    ['an address that cannot be decoded', 'GET /%ff HTTP/1.1\r\nHost: localhost', 400],
    ['a host that is none', 'GET / HTTP/1.1\r\nHost: [', 403],
    ['Remix of old', 'GET /demo/test-model?_data=root HTTP/1.1\r\nHost: localhost', 400],
    [
      'an origin that is none',
      'POST /theme HTTP/1.1\r\nHost: localhost\r\nOrigin: x\r\nSec-Fetch-Site: same-origin',
      403,
    ],
    ['a long query', `GET /demo/test-model?${'a'.repeat(25_000)} HTTP/1.1\r\nHost: localhost`, 414],
    ['many fields', `GET /demo/test-model?${'a&'.repeat(300)} HTTP/1.1\r\nHost: localhost`, 414],
    ['large cookies', `GET / HTTP/1.1\r\nHost: localhost\r\nCookie: a=${'b'.repeat(17_000)}`, 431],
  ])('%s', async (_what, request, status) => {
    const head = await askRaw(`${request}\r\nConnection: close\r\n\r\n`);
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it('an asset of an earlier release', async () => {
    const { status, headers, text } = await ask('/assets/entry.client-old.js');
    expect(status).toBe(404);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(text.length).toBeLessThan(100);
  });
});

it('what was refused is no error in the log', async () => {
  await ask('/demo/test-model/batch?run=1');
  await ask('/nowhere');
  await vi.waitFor(() => expect(byom.output()).toContain('"route":"{unknown}"'));
  const levels = byom.output().matchAll(/^\{"level":(\d+)/gm);
  expect(new Set(Array.from(levels, ([, level]) => level))).toEqual(new Set(['30']));
  expect(byom.output()).not.toContain('[object Object]');
});

describe('while the database is away', () => {
  const pages = [
    ...Object.values(steps).map(({ path }) => path),
    '/demo/test-model/batch/reproduce',
    '/demo/test-model/batch/compare',
  ];
  let browser: Browser;
  let open: Page;
  beforeAll(async () => {
    browser = await launchChromium();
    open = await browser.newPage({ baseURL: url });
    await open.goto(steps.welcome.path);
    await open.waitForLoadState('networkidle');
    await proxy.stop();
    await vi.waitFor(async () => expect((await ask(steps.domain.path)).status).toBe(503), 10_000);
  });

  afterAll(() => browser?.close());

  it.each(pages)('%s says so and tries again by itself', async (path) => {
    const { status, headers, text } = await ask(path, { headers: COOKIE });
    expect(status).toBe(503);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(text).toContain('The database is temporarily unavailable');
    expect(text).toMatch(/<noscript><meta http-equiv="refresh" content="\d+"\/?><\/noscript>/i);
    const data = await ask(`${path}.data`, { headers: COOKIE });
    expect(data.status).toBe(503);
    expect(Number(data.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it.each([
    ['/demo/test-model/model', 'intent=test'],
    ['/demo/test-model/model', 'intent=connect&endpointUrl=http://127.0.0.1:9&modelId=m'],
    ['/demo/test-model/batch', `intent=cancel&testRunId=${crypto.randomUUID()}`],
    ['/demo/test-model/batch', 'intent=start'],
    ['/demo/test-model/chat', 'intent=ask&content=Hello'],
    ['/demo/test-model/domain', `domain=${taskDomains[0]}&difficulty=${suiteDifficulties[0]}`],
    ['/demo/test-model/export', ''],
    ['/demo/test-model?index', ''],
  ])('so does what is sent to %s: %s', async (path, form) => {
    for (const to of [path, path.replace(/(\?|$)/, '.data$1')]) {
      const headers = { ...COOKIE, 'content-type': FORM };
      const answer = await ask(to, { method: 'POST', body: form, headers });
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
  });

  it('and they come back with it, in a browser by themselves', async () => {
    const plain = await browser.newPage({ baseURL: url, javaScriptEnabled: false });
    const away = { name: 'BYOM cannot answer right now' };
    await Promise.all([
      open.getByRole('link', { name: 'Start', exact: true }).click(),
      plain.goto(steps.domain.path),
    ]);
    await Promise.all([open, plain].map((page) => page.getByRole('heading', away).waitFor()));
    await proxy.start();
    const back = { name: 'What should it be good at?' };
    await Promise.all([open, plain].map((page) => page.getByRole('heading', back).waitFor()));
    await vi.waitFor(async () => expect((await ask(steps.domain.path)).status).toBe(200), 20_000);
    expect(byom.output()).not.toContain('[object Object]');
  });
});
