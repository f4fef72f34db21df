/** An endpoint that means harm: what it costs, where it cannot lead us, and who may not be called. */

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ErrorReason, errorReasonDefinitions } from '../../contract/errorReasons.ts';
import { modelConfigs } from '../../db/schema.ts';
import { createByomClient } from '../../sdk/index.ts';
import { type ByomProcess, startByomProcess } from '../support/byomProcess.ts';
import type { FakeCallOutcome } from '../support/fakeModel/callLog.ts';
import type { Script } from '../support/fakeModel/scripts.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { type FakeNameServer, startFakeNameServer } from '../support/fakeNameServer.ts';
import { createRestClient, type RestClient, waitForRun } from '../support/restClient.ts';
import { copyTemplate } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const API_KEY = 'sk-some-key-0123456789abcdef';
/** Far more than a call takes within its limits, far less than the endpoint would. */
const BOUND_MS = 15_000;

describe('an endpoint without measure', () => {
  const MIB = 1024 * 1024;
  const CALL_TIMEOUT_MS = 1_500;
  const MAX_GROWTH_MIB = 32;
  const ATTEMPTS = 3;
  const HOSTILE = 'The hostile one.';
  const floods: Script[] = [
    { kind: 'huge', what: 'json', bytes: 2048 * MIB },
    { kind: 'huge', what: 'events', count: 1_000_000 },
    { kind: 'endless', pieceBytes: 32 * 1024, msPerPiece: 0 },
  ];
  const good: Script = { kind: 'answer', text: 'Fine.', headers: { connection: 'close' } };
  const measure = existsSync('/proc/self/status')
    ? `, for less than ${MAX_GROWTH_MIB} MiB of memory`
    : ' (memory is not measured: there is no /proc)';

  let fake: FakeModelServer;
  let quiet: FakeModelServer;
  let trap: Trap;
  let byom: ByomProcess;
  let dataDir: string;
  let rest: RestClient;
  let url: string;
  let sessionId: string;
  let neighbour: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'byom-hostile-'));
    [fake, quiet, trap] = await Promise.all([
      startFakeModelServer(),
      startFakeModelServer(),
      openTrap(),
    ]);
    const proxy = `http://127.0.0.1:${trap.port}`;
    byom = startByomProcess({
      DATA_DIR: dataDir,
      DATABASE_URL: await copyTemplate(),
      LOG_LEVEL: 'error',
      DEMO_MAX_SESSIONS_PER_IP: '1000',
      HTTP_PROXY: proxy,
      http_proxy: proxy,
      ALL_PROXY: proxy,
      NODE_USE_ENV_PROXY: '1',
      // Little enough to be read within the time of a call on any machine.
      DEMO_MAX_TRANSFER_BYTES: String(16 * MIB),
    });
    url = await byom.ready;
    rest = createRestClient(url);
    fake.respond(good);
    fake.respondToModels({ kind: 'reply', body: { data: [] }, headers: { connection: 'close' } });
    [sessionId, neighbour] = await Promise.all([connect(fake.url), connect(quiet.url)]);
    await packBomb();
    // The room for short-lived objects grows in the life of a process, by up to 32 MiB, with the first
    // floods of events or bytes that it meets. That is no cost of one attack.
    for (const script of floods) await runAgainst(script);
  });
  afterEach(() => fake.reset());
  afterAll(async () => {
    await byom?.end('SIGTERM');
    await Promise.all([fake?.close(), quiet?.close(), trap?.close()]);
    await rm(dataDir, { recursive: true, force: true });
  });

  async function connect(endpoint_url: string): Promise<string> {
    const fields = { endpoint_url, api_key: API_KEY, model_id: 'test-model' };
    const { session_id } = (await rest('POST', '/configure', fields)).json;
    const tested = await rest('POST', '/configure/test', { session_id });
    expect(tested.json.success, tested.text).toBe(true);
    return session_id;
  }

  const bomb: Script = { kind: 'huge', what: 'gzip', bytes: 256 * MIB };

  /** Packing takes longer than a call may; the fake keeps what it has packed. */
  async function packBomb() {
    fake.queue(bomb);
    const { body } = await fetch(`${fake.url}/chat/completions`, {
      method: 'POST',
      body: '{"messages":[]}',
    });
    await body?.cancel();
  }

  async function runAgainst(script: Script) {
    fake.reset();
    fake.respond((call) => (call.prompt === HOSTILE ? script : good));
    const memory = watchMemory(byom);
    const { json } = await rest('POST', '/batch-test', {
      session_id: sessionId,
      prompts: ['Before.', HOSTILE, 'After.'].map((prompt) => ({ prompt })),
      config: { concurrency: 1, max_retries: 0, timeout_ms: CALL_TIMEOUT_MS },
    });
    await fake.until((calls) => calls.some((call) => call.prompt === HOSTILE), BOUND_MS);
    const [run, said] = await Promise.all([
      waitForRun({ rest }, sessionId, json.test_run_id, BOUND_MS),
      rest('POST', '/atlas', {
        session_id: neighbour,
        messages: [{ role: 'user', content: 'Are you there?' }],
      }),
    ]);
    return { run, said: said.text, grownMib: await memory.grownMib() };
  }

  /** Whether we hung up, rather than read it to its end; what is small may have come whole by then. */
  type Ending = 'cut off' | 'read whole' | 'either';

  it.each<[name: string, script: Script, reason: ErrorReason, ending: Ending]>([
    ['a body of 2 GiB', { kind: 'huge', what: 'json', bytes: 2048 * MIB }, 'too_large', 'cut off'],
    ['a bomb of 256 MiB', bomb, 'too_large', 'either'],
    [
      'a bomb in five layers',
      { kind: 'huge', what: 'gzip', bytes: 16 * MIB, layers: 5 },
      'unreadable',
      'either',
    ],
    [
      'a stream without end',
      { kind: 'endless', pieceBytes: 32 * 1024, msPerPiece: 0 },
      'too_large',
      'cut off',
    ],
    ['a slow stream without end', { kind: 'endless', msPerPiece: 20 }, 'too_slow', 'cut off'],
    [
      'comments without end',
      { kind: 'endless', what: 'comments', msPerPiece: 20 },
      'too_slow',
      'cut off',
    ],
    [
      'a line without end',
      { kind: 'endless', what: 'line', pieceBytes: 8 * 1024, msPerPiece: 0 },
      'too_large',
      'cut off',
    ],
    [
      'headers without end',
      { kind: 'endless', what: 'headers', pieceBytes: 512 },
      'too_many_headers',
      'cut off',
    ],
    ['a byte a second', { kind: 'drip' }, 'too_slow', 'cut off'],
    ['a byte of its head a second', { kind: 'drip', from: 'headers' }, 'too_slow', 'cut off'],
    ['nothing', { kind: 'hang', when: 'before-headers' }, 'too_slow', 'cut off'],
    // The buffers of the sockets have room for all of it, so that its sender may not notice the end.
    ['a line of 10 MB', { kind: 'huge', what: 'line', bytes: 10_000_000 }, 'too_large', 'either'],
    [
      'a million events',
      { kind: 'huge', what: 'events', count: 1_000_000 },
      'too_large',
      'cut off',
    ],
    [
      '100,000 headers',
      { kind: 'huge', what: 'headers', count: 100_000 },
      'too_many_headers',
      'cut off',
    ],
    ['JSON 100 deep', { kind: 'huge', what: 'depth', depth: 100 }, 'no_answer', 'read whole'],
    [
      'JSON 100,000 deep',
      { kind: 'huge', what: 'depth', depth: 100_000 },
      'no_answer',
      'read whole',
    ],
    [
      'an error 100,000 deep',
      { kind: 'reply', body: `{"error":${'['.repeat(100_000)}${']'.repeat(100_000)}}` },
      'server_error',
      'read whole',
    ],
    ['an error without end', { kind: 'raw', write: sendEndlessError }, 'server_error', 'cut off'],
  ])(`costs one prompt when it sends %s${measure}`, async (_name, script, reason, ending) => {
    const { run, said, grownMib } = await runAgainst(script);
    expect(run).toMatchObject({ status: 'completed', completed_prompts: 2, failed_prompts: 1 });
    const failed = run.results.find((result: { prompt: string }) => result.prompt === HOSTILE);
    expect(failed).toMatchObject({
      error_reason: reason,
      error_kind: errorReasonDefinitions[reason].kind,
    });
    expect(failed.latency_ms).toBeLessThan(BOUND_MS);

    const ends: Record<Ending, FakeCallOutcome[]> = {
      'cut off': ['aborted'],
      'read whole': ['answered'],
      either: ['aborted', 'answered'],
    };
    const hostile = () => fake.chatCalls.filter((call) => call.prompt === HOSTILE);
    await fake.until(
      () => hostile().every((call) => ends[ending].includes(call.outcome)),
      BOUND_MS,
    );
    await fake.until(() => fake.openSockets === 0, BOUND_MS);

    expect(said).toContain('Paris');
    expect(said.trimEnd().endsWith('data: [DONE]')).toBe(true);
    // What the attack costs, it costs each time; a heap that happens to grow meanwhile does not.
    const growths = [grownMib];
    while (Math.min(...growths) >= MAX_GROWTH_MIB && growths.length < ATTEMPTS)
      growths.push((await runAgainst(script)).grownMib);
    expect(Math.min(...growths), `grew by ${growths.join(', ')} MiB`).toBeLessThan(MAX_GROWTH_MIB);
  });

  it.each<[name: string, script: Script, isIdentified: boolean]>([
    ['2 GiB', { kind: 'huge', what: 'json', bytes: 2048 * MIB }, true],
    ['a bomb', bomb, true],
    ['events without end', { kind: 'endless', pieceBytes: 32 * 1024, msPerPiece: 0 }, true],
    ['headers without end', { kind: 'endless', what: 'headers', pieceBytes: 512 }, false],
    ['JSON 100,000 deep', { kind: 'huge', what: 'depth', depth: 100_000 }, false],
  ])(`ends a list of models that is %s${measure}`, async (_name, script, isIdentified) => {
    fake.respondToModels(script);
    const memory = watchMemory(byom);
    const { session } = createByomClient({ baseUrl: url });
    const listed = await session.listModels.mutate({ endpointUrl: fake.url, apiKey: API_KEY });
    expect(listed).toEqual({
      models: null,
      problem: expect.any(String),
      upstreamRequestId: isIdentified ? expect.any(String) : null,
    });
    await fake.until(() => fake.calls.every((call) => call.outcome !== 'running'), BOUND_MS);
    expect(await memory.grownMib()).toBeLessThan(MAX_GROWTH_MIB);
  });

  it('redirects to nowhere, whatever the call and the status', async () => {
    const statuses = [301, 302, 303, 307, 308];
    const locations = [
      `http://127.0.0.1:${trap.port}/v1/chat/completions`,
      `//127.0.0.1:${trap.port}/v1/models`,
      `http://localhost:${trap.port}/`,
      'http://169.254.169.254/latest/meta-data/',
      `${fake.origin}/elsewhere`,
      '/elsewhere',
    ];
    const redirects = locations.flatMap((location) =>
      statuses.map((status): Script => ({ kind: 'redirect', status, location })),
    );
    const calls = fake.calls.length;
    fake.respond(({ prompt }) => redirects[Number(prompt)] ?? (redirects[0] as Script));
    const { json } = await rest('POST', '/batch-test', {
      session_id: sessionId,
      prompts: redirects.map((_, index) => ({ prompt: String(index) })),
      config: { concurrency: 4, timeout_ms: 5_000 },
    });
    const { results } = await waitForRun({ rest }, sessionId, json.test_run_id);
    expect(results).toHaveLength(redirects.length);
    for (const result of results) expect(result.error_reason).toBe('redirected');

    const open = createByomClient({ baseUrl: url });
    for (const redirect of redirects) {
      fake.respond(redirect);
      fake.respondToModels(redirect);
      const listed = await open.session.listModels.mutate({
        endpointUrl: fake.url,
        apiKey: API_KEY,
      });
      expect(listed).toMatchObject({
        models: null,
        problem: expect.stringContaining('redirect'),
      });
    }
    const tested = await rest('POST', '/configure/test', { session_id: sessionId });
    expect(tested.json).toMatchObject({ success: false, error_reason: 'redirected' });
    const { text } = await rest('POST', '/atlas', {
      session_id: sessionId,
      messages: [{ role: 'user', content: '0' }],
    });
    expect(text).toContain('"type":"error"');

    expect(fake.calls.length).toBeGreaterThan(calls + 2 * redirects.length);
    expect(fake.calls.filter((call) => call.path === '/elsewhere')).toEqual([]);
    expect(trap.visits).toBe(0);
  });

  it('was never asked by way of a proxy that the environment names', () => {
    expect(quiet.calls.length).toBeGreaterThan(0);
    expect(trap.visits).toBe(0);
  });
});

describe('in server mode', () => {
  let server: TestServer;
  let trap: Trap;
  let names: FakeNameServer;

  beforeAll(async () => {
    [names, trap] = await Promise.all([startFakeNameServer(), openTrap()]);
    server = await startTestServer('postgres', {
      NODE_ENV: 'production',
      DEMO_ENCRYPTION_KEY: randomBytes(32).toString('hex'),
      DEMO_NAME_SERVERS: names.address,
    });
  });
  afterEach(() => {
    expect(trap.visits).toBe(0);
  });
  afterAll(async () => {
    await server.stop();
    await Promise.all([names.close(), trap.close()]);
  });

  const configure = (endpoint_url: string) =>
    server.rest('POST', '/configure', { endpoint_url, api_key: API_KEY, model_id: 'test-model' });

  it.each([
    '127.0.0.1:PORT',
    '10.0.0.1',
    '[::1]:PORT',
    '169.254.169.254',
    'metadata.google.internal',
    'localhost:PORT',
    'localhost.:PORT',
    '0.0.0.0:PORT',
    '2130706433:PORT',
    '0x7f.1:PORT',
    '[::ffff:127.0.0.1]:PORT',
    '[::127.0.0.1]:PORT',
    '[fd00:ec2::254]',
    '168.63.129.16',
    'inside.example:PORT',
  ])('%s is refused before anything is connected or stored', async (host) => {
    names.set('inside.example', ['93.184.215.14', '127.0.0.1']);
    const endpointUrl = `http://${host.replace('PORT', String(trap.port))}/v1`;
    const before = await server.database.db.$count(modelConfigs);
    const { status, json } = await configure(endpointUrl);
    expect([status, json.code, json.field]).toEqual([400, 'endpoint_blocked', 'endpoint_url']);
    await expect(
      server.client().session.listModels.mutate({ endpointUrl, apiKey: API_KEY }),
    ).rejects.toMatchObject({ data: { problem: { kind: 'endpoint_blocked' } } });
    expect(await server.database.db.$count(modelConfigs)).toBe(before);
  });

  it('a private name and one that does not exist are refused alike', async () => {
    names.set('inside.example', ['10.0.0.1']);
    names.set('nowhere.example', []);
    const answers = await Promise.all(
      ['inside.example', 'nowhere.example', 'nowhere.invalid'].map((host) =>
        configure(`http://${host}:${trap.port}/v1`),
      ),
    );
    // Each has an id of its own, which says nothing of the answer.
    const said = answers.map(({ status, json: { request_id: _id, ...json } }) => ({
      status,
      json,
    }));
    expect(said[1]).toEqual(said[0]);
    expect(said[2]).toEqual(said[0]);
  });

  it.each([
    [['127.0.0.1']],
    [['::1']],
    [['10.0.0.1']],
    [['169.254.169.254']],
    [['::ffff:7f00:1']],
    [['93.184.215.14', '127.0.0.1']],
  ])('a name that turns to %j after it was accepted is not called', async (addresses) => {
    names.set('rebinding.example', ['93.184.215.14']);
    const { json } = await configure(`http://rebinding.example:${trap.port}/v1`);
    const session_id: string = json.session_id;
    const client = server.client(session_id);
    names.set('rebinding.example', addresses);

    const tested = await server.rest('POST', '/configure/test', { session_id });
    expect(tested.json).toMatchObject({ success: false, error_reason: 'name_not_resolved' });

    // As if it had turned only after the test.
    await server.database.db.update(modelConfigs).set({ connectionTested: true });
    const started = await server.rest('POST', '/batch-test', {
      session_id,
      prompts: [{ prompt: 'Hello?' }],
      config: { timeout_ms: 2_000 },
    });
    const run = await waitForRun(server, session_id, started.json.test_run_id);
    expect(run.results).toMatchObject([{ success: false, error_reason: 'name_not_resolved' }]);

    const messages = [{ role: 'user' as const, content: 'Hello?' }];
    const { text } = await server.rest('POST', '/atlas', { session_id, messages });
    expect(text).toContain('"kind":"network"');
    const { answer } = await client.chat.send.mutate({ content: 'Hello?' });
    await expect
      .poll(() => client.chat.list.query(), { timeout: BOUND_MS })
      .toContainEqual(expect.objectContaining({ id: answer.id, status: 'failed' }));
  });
});

describe('a stored key', () => {
  let server: TestServer;
  let own: FakeModelServer;
  let foreign: FakeModelServer;
  let sessionId: string;

  beforeAll(async () => {
    [server, own, foreign] = await Promise.all([
      startTestServer('postgres', { LOG_LEVEL: 'silent' }),
      startFakeModelServer(),
      startFakeModelServer(),
    ]);
  });
  afterAll(async () => {
    await server.stop();
    await Promise.all([own.close(), foreign.close()]);
  });

  /** A working session whose row is then changed by somebody who can write to the table. */
  async function editRow(change: Partial<typeof modelConfigs.$inferInsert>) {
    sessionId = await server.connect(own.url, { apiKey: API_KEY });
    await server.database.db.update(modelConfigs).set(change);
  }

  const chat = () =>
    server.rest('POST', '/atlas', {
      session_id: sessionId,
      messages: [{ role: 'user', content: 'Hello?' }],
    });

  it('is of no use once its row points elsewhere: not to test, batch or chat', async () => {
    await editRow({ endpointUrl: `${foreign.url}/chat/completions` });
    const tested = await server.rest('POST', '/configure/test', { session_id: sessionId });
    expect(tested.json.success).not.toBe(true);

    const started = await server.rest('POST', '/batch-test', {
      session_id: sessionId,
      prompts: [{ prompt: 'Hello?' }],
    });
    const run = await waitForRun(server, sessionId, started.json.test_run_id);
    expect(run).toMatchObject({ status: 'failed', completed_prompts: 0 });
    expect(run.error).toContain('cannot be decrypted');

    expect((await chat()).text).not.toContain('"content"');
    await expect(
      server.client(sessionId).chat.send.mutate({ content: 'Hello?' }),
    ).rejects.toThrow();
    expect(foreign.calls).toEqual([]);
  });

  it('does not go to an alternative address of another origin', async () => {
    await editRow({ alternativeUrls: [`${foreign.url}/chat/completions`] });
    own.respond({ kind: 'error', status: 404, body: { error: { message: 'Not found' } } });
    await server.rest('POST', '/configure/test', { session_id: sessionId });
    expect(foreign.calls.map(({ headers }) => headers.authorization)).toEqual([]);
  });
});

function sendEndlessError(res: ServerResponse): void {
  res.writeHead(500);
  Readable.from(blocksWithoutEnd()).pipe(res);
}

function* blocksWithoutEnd() {
  const block = 'a'.repeat(64 * 1024);
  while (true) yield block;
}

interface Trap {
  port: number;
  /** Connections so far. */
  readonly visits: number;
  close(): Promise<void>;
}

/** Listens on every address of this machine, and counts who comes. */
async function openTrap(): Promise<Trap> {
  let visits = 0;
  const server = createServer((socket) => {
    visits += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    get visits() {
      return visits;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}

/** Follows the resident memory of a process from now on; it does not grow where there is no /proc. */
function watchMemory({ process: { pid } }: ByomProcess) {
  const readMib = async () => {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  };
  const before = readMib();
  let highest = 0;
  const look = async () => {
    highest = Math.max(highest, await readMib());
  };
  const timer = setInterval(look, 25);
  return {
    async grownMib(): Promise<number> {
      clearInterval(timer);
      await look();
      return highest - (await before);
    },
  };
}
