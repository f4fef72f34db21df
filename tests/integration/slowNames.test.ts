/** Name servers that stay silent hold up those who ask for their names, and nobody else. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { type FakeNameServer, startFakeNameServer } from '../support/fakeNameServer.ts';
import { waitForRun } from '../support/restClient.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const FIELDS = { api_key: 'sk-some-key-0123456789abcdef', model_id: 'test-model' };

let server: TestServer;
let fake: FakeModelServer;
let names: FakeNameServer;

beforeAll(async () => {
  [fake, names] = await Promise.all([startFakeModelServer(), startFakeNameServer()]);
  names.set('model.example', ['127.0.0.1']);
  server = await startTestServer('postgres', {
    NODE_ENV: 'production',
    DEMO_ENCRYPTION_KEY: randomBytes(32).toString('hex'),
    DEMO_ALLOW_LOCALHOST: 'true',
    DEMO_NAME_SERVERS: names.address,
    DEMO_RATE_LIMIT_FACTOR: '100',
    TRUST_PROXY: '1',
  });
});
afterAll(async () => {
  await server.stop();
  await Promise.all([fake.close(), names.close()]);
});

/** `client` is an address that a proxy in front would tell. */
async function configure(host: string, client: string) {
  const { port } = new URL(fake.url);
  const response = await fetch(`${server.url}/api/demo/v2/configure`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': client },
    body: JSON.stringify({ ...FIELDS, endpoint_url: `http://${host}:${port}/v1` }),
  });
  return { status: response.status, json: await response.json() };
}

it('others create sessions and finish runs while fifty look-ups are waited for', async () => {
  const waiting = Array.from({ length: 50 }, (_, index) =>
    configure(`n${index}.silent.example`, `203.0.113.${index % 10}`),
  );
  await expect
    .poll(() => names.asked.filter((name) => name.includes('silent')).length)
    .toBeGreaterThan(30);

  const { status, json } = await configure('model.example', '198.51.100.1');
  expect(status).toBe(200);
  const { session_id } = json;
  const tested = await server.rest('POST', '/configure/test', { session_id });
  expect(tested.json).toMatchObject({ success: true });
  const started = await server.rest('POST', '/batch-test', {
    session_id,
    prompts: Array.from({ length: 20 }, (_, index) => ({ prompt: `Prompt ${index}` })),
  });
  const run = await waitForRun(server, session_id, started.json.test_run_id);
  expect(run).toMatchObject({ status: 'completed', completed_prompts: 20, failed_prompts: 0 });

  for (const { status, json } of await Promise.all(waiting)) {
    expect([status, json.code, json.field]).toEqual([400, 'endpoint_blocked', 'endpoint_url']);
    expect(json.error).toMatch(/No name server .* Try again/);
  }
});

it('one client has four of them under way, and waits for the others', async () => {
  names.asked.length = 0;
  const waiting = Array.from({ length: 12 }, (_, index) =>
    configure(`m${index}.silent.example`, '203.0.113.77'),
  );
  await Promise.race(waiting);
  const before = new Set(names.asked.filter((name) => name.startsWith('m')));
  expect(before.size).toBeLessThanOrEqual(8);
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(Array(12).fill(400));
});

it('a session whose name is no longer told says so, and may try again', async () => {
  names.set('gone.example', ['127.0.0.1']);
  const { json } = await configure('gone.example', '198.51.100.2');
  const { session_id } = json;
  names.set('gone.example', []);
  const tested = await server.rest('POST', '/configure/test', { session_id });
  expect(tested.json).toMatchObject({ success: false, error_reason: 'name_not_resolved' });
  names.set('gone.example', ['127.0.0.1']);
  const again = await server.rest('POST', '/configure/test', { session_id });
  expect(again.json).toMatchObject({ success: true });
});
