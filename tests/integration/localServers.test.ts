/** Looking for model servers of this machine: for its own user only, and by a request of our own pages only. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let local: TestServer;
let forOthers: TestServer;

beforeAll(async () => {
  [local, forOthers] = await Promise.all([
    startTestServer('pglite'),
    startTestServer('pglite', {
      NODE_ENV: 'production',
      DEMO_ENCRYPTION_KEY: randomBytes(32).toString('hex'),
      DEMO_ALLOW_LOCALHOST: 'true',
    }),
  ]);
});
afterAll(async () => {
  await local.stop();
  await forOthers.stop();
});

const ask = (server: TestServer, { headers, ...init }: RequestInit) =>
  fetch(`${server.url}/trpc/session.findLocalServers`, {
    ...init,
    headers: { 'content-type': 'application/json', ...headers },
  });

it('answers in local mode, with whatever listens just now', async () => {
  const { servers } = await local.client().session.findLocalServers.mutate();
  expect(Array.isArray(servers)).toBe(true);
});

it('is not there for a server for others', async () => {
  expect((await ask(forOthers, { method: 'POST' })).status).toBe(404);
  await expect(forOthers.client().session.findLocalServers.mutate()).rejects.toMatchObject({
    data: { problem: { status: 404 } },
  });
});

it('takes a POST of our own pages only', async () => {
  expect((await ask(local, { method: 'GET' })).status).toBe(405);
  const headers = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' };
  expect((await ask(local, { method: 'POST', headers })).status).toBe(403);
});
