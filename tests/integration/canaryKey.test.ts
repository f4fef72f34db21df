/**
 * An API key, or the password in a header, that the endpoint gives back in every way it can stands in
 * nothing that leaves the process or stays behind: replies, streams, pages, exports, output, tables, files.
 */
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportFormatNames } from '../../contract/exportFormats.ts';
import { openDatabase } from '../../db/engine/index.ts';
import { type ByomClient, createByomClient } from '../../sdk/index.ts';
import { startByomProcess } from '../support/byomProcess.ts';
import { reportOf } from '../support/connectionSteps.ts';
import { makeDataFolder } from '../support/dataFolder.ts';
import type { Responder } from '../support/fakeModel/scripts.ts';
import {
  type FakeModelServer,
  providerErrors,
  startFakeModelServer,
} from '../support/fakeModelServer.ts';
import { keyEchoes, keyOf } from '../support/keyEchoes.ts';
import { findKey, keyEncodings } from '../support/keySearch.ts';
import { recordReplies } from '../support/recordedReplies.ts';
import { createRestClient, type RestClient, waitForRun } from '../support/restClient.ts';
import { dumpTables } from '../support/tableDump.ts';
import { copyTemplate } from '../support/testDatabase.ts';

const canary = () => `sk-canary-${randomBytes(16).toString('hex')}`;
const REDACTED = '[redacted]';
const METRICS_TOKEN = 'a-token-of-the-scraper';
const TEST_PROMPT = 'Hello, are you there?';

describe('the search', () => {
  const apiKey = `${canary()}/+"\\=`;

  it.each(Object.entries(keyEncodings(apiKey)))('finds a key that stands %s', (_name, spelling) => {
    const around = randomBytes(50_000).toString('base64');
    expect(findKey(around, apiKey)).toEqual([]);
    expect(findKey(`${around}${spelling}${around}`, apiKey)).not.toEqual([]);
    expect(findKey(`${around}${spelling.toUpperCase()}${around}`, apiKey)).not.toEqual([]);
  });

  it('finds every piece of 12 characters, wherever it stands, and no shorter one', () => {
    for (let at = 0; at + 12 <= apiKey.length; at++) {
      const planted = `${' '.repeat(at)}${apiKey.slice(at, at + 12)} `;
      expect(findKey(Buffer.from(planted), apiKey)).toHaveLength(1);
    }
    expect(findKey((apiKey.match(/.{1,11}/g) ?? []).join(' '), apiKey)).toEqual([]);
  });
});

// The second key is written differently by each spelling, and is sent as the password of a header; the first
// is what keys look like. Beside both goes another header with a secret.
describe.each([
  ['pglite', canary(), 'as the key'],
  ['postgres', `${canary()}/+"\\=`, 'as a password'],
] as const)('on %s', (engine, apiKey, sent) => {
  const headerSecret = canary();
  const authorization =
    sent === 'as the key'
      ? `Bearer ${apiKey}`
      : `Basic ${Buffer.from(`me:${apiKey}`).toString('base64')}`;
  const opening = {
    api_key: sent === 'as the key' ? apiKey : '',
    headers: {
      'X-Access-Token': headerSecret,
      ...(sent === 'as a password' && { Authorization: authorization }),
    },
  };
  let fake: FakeModelServer;
  let keyless: FakeModelServer;
  let dataDir: string;
  let rest: RestClient;
  let byom: ByomClient;
  let url: string;
  let sessionId: string;
  const sessionIds: string[] = [];
  /** Everything that was given away, by where. */
  const given: Record<string, string | Uint8Array> = {};
  /** What is stored of each echo's prompt. */
  let results: { prompt: string; text: string }[];
  let pages = '';

  beforeAll(async () => {
    [fake, keyless] = await Promise.all([startFakeModelServer(), startFakeModelServer()]);
    dataDir = await makeDataFolder('byom-canary-');
    const databaseUrl = engine === 'postgres' ? await copyTemplate() : undefined;
    const replies = recordReplies();
    const byomProcess = startByomProcess({
      DATA_DIR: dataDir,
      ...(databaseUrl && { DATABASE_URL: databaseUrl }),
      LOG_LEVEL: 'debug',
      DEMO_MAX_SESSIONS_PER_IP: '1000',
      DEMO_IDLE_TIMEOUT_MS: '1000',
      DEMO_MAX_ANSWER_BYTES: '262144',
      OPENAI_API_KEY: 'sk-of-whoever-runs-the-server',
      METRICS_TOKEN,
    });
    try {
      url = await byomProcess.ready;
      rest = createRestClient(url);
      fake.respond(respond);
      fake.respondToModels((call) => ({
        kind: 'reply',
        body: { data: Object.values(keyEncodings(keyOf(call))).map((id) => ({ id, name: id })) },
      }));
      await mistypeTheKey();
      await listModels();
      sessionId = await connect(fake.url);
      byom = createByomClient({ baseUrl: url, sessionId });
      await testConnection();
      await run();
      await chat();
      await readEverything();
      await openPages();
      await askWithoutKey();
      given.replies = await replies.text();
      given.metrics = await readMetrics();
    } finally {
      replies.stop();
      await byomProcess.end('SIGTERM');
    }
    given.output = byomProcess.output();
    given.files = await filesIn(dataDir);
    const database = await openDatabase({ url: databaseUrl, dataDir });
    given.tables = await dumpTables(database);
    await database.close();
  }, 120_000);
  afterAll(async () => {
    await Promise.all([fake.close(), keyless.close()]);
    await rm(dataDir, { recursive: true, force: true });
  });

  /** Echoes as the prompt says. All else is answered, with a key in it, after a refusal with one. */
  const respond: Responder = (call) => {
    const named = keyEchoes[call.prompt];
    if (named) return named.play(call);
    if (call.body?.temperature !== undefined) {
      const words = `Unsupported parameter: 'temperature'. Sent by ${call.headers.authorization}`;
      return providerErrors.openAi(400, words, { param: 'temperature' });
    }
    const hasSystem = call.body?.messages?.some((message) => message.role === 'system');
    if (hasSystem && call.prompt === TEST_PROMPT) return providerErrors.echoedKey(call, 500);
    const secrets = `${keyOf(call)} and ${call.headers['x-access-token']}`;
    return { kind: 'answer', text: `Yes, ${secrets}.`, model: keyOf(call), chunkChars: 3 };
  };

  async function connect(endpointUrl: string, opens: object = opening): Promise<string> {
    const fields = { endpoint_url: endpointUrl, model_id: 'test-model', ...opens };
    const { session_id } = (await rest('POST', '/configure', fields)).json;
    sessionIds.push(session_id);
    return session_id;
  }

  async function readMetrics(): Promise<string> {
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    return (await fetch(`${url}/metrics`, { headers })).text();
  }

  async function mistypeTheKey() {
    const right = { endpoint_url: fake.url, api_key: apiKey, model_id: 'test-model' };
    const host = new URL(fake.url).host;
    for (const wrong of [
      { api_key: `${apiKey}\n${apiKey}` },
      { api_key: [apiKey] },
      { apikey: apiKey },
      { endpoint_url: apiKey },
      { endpoint_url: `http://${encodeURIComponent(apiKey)}@${host}/v1` },
      { endpoint_url: `http://${host}/v1?api_key=${encodeURIComponent(apiKey)}` },
      { model_id: '' },
      { headers: { Authorization: `Bearer ${apiKey}` } },
      { headers: { Cookie: apiKey } },
      { headers: { 'x-key': `${headerSecret}\n${apiKey}` } },
      { headers: { [`Authorization: Bearer ${apiKey}`]: '' } },
      { headers: `X-Access-Token: ${headerSecret}` },
    ]) {
      const answer = await rest('POST', '/configure', { ...right, ...wrong });
      expect(answer.status, JSON.stringify(wrong)).toBe(400);
    }
    const notJson = await fetch(`${url}/api/demo/v2/configure`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
      body: `{"api_key":"${apiKey}`,
    });
    expect(notJson.status).toBe(400);
  }

  async function listModels() {
    const open = createByomClient({ baseUrl: url });
    const { api_key, headers } = opening;
    const list = () =>
      open.session.listModels.mutate({ endpointUrl: fake.url, apiKey: api_key, headers });
    expect(await list()).toMatchObject({ models: null });
    for (const { play, isEndless } of Object.values(keyEchoes)) {
      if (isEndless) continue;
      fake.respondToModels(play);
      await list();
    }
    fake.respondToModels((call) => ({
      kind: 'reply',
      body: { data: [{ id: keyOf(call) }, { id: 'test-model', owned_by: keyOf(call) }] },
    }));
    expect(await list()).toEqual({
      models: ['test-model'],
      problem: null,
      upstreamRequestId: null,
    });
  }

  async function testConnection() {
    for (const { play, isEndless } of Object.values(keyEchoes)) {
      if (isEndless) continue;
      fake.respond(play);
      await rest('POST', '/configure/test', { session_id: sessionId });
      await rest('GET', `/configure?session_id=${sessionId}`);
    }
    fake.respond(respond);
    const report = await reportOf(byom);
    expect(report.success).toBe(true);
    expect(report.serverModel).toContain(REDACTED);
    expect(report.probes).toContainEqual(
      expect.objectContaining({ name: 'temperature', said: expect.stringContaining(REDACTED) }),
    );
    await byom.session.probeContext.mutate({ tokens: 500 });
  }

  /** Limits have a run of their own, after the other, which would have to wait for them. */
  async function run() {
    const isLimit = (name: string) => /429|wait/.test(name);
    const names = Object.keys(keyEchoes);
    results = [
      ...(await runOnce(
        names.filter((name) => !isLimit(name)),
        0,
      )),
      ...(await runOnce(names.filter(isLimit), 1)),
    ];
  }

  async function runOnce(prompts: string[], maxRetries: number) {
    const { id } = await byom.batch.start.mutate({
      prompts: prompts.map((prompt) => ({ prompt, expected_answer: 'Paris' })),
      config: { concurrency: 4, adaptive: false, maxRetries, timeoutMs: 5_000 },
    });
    await followed((handlers) => byom.batch.onProgress.subscribe({ testRunId: id }, handlers));
    const { results } = await waitForRun({ rest }, sessionId, id);
    return results.map((result: { prompt: string }) => ({
      prompt: result.prompt,
      text: JSON.stringify(result),
    }));
  }

  /** Each echo in a session of its own, so that they need not wait for each other. */
  async function chat() {
    const names = Object.keys(keyEchoes).filter((name) => !keyEchoes[name]?.isEndless);
    await Promise.all(names.map(async (name) => chatOnce(await connect(fake.url), name)));
    await chatOnce(sessionId, 'And now?');
    const messages = [{ role: 'user' as const, content: 'And then?' }];
    await followed((handlers) => byom.chat.reply.subscribe({ messages }, handlers));
  }

  async function chatOnce(session_id: string, content: string) {
    await rest('POST', '/atlas', { session_id, messages: [{ role: 'user', content }] });
    const { chat } = createByomClient({ baseUrl: url, sessionId: session_id });
    const { answer } = await chat.send.mutate({ content });
    await followed((handlers) => chat.onToken.subscribe({ messageId: answer.id }, handlers));
    await chat.list.query();
    await chat.reproduce.query({ messageId: answer.id });
  }

  async function readEverything() {
    const runs = await byom.batch.list.query();
    await rest('GET', `/batch-test?session_id=${sessionId}`);
    await byom.session.current.query();
    await byom.session.reproduce.query();
    await byom.session.presets.query();
    await byom.batch.metrics.query({});
    await byom.batch.latencyDistribution.query({});
    for (const search of ['', 'canary', 'redacted', apiKey]) {
      await byom.batch.results.query({ search });
    }
    for (const query of ['canary', 'redacted', apiKey]) await byom.batch.search.query({ query });
    for (const { id } of runs) await byom.batch.outcomes.query({ testRunId: id });
    const { results: stored } = await byom.batch.results.query({});
    await Promise.all(stored.map(({ id }) => byom.batch.reproduce.query({ resultId: id })));
    for (const format of exportFormatNames) {
      const { text } = await rest('GET', `/export?session_id=${sessionId}&format=${format}`);
      // The report in Markdown has the figures of answers and none of their texts.
      if (format !== 'md') expect(text).toContain(REDACTED);
      const { chunks } = await byom.export.document.query({ format });
      for await (const chunk of chunks) expect(chunk).toBeTypeOf('string');
    }
  }

  async function openPages() {
    const headers = { cookie: `byom=${sessionId}` };
    const runs = await byom.batch.list.query();
    for (const path of [
      '/',
      '/demo/test-model',
      '/demo/test-model/model',
      '/demo/test-model/domain',
      ...runs.map(({ id }) => `/demo/test-model/batch?run=${id}`),
      '/demo/test-model/batch/reproduce',
      '/demo/test-model/chat',
      '/demo/test-model/export',
    ]) {
      const page = await fetch(url + path, { headers });
      expect([path, page.status]).toEqual([path, 200]);
      pages += await page.text();
    }
    const headerLines = Object.entries(opening.headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n');
    const { connectionId } = await byom.session.current.query();
    const ofCard = { headers, fields: { connectionId } };
    const ofStranger = { headers: {}, fields: {} };
    for (const [intent, sender] of [
      ['connect', ofStranger],
      ['list-models', ofStranger],
      ['add', ofCard],
      ['edit', ofCard],
      ['list-models', ofCard],
    ] as const) {
      for (const lines of [headerLines, `${headerSecret}\n${apiKey}`]) {
        const opens = { endpointUrl: fake.url, apiKey: opening.api_key, headers: lines };
        const form = { intent, ...sender.fields, ...opens, modelId: '', modelName: '' };
        const body = new URLSearchParams(form);
        const at = `${url}/demo/test-model/model?edit=${connectionId}`;
        const page = await fetch(at, { method: 'POST', headers: sender.headers, body });
        expect(page.status).toBeLessThan(500);
        pages += await page.text();
      }
    }
  }

  async function askWithoutKey() {
    const session_id = await connect(keyless.url, { api_key: '' });
    expect((await rest('POST', '/configure/test', { session_id })).json.success).toBe(true);
  }

  it('the endpoint was sent the key, and only the endpoint of that session', () => {
    expect(fake.calls.length).toBeGreaterThan(3 * Object.keys(keyEchoes).length);
    for (const call of fake.calls) expect(call.headers['x-access-token']).toBe(headerSecret);
    const received = new Set(fake.calls.map((call) => call.headers.authorization));
    expect([...received]).toEqual([authorization]);
    expect(keyless.chatCalls.length).toBeGreaterThan(0);
    for (const call of keyless.calls) {
      expect(call.headers).not.toHaveProperty('authorization');
      expect(call.headers).not.toHaveProperty('x-access-token');
    }
  });

  it('each echo reached us: the words around the key are shown where words are shown', () => {
    const found = results.map(({ prompt, text }) => [prompt, text.includes(REDACTED)]);
    const expected = Object.entries(keyEchoes).map(([name, { isShownToUser }]) => [
      name,
      isShownToUser,
    ]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });

  it('the key is in no reply: no body, header, event, export or page', () => {
    expect(pages).toContain(REDACTED);
    expect(given.replies).toContain(REDACTED);
    expect(given.replies).toContain('text/event-stream');
    expect(findKey(given.replies ?? '', apiKey)).toEqual([]);
  });

  it('the key is in nothing that the process printed, and in no metric', () => {
    expect(given.output).toContain('BYOM is ready');
    expect(given.output).toContain('"audit":true');
    expect(given.output).toContain('"route":"/api/demo/v2/export"');
    expect(given.metrics).toContain('byom_model_calls_total');
    expect(findKey(given.output ?? '', apiKey)).toEqual([]);
    expect(findKey(given.metrics ?? '', apiKey)).toEqual([]);
  });

  it('no session id is in what was printed or stored, in a metric or in a page', () => {
    expect(sessionIds.length).toBeGreaterThan(10);
    for (const [place, bytes] of Object.entries({ ...given, replies: '', pages })) {
      expect([place, findKey(bytes, sessionId)]).toEqual([place, []]);
      const written = Buffer.from(bytes as string);
      for (const id of sessionIds) expect([place, written.includes(id)]).toEqual([place, false]);
    }
  });

  it('the key is in no table', () => {
    expect(given.tables).toContain('demo_model_configs');
    expect(given.tables).toContain('pgboss');
    expect(given.tables).toContain(REDACTED);
    expect(findKey(given.tables ?? '', apiKey)).toEqual([]);
  });

  it('neither is the secret of another header in any of these', () => {
    for (const [place, bytes] of Object.entries({ ...given, pages })) {
      expect([place, findKey(bytes, headerSecret)]).toEqual([place, []]);
    }
  });

  it('the key is in no file of the data folder', () => {
    const isEmbedded = engine === 'pglite';
    expect(Buffer.from(given.files ?? '').includes('test-model')).toBe(isEmbedded);
    expect(findKey(given.files ?? '', apiKey)).toEqual([]);
  });
});

function followed(
  follow: (handlers: { onComplete(): void; onError(error: unknown): void }) => unknown,
): Promise<void> {
  return new Promise((resolve, reject) => {
    follow({ onComplete: resolve, onError: reject });
  });
}

async function filesIn(folder: string): Promise<Uint8Array> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Buffer.concat(
    await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name)))),
  );
}
