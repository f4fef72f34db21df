/** What operators live by: health, readiness, a database that comes late, metrics, logs, the audit trail. */
import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { appRouter } from '../../server/api/appRouter.ts';
import { type ByomProcess, startByomProcess } from '../support/byomProcess.ts';
import { makeDataFolder } from '../support/dataFolder.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { createRestClient, waitForRun } from '../support/restClient.ts';
import { createTcpProxy, type TcpProxy } from '../support/tcpProxy.ts';
import { copyTemplate, createEmptyDatabase } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let fake: FakeModelServer;
let dataDir: string;
const started: ByomProcess[] = [];

beforeAll(async () => {
  fake = await startFakeModelServer();
  dataDir = await makeDataFolder('byom-operations-');
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((process) => process.end('SIGKILL')));
});
afterAll(async () => {
  await fake.close();
  await rm(dataDir, { recursive: true, force: true });
});

function start(variables: Record<string, string>): ByomProcess {
  const process = startByomProcess({ DATA_DIR: dataDir, ...variables });
  started.push(process);
  return process;
}

async function until<Found>(
  look: () => Promise<Found>,
  isIt: (found: Found) => boolean,
): Promise<Found> {
  const deadline = Date.now() + 30_000;
  while (true) {
    const found = await look().catch(() => undefined);
    if (found !== undefined && isIt(found)) return found;
    if (Date.now() > deadline) throw new Error(`It did not come: ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

interface Readiness {
  httpStatus: number;
  status: string;
  checks: Record<string, string>;
}

async function readinessOf(url: string): Promise<Readiness> {
  const answer = await fetch(`${url}/readyz`);
  return { httpStatus: answer.status, ...((await answer.json()) as Omit<Readiness, 'httpStatus'>) };
}

/** A PostgreSQL database behind a cable. */
async function behindProxy(url: string): Promise<{ url: string; proxy: TcpProxy }> {
  const { hostname, port } = new URL(url);
  const proxy = await createTcpProxy({ host: hostname, port: Number(port) });
  const through = new URL(url);
  through.host = `127.0.0.1:${proxy.port}`;
  return { url: through.href, proxy };
}

/** A port that was free a moment ago. */
const freePort = async () => String((await createTcpProxy({ host: '', port: 0 })).port);

describe('a database that is not there', () => {
  it('is waited for at start, with health answering; then lost and found again', async () => {
    const { url: databaseUrl, proxy } = await behindProxy(await createEmptyDatabase());
    const port = await freePort();
    const byom = start({ DATABASE_URL: databaseUrl, PORT: port });
    const url = `http://127.0.0.1:${port}`;

    const early = await until(
      () => readinessOf(url),
      ({ status }) => status === 'starting',
    );
    expect(early).toMatchObject({ httpStatus: 503, checks: { database: 'starting' } });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const refused = await createRestClient(url)('GET', '/suites');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('2');
    await until(
      async () => byom.output(),
      (output) => output.includes('the database does not answer yet'),
    );

    await proxy.start();
    await byom.ready;
    const ready = { database: 'ok', migrations: 'ok', queue: 'ok' };
    expect(await readinessOf(url)).toEqual({ httpStatus: 200, status: 'ready', checks: ready });

    await proxy.stop();
    const startedAt = performance.now();
    const lost = await readinessOf(url);
    expect(lost).toMatchObject({ httpStatus: 503, status: 'unready' });
    expect(lost.checks.database).toMatch(/^(failed|no answer within)/);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);

    await proxy.start();
    await until(
      () => readinessOf(url),
      ({ httpStatus }) => httpStatus === 200,
    );
    await proxy.stop();
  });

  it('ends the start with a clear word when it never comes, without its password', async () => {
    const byom = start({
      DATABASE_URL: `postgres://byom:canary-password@127.0.0.1:${await freePort()}/byom`,
      DATABASE_WAIT_SECONDS: '1',
    });
    expect(await byom.ended).toBe(1);
    expect(byom.output()).toMatch(
      /BYOM cannot start: the database "byom" at 127\.0\.0\.1:\d+ did not answer within 1 s: .*DATABASE_WAIT_SECONDS/,
    );
    expect(byom.output()).not.toContain('canary');
    expect(byom.output()).not.toContain('    at ');
  });

  it('is not waited for when it does not exist', async () => {
    const url = new URL(await createEmptyDatabase());
    url.pathname = '/no_such_database';
    const byom = start({ DATABASE_URL: url.href });
    expect(await byom.ended).toBe(1);
    expect(byom.output()).toMatch(/refuses us: .*no_such_database.*Check DATABASE_URL/);
  });
});

describe('metrics', () => {
  const METRICS_TOKEN = 'a-token-of-the-scraper';
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer('pglite', { METRICS_PORT: '0', METRICS_TOKEN });
  });
  afterAll(() => server.stop());

  const scrape = (url: string, token?: string) =>
    fetch(url, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

  it('are for whoever has the token, on their own port and on the public one', async () => {
    for (const url of [server.metricsUrl as string, `${server.url}/metrics`]) {
      expect((await scrape(url)).status).toBe(401);
      expect((await scrape(url, 'a-token-of-nobody')).status).toBe(401);
      const answer = await scrape(url, METRICS_TOKEN);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('byom_process_cpu_seconds_total');
    }
    expect((await fetch(new URL('/', server.metricsUrl))).status).toBe(404);
  });

  it('tell what happened, in words from closed lists', async () => {
    const sessionId = await server.connect(fake.url);
    fake.queue({ kind: 'error', status: 429, body: { error: { message: 'Too fast.' } } });
    const run = await server.rest('POST', '/batch-test', {
      session_id: sessionId,
      prompts: [{ prompt: 'one' }, { prompt: 'two' }],
      config: { concurrency: 1, max_retries: 2 },
    });
    await waitForRun(server, sessionId, run.json.test_run_id);
    await server.rest('GET', '/batch-test?test_run_id=x');
    await server.rest('GET', `/nowhere/${sessionId}`);
    await fetch(`${server.url}/trpc/suite.list`);
    await fetch(`${server.url}/trpc/${sessionId}`);
    await server.rest('POST', '/atlas', {
      session_id: sessionId,
      messages: [{ role: 'user', content: 'Well?' }],
    });

    const text = await until(
      async () => (await scrape(`${server.url}/metrics`, METRICS_TOKEN)).text(),
      (metrics) => metrics.includes('byom_runs_ended_total{status="completed"} 1'),
    );
    for (const line of [
      'byom_http_requests_total{method="POST",route="/api/demo/v2/batch-test",status="200"} 1',
      'byom_http_requests_total{method="GET",route="/api/demo/v2/batch-test",status="400"} 1',
      'byom_http_requests_total{method="GET",route="/trpc/suite.list",status="200"} 1',
      'byom_http_requests_total{method="GET",route="/trpc/{unknown}",status="404"} 1',
      'byom_http_requests_total{method="GET",route="{unknown}",status="404"} 1',
      'byom_http_streams_open{route="/api/demo/v2/atlas"} 0',
      'byom_procedure_calls_total{procedure="batch.start",outcome="ok"} 1',
      'byom_model_calls_total{outcome="rate_limit"} 1',
      'byom_model_calls_in_flight 0',
      'byom_prompts_total{outcome="answered"} 2',
      'byom_prompt_retries_total 1',
      'byom_runs{status="completed"} 1',
      'byom_sessions_active 1',
      'byom_queue_jobs{state="waiting"} 0',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
    expect(text).toMatch(/byom_model_call_ttft_seconds_count [1-9]/);
    expect(text).not.toContain(sessionId);
    expect(text).not.toContain(run.json.test_run_id);
    const procedures = new Set(Object.keys(appRouter._def.procedures));
    for (const [, procedure] of text.matchAll(/procedure="([^"]*)"/g)) {
      expect(procedures).toContain(procedure);
    }
  });
});

describe('the log', () => {
  interface Line {
    level: number;
    msg: string;
    requestId?: string;
    [field: string]: unknown;
  }
  let byom: ByomProcess;
  let url: string;
  let sessionId: string;
  let runId: string;
  let lines: Line[];

  beforeAll(async () => {
    byom = startByomProcess({
      DATABASE_URL: await copyTemplate(),
      DATA_DIR: dataDir,
      LOG_LEVEL: 'info',
      TRUST_PROXY: '1',
      DEMO_MAX_SESSIONS_PER_IP: '1',
    });
    url = await byom.ready;
    const rest = createRestClient(url);
    const model = { endpoint_url: fake.url, api_key: 'sk-of-the-log', model_id: 'm' };
    sessionId = (await rest('POST', '/configure', model)).json.session_id;
    await rest('POST', '/configure', model);
    await rest('POST', '/configure/test', { session_id: sessionId });
    const run = await rest('POST', '/batch-test', {
      session_id: sessionId,
      prompts: [{ prompt: 'a private prompt' }],
    });
    runId = run.json.test_run_id;
    await waitForRun({ rest }, sessionId, runId);
    await rest('POST', '/atlas', {
      session_id: sessionId,
      messages: [{ role: 'user', content: 'a private question' }],
    });
    await rest('GET', `/export?session_id=${sessionId}`);
    await fetch(`${url}/healthz`, { headers: { 'x-request-id': 'the-health-check' } });
    await fetch(`${url}/api/demo/v2/suites?session_id=${sessionId}`, {
      headers: { 'x-request-id': 'id-of-the-proxy' },
    });
    await rest('POST', '/cleanup', { session_id: sessionId });
    await rest('GET', `/configure?session_id=${sessionId}`);
    await until(
      async () => byom.output(),
      (output) => output.includes('unknown_session') && output.includes('run_ended'),
    );
    await byom.end('SIGTERM');
    lines = byom
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
  });

  it('has one line for each request, with its route and without its query', () => {
    const requests = lines.filter(({ msg }) => msg === 'request');
    const exported = requests.filter(({ route }) => route === '/api/demo/v2/export');
    expect(exported).toEqual([
      expect.objectContaining({
        method: 'GET',
        status: 200,
        ms: expect.any(Number),
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      }),
    ]);
    expect(requests.map(({ route }) => route)).not.toContain('/healthz');
    expect(new Set(requests.map(({ requestId }) => requestId)).size).toBe(requests.length);
  });

  it('has the id that a trusted proxy gave', () => {
    const [line] = lines.filter(({ requestId }) => requestId === 'id-of-the-proxy');
    expect(line).toMatchObject({ route: '/api/demo/v2/suites' });
  });

  it('tells the life of a session under a name of its own', () => {
    const trail = lines.filter(({ audit }) => audit === true);
    expect(trail.map(({ event }) => event).sort()).toEqual(
      [
        'session_created',
        'refused_by_limit',
        'connection_tested',
        'run_started',
        'run_ended',
        'chat_asked',
        'results_exported',
        'session_deleted',
        'unknown_session',
      ].sort(),
    );
    const names = new Set(
      trail.filter(({ event }) => event !== 'refused_by_limit').map(({ session }) => session),
    );
    expect([...names]).toEqual([expect.stringMatching(/^[\w-]{12}$/)]);
    const runs = trail.filter((line) => line.runId !== undefined);
    expect(runs.map((line) => line.runId)).toEqual([runId, runId]);
    const created = trail.find(({ event }) => event === 'session_created');
    const request = lines.find(
      ({ msg, requestId }) => msg === 'request' && requestId === created?.requestId,
    );
    expect(request).toMatchObject({ route: '/api/demo/v2/configure', status: 200 });
  });

  it('holds neither the session id, nor the key, nor what was asked', () => {
    expect(byom.output()).toContain('BYOM is ready');
    for (const secret of [sessionId, sessionId.slice(5, 25), 'sk-of-the-log', 'a private']) {
      expect(byom.output()).not.toContain(secret);
    }
  });
});

describe('a server for this machine only', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer('pglite', { METRICS_PORT: '0' });
  });
  afterAll(() => server.stop());

  it('metrics are on their own port on loopback, and not on the public one', async () => {
    expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
    expect(new URL(server.metricsUrl as string).hostname).toBe('127.0.0.1');
    expect((await fetch(server.metricsUrl as string)).status).toBe(200);
  });

  it('a request id is in the header of every answer and in the body of every refusal', async () => {
    const rest = await server.rest('GET', '/configure');
    expect(rest.json.request_id).toBe(rest.headers.get('x-request-id'));
    const nowhere = await fetch(`${server.url}/nowhere`);
    expect(await nowhere.json()).toMatchObject({
      request_id: nowhere.headers.get('x-request-id'),
    });
    const trpc = await fetch(`${server.url}/trpc/session.current`);
    const { error } = (await trpc.json()) as { error: { json: { data: { requestId: string } } } };
    expect(error.json.data.requestId).toBe(trpc.headers.get('x-request-id'));
  });

  it('a request id is ours when nobody trusted came before us', async () => {
    const answer = await fetch(`${server.url}/healthz`, {
      headers: { 'x-request-id': 'id-of-a-stranger' },
    });
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});
