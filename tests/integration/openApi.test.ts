/** REST as it is described: each route answers what its description says, and the description is served. */
import { get } from 'node:http';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openApiDocument } from '../../server/http/rest/openApi/document.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { callEveryRoute } from '../support/openApi/everyRoute.ts';
import { generateClient } from '../support/openApi/generatedClient.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let fake: FakeModelServer;
let server: TestServer;

beforeAll(async () => {
  [server, fake] = await Promise.all([startTestServer('pglite'), startFakeModelServer()]);
});
afterAll(() => Promise.all([server.stop(), fake.close()]));

// Each answer is held against the description by the client of the tests.
it('every operation answers as it is described', async () => {
  const called = [...(await callEveryRoute(server, fake))];
  for (const [path, operations] of Object.entries(openApiDocument().paths)) {
    const pattern = `${path.replaceAll(/\{\w+\}/g, '[0-9a-f-]{36}')}$`;
    for (const method of Object.keys(operations)) {
      const address = new RegExp(`^${method.toUpperCase()} ${pattern}`);
      expect(
        called.some((each) => address.test(each)),
        `${method} ${path}`,
      ).toBe(true);
    }
  }
});

it('a client that a generator made of it goes from a session to its end', async () => {
  fake.respond({ kind: 'answer', text: 'It is 4.' });
  const client = await generateClient<{
    mainFlow(serverUrl: string, endpointUrl: string): Promise<{ csv: string }>;
  }>(openApiDocument());
  onTestFinished(client.remove);
  expect(client.complaints).toEqual([]);
  const { mainFlow } = await client.load();
  const flow = await mainFlow(server.url, fake.url);
  expect(flow).toMatchObject({
    outcomes: ['answered number'],
    metrics: { total_prompts: 1, completed_prompts: 1, success_rate: 100 },
    found: 1,
    deletedResults: 1,
    refusal: 'session_not_found',
  });
  expect(flow.csv).toContain('What is 2 + 2?');
});

it.each(['openapi.json', 'docs', 'docs.css'])('%s is sent once to who keeps it', async (file) => {
  const url = `${server.url}/api/demo/v2/${file}`;
  const first = await head(url);
  expect(first.status).toBe(200);
  expect(first.headers).toMatchObject({ 'cache-control': 'public, max-age=300' });
  const etag = String(first.headers.etag);
  expect((await head(url, { 'if-none-match': etag })).status).toBe(304);
  expect((await head(url, { 'if-none-match': 'W/"another"' })).status).toBe(200);
  expect((await head(url, {}, 'POST')).headers.allow).toBe('GET, HEAD, OPTIONS');
});

it('the page for people needs no script and keeps to the policy', async () => {
  const response = await fetch(`${server.url}/api/demo/v2/docs`);
  const page = await response.text();
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(page).not.toMatch(/<script|<style|\sstyle=|\son\w+=/);
  for (const operations of Object.values(openApiDocument().paths)) {
    for (const { operationId } of Object.values(operations)) {
      expect(page).toContain(`<h3 id="${operationId}">`);
    }
  }
  const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
});

/** Without `fetch`, which asks caches along the way for nothing. */
function head(url: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: Record<string, unknown> }>((resolve, reject) => {
    const { hostname, port, pathname: path } = new URL(url);
    const request = { hostname, port, path, method, headers };
    get(request, (res) => {
      res.resume();
      resolve({ status: res.statusCode ?? 0, headers: res.headers });
    }).on('error', reject);
  });
}
