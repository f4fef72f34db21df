/** An answer outlives whoever watches it, and its end is told when whoever writes it dies. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ByomClient, createByomClient } from '../../sdk/index.ts';
import { type ByomProcess, startByomProcess } from '../support/byomProcess.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { copyTemplate, engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const BROKEN = 100;

interface Watched {
  text: string;
  reasoning: string;
  events: number;
  // biome-ignore lint/suspicious/noExplicitAny: the message as it is sent, looked into by each test
  ended: any;
}

/**
 * Follows an answer over the wire as an EventSource would; `breakAfter` says after how many events each
 * connection is broken.
 */
async function watch(
  url: string,
  sessionId: string,
  messageId: string,
  breakAfter: () => number = () => Number.POSITIVE_INFINITY,
): Promise<Watched> {
  const input = encodeURIComponent(JSON.stringify({ json: { messageId } }));
  const watched: Watched = { text: '', reasoning: '', events: 0, ended: null };
  let lastEventId = '';
  while (!watched.ended) {
    const leave = new AbortController();
    let eventsLeft = breakAfter();
    try {
      const response = await fetch(`${url}/trpc/chat.onToken?input=${input}`, {
        signal: leave.signal,
        headers: {
          accept: 'text/event-stream',
          authorization: `Bearer ${sessionId}`,
          ...(lastEventId && { 'last-event-id': lastEventId }),
        },
      });
      if (!response.ok || !response.body) throw new Error(await response.text());
      let unread = '';
      const pieces = Readable.fromWeb(response.body as ReadableStream).setEncoding('utf8');
      for await (const piece of pieces) {
        const events = (unread + piece).split('\n\n');
        unread = events.pop() ?? '';
        for (const event of events) {
          const data = /^data: (\{.*)$/m.exec(event)?.[1];
          const id = /^id: (.*)$/m.exec(event)?.[1];
          if (!data || id === undefined) continue;
          const { delta, reasoningDelta, ended } = JSON.parse(data).json;
          watched.text += delta;
          watched.reasoning += reasoningDelta;
          watched.events += 1;
          watched.ended = ended;
          lastEventId = id;
          if (--eventsLeft <= 0) leave.abort();
          if (leave.signal.aborted) break;
        }
      }
    } catch (error) {
      if (!leave.signal.aborted) await pause(100);
      if (!(error instanceof Error)) throw error;
    }
  }
  return watched;
}

describe.each(engines)('an answer on %s', (engine) => {
  let server: TestServer;
  let fake: FakeModelServer;
  let sessionId: string;
  let byom: ByomClient;
  beforeAll(async () => {
    [server, fake] = await Promise.all([startTestServer(engine), startFakeModelServer()]);
  });
  afterAll(async () => {
    await server.stop();
    await fake.close();
  });
  beforeEach(async () => {
    fake.reset();
    sessionId = await server.connect(fake.url);
    byom = server.client(sessionId);
    fake.reset();
  });

  it('is put together alike over a hundred broken connections, by two watchers, from one call', async () => {
    let connections = 0;
    let text = '';
    fake.respond({
      kind: 'raw',
      async write(res) {
        const send = (delta: object, finish_reason: string | null = null) =>
          res.write(
            `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] })}\n\n`,
          );
        res.writeHead(200, { 'content-type': 'text/event-stream' });
        for (let index = 0; index < 40; index++, await pause(5)) {
          send({ reasoning_content: `reasoning ${index} 🙂 ` });
        }
        // As long as it takes: how fast connections are broken is the machine's business.
        for (let index = 0; connections <= BROKEN || index < 100; index++, await pause(5)) {
          const content = `Straße ${index}, 東京, 👩‍👩‍👧‍👦🙂 `;
          text += content;
          send({ content });
        }
        send({}, 'stop');
        res.end('data: [DONE]\n\n');
      },
    });
    const { answer } = await byom.chat.send.mutate({ content: 'Tell me.' });
    const broken = watch(server.url, sessionId, answer.id, () => {
      connections += 1;
      return connections <= BROKEN ? 1 + (connections % 4) : Number.POSITIVE_INFINITY;
    });
    const whole = watch(server.url, sessionId, answer.id);
    const [one, other] = await Promise.all([broken, whole]);
    const stored = (await byom.chat.list.query()).at(-1);
    expect(stored).toMatchObject({ status: 'complete', content: text });
    for (const watched of [one, other]) {
      expect(watched.text).toBe(stored?.content);
      expect(watched.reasoning).toBe(stored?.reasoning);
      expect(watched.ended.status).toBe('complete');
    }
    expect(fake.chatCalls).toHaveLength(1);
  });

  it('keeps the text that its watchers saw when it is stopped', async () => {
    fake.respond({ kind: 'answer', text: 'word '.repeat(2_000), latencyMs: 20_000 });
    const { answer } = await byom.chat.send.mutate({ content: 'Tell me.' });
    const watching = watch(server.url, sessionId, answer.id);
    await pause(300);
    const stopped = await byom.chat.stop.mutate({ messageId: answer.id });
    await fake.until(([call]) => call?.outcome === 'aborted', 1_500);
    const { text, ended } = await watching;
    expect(stopped.content.length).toBeGreaterThan(0);
    expect(stopped).toMatchObject({ status: 'stopped', content: text });
    expect(ended).toMatchObject({ status: 'stopped', content: text });
  });

  it('ends with its session', async () => {
    fake.respond({ kind: 'hang', when: 'after-headers' });
    await byom.chat.send.mutate({ content: 'Tell me.' });
    await fake.until((calls) => calls.length === 1);
    await byom.session.delete.mutate();
    await fake.until(([call]) => call?.outcome === 'aborted', 1_500);
  });

  it('keeps what came before a failure, and the question', async () => {
    fake.respond({ kind: 'error-in-stream', after: 'So far so good' });
    const { answer } = await byom.chat.send.mutate({ content: 'Tell me.' });
    const { text, ended } = await watch(server.url, sessionId, answer.id);
    expect(text).toBe('So far so good');
    expect(ended).toMatchObject({ status: 'failed', content: text, errorKind: 'api_error' });
    const [question] = await byom.chat.list.query();
    expect(question?.content).toBe('Tell me.');
    fake.respond({ kind: 'answer', text: 'Now.' });
    const again = await byom.chat.regenerate.mutate({ messageId: answer.id });
    expect((await watch(server.url, sessionId, again.answer.id)).text).toBe('Now.');
  });
});

describe('between processes', () => {
  let fake: FakeModelServer;
  let dataDir: string;
  let variables: Record<string, string>;
  let started: ByomProcess[] = [];
  beforeAll(async () => {
    fake = await startFakeModelServer();
    dataDir = await mkdtemp(join(tmpdir(), 'byom-chat-'));
    variables = { DATABASE_URL: await copyTemplate(), DATA_DIR: dataDir, LOG_LEVEL: 'error' };
  });
  afterEach(async () => {
    await Promise.all(started.map((process) => process.end('SIGKILL')));
    started = [];
  });
  afterAll(async () => {
    await fake.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  function start(): ByomProcess {
    const process = startByomProcess({ ...variables, DEMO_MAX_SESSIONS_PER_IP: '1000' });
    started.push(process);
    return process;
  }

  async function connect(url: string) {
    fake.reset();
    const fields = { endpointUrl: fake.url, modelId: 'test-model' };
    const { sessionId } = await createByomClient({ baseUrl: url }).session.create.mutate(fields);
    const byom = (at: string) => createByomClient({ baseUrl: at, sessionId });
    await byom(url).session.testConnection.mutate();
    fake.reset();
    return { sessionId, byom };
  }

  it('one shows what another writes, stops it, and goes on with it when that one leaves or dies', async () => {
    const [a, b, c] = [start(), start(), start()];
    const [urlA, urlB, urlC] = await Promise.all([a.ready, b.ready, c.ready]);
    const { sessionId, byom } = await connect(urlA);

    fake.respond({ kind: 'answer', text: 'word '.repeat(100), latencyMs: 1_500 });
    const seen = await byom(urlA).chat.send.mutate({ content: 'One?' });
    const elsewhere = await watch(urlB, sessionId, seen.answer.id);
    expect(elsewhere.text).toBe('word '.repeat(100));
    expect(elsewhere.events).toBeGreaterThan(2);
    expect(fake.chatCalls).toHaveLength(1);

    // Nothing comes, so that only a notification can make it notice soon.
    fake.respond({ kind: 'answer', chunks: ['Wait', { waitMs: 20_000 }, 'no more'] });
    const silent = await byom(urlA).chat.send.mutate({ content: 'Two?' });
    await fake.until((calls) => calls.length === 2);
    await pause(300);
    const stopping = byom(urlB).chat.stop.mutate({ messageId: silent.answer.id });
    await fake.until((calls) => calls[1]?.outcome === 'aborted', 1_500);
    expect(await stopping).toMatchObject({ status: 'stopped', content: 'Wait' });

    const other = await connect(urlA);
    fake.respond({ kind: 'answer', text: 'word '.repeat(1_000), latencyMs: 60_000 });
    const ofA = await other.byom(urlA).chat.send.mutate({ content: 'Three?' });
    const ofB = await byom(urlB).chat.send.mutate({ content: 'Four?' });
    await pause(700);
    const watching = [
      watch(urlC, other.sessionId, ofA.answer.id),
      watch(urlC, sessionId, ofB.answer.id),
    ];
    const diedAt = performance.now();
    await b.end('SIGKILL');
    const leaving = a.end('SIGTERM');
    for (const { text, ended } of await Promise.all(watching)) {
      expect(ended).toMatchObject({
        status: 'interrupted',
        content: text,
        error: expect.stringContaining('interrupted on our side'),
      });
      expect(text).toMatch(/^(word ){2,}/);
    }
    expect(performance.now() - diedAt).toBeLessThan(15_000);
    expect(await leaving).toBe(0);

    fake.respond({ kind: 'answer', text: 'Again.' });
    const again = await byom(urlC).chat.regenerate.mutate({ messageId: ofB.answer.id });
    expect((await watch(urlC, sessionId, again.answer.id)).text).toBe('Again.');
  });
});
