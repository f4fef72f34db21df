/** The verbs of the client against a running server, as a program uses them. */
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  AnswerFailedError,
  ByomError,
  type ByomSession,
  connect,
  InvalidInputError,
  joinSession,
  type ResultOutput,
  RunNotFoundError,
  type ServerOptions,
  SessionNotFoundError,
  SessionRequiredError,
  TimedOutError,
  UnreachableError,
} from '../../sdk/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const quick = { concurrency: 4, delayMs: 0, maxRetries: 0 };
const prompts = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    prompt: `What is ${index} + 1?`,
    expected_answer: `${index + 1}`,
  }));

describe.each(engines)('on %s', (engine) => {
  let fake: FakeModelServer;
  let server: TestServer;

  beforeAll(async () => {
    fake = await startFakeModelServer();
    server = await startTestServer(engine);
  });
  afterEach(() => fake.reset());
  afterAll(async () => {
    await server.stop();
    await fake.close();
  });

  const model = () => ({
    endpointUrl: fake.url,
    modelId: 'tuned-model',
    apiKey: 'sk-of-a-program',
  });

  async function testedSession(options: Partial<ServerOptions> = {}): Promise<ByomSession> {
    const byom = await connect({ baseUrl: server.url, ...options }, model());
    onTestFinished(async () => byom[Symbol.asyncDispose]());
    expect(await byom.testConnection()).toMatchObject({ success: true });
    return byom;
  }

  it('holds a fine-tune against its base, from the connection to the file', async () => {
    fake.respond(({ body, prompt }) => {
      const sum = Number(/\d+/.exec(prompt)?.[0]) + 1;
      return {
        kind: 'answer',
        text: body?.model === 'base-model' ? 'I do not know.' : `It is ${sum}.`,
      };
    });
    const byom = await testedSession();
    const base = await byom.addModel({ ...model(), modelId: 'base-model', role: 'baseline' });
    expect(base).toMatchObject({ role: 'baseline', modelId: 'base-model' });
    expect(await byom.testConnection({ role: 'baseline' })).toMatchObject({ success: true });

    const suite = await byom.uploadSuite({
      file: prompts(12)
        .map((prompt) => JSON.stringify(prompt))
        .join('\n'),
      fileName: 'sums.jsonl',
    });
    expect(suite).toMatchObject({ name: 'sums', format: 'suite', promptCount: 12, problems: [] });
    expect((await byom.suites()).map(({ id }) => id)).toContain(suite.testSuiteId);

    const run = byom.run({
      testSuiteId: suite.testSuiteId,
      models: ['candidate', 'baseline'],
      config: quick,
    });
    const results: ResultOutput[] = [];
    let updates = 0;
    for await (const update of run) {
      updates += 1;
      results.push(...update.results);
    }
    expect(updates).toBeGreaterThan(1);
    const [candidate, baseline] = await run.testRunIds;
    if (!candidate || !baseline) throw new Error('Two models were named.');
    for (const id of [candidate, baseline]) {
      const told = results.filter(({ testRunId }) => testRunId === id).map(({ seq }) => seq);
      expect(told).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    }
    expect((await run.finished()).map(({ id, status }) => ({ id, status }))).toEqual([
      { id: candidate, status: 'completed' },
      { id: baseline, status: 'completed' },
    ]);

    expect((await byom.compare({ candidate, baseline })).verdict).toBe('better');
    expect(await byom.metrics({ testRunId: candidate })).toMatchObject({ totalPrompts: 12 });

    const wrong = await Array.fromAsync(byom.results({ testRunId: baseline, filter: 'incorrect' }));
    expect(wrong).toHaveLength(12);
    expect(wrong[0]?.response).toBe('I do not know.');

    const file = await byom.export({ format: 'jsonl', testRunId: candidate });
    expect((await textOf(file)).trim().split('\n')).toHaveLength(12);
    const pairs = await byom.export({ format: 'csv', candidate, baseline });
    expect(await textOf(pairs)).toContain('What is 11 + 1?');

    expect(await byom.delete()).toEqual({ config: true, testRuns: 2, results: 24 });
  });

  it('reads results over several pages', async () => {
    const byom = await testedSession();
    const run = byom.run({ prompts: prompts(450), config: { ...quick, concurrency: 20 } });
    await run.finished();
    const [testRunId] = await run.testRunIds;
    const numbers: number[] = [];
    for await (const { promptIndex } of byom.results({ testRunId, direction: 'desc' })) {
      numbers.push(promptIndex);
    }
    expect(numbers).toEqual(Array.from({ length: 450 }, (_, index) => 449 - index));
  });

  it('goes on with a run where another program left it', async () => {
    fake.respond({ kind: 'answer', text: 'Fine.', latencyMs: 40 });
    const byom = await testedSession();
    const run = byom.run({ prompts: prompts(20), config: quick });
    let lastSeq = 0;
    for await (const { results } of run) {
      lastSeq = results.at(-1)?.seq ?? lastSeq;
      if (lastSeq > 3) break;
    }
    const [testRunId = ''] = await run.testRunIds;
    const other = joinSession({ baseUrl: server.url }, byom.sessionId);
    const rest: number[] = [];
    for await (const { results } of other.follow(testRunId, {
      afterSeq: { [testRunId]: lastSeq },
    })) {
      rest.push(...results.map(({ seq }) => seq));
    }
    expect(rest).toEqual(Array.from({ length: 20 - lastSeq }, (_, index) => lastSeq + 1 + index));
    await other[Symbol.asyncDispose]();
    expect((await byom.metrics()).totalPrompts).toBe(20);
  });

  it('stops following at an abort, at once and with its reason; the run goes on until it is cancelled', async () => {
    const byom = await testedSession();
    fake.respond({ kind: 'hang', when: 'after-headers' });
    const given = new AbortController();
    const run = byom.run({ prompts: prompts(3), config: quick, signal: given.signal });
    await run.testRunIds;
    const reason = new Error('Enough.');
    setTimeout(() => given.abort(reason), 50);
    await expect(run.finished()).rejects.toBe(reason);
    const [testRunId = ''] = await run.testRunIds;
    const again = byom.follow(testRunId);
    await again.cancel();
    expect(await again.finished()).toMatchObject([{ status: 'cancelled' }]);
    await expect(again.cancel()).rejects.toMatchObject({ code: 'run_not_active', status: 409 });
  });

  it('tells an answer in pieces and as the message it has become', async () => {
    const byom = await testedSession();
    await byom.run({ prompts: prompts(2), config: quick }).finished();
    fake.respond({ kind: 'answer', text: 'Grüße 🙂 '.repeat(40), chunkChars: 3, msPerChunk: 2 });
    const answer = byom.ask('How did you do?');
    const pieces = await Array.fromAsync(answer);
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.join('')).toBe('Grüße 🙂 '.repeat(40));
    expect(await answer.message()).toMatchObject({ status: 'complete', content: pieces.join('') });
  });

  it('stops the model when its reader leaves, and keeps what was said', async () => {
    const byom = await testedSession();
    fake.respond({ kind: 'answer', text: 'word '.repeat(2_000), msPerChunk: 10 });
    for await (const piece of byom.ask('Go on and on.')) {
      expect(piece).not.toBe('');
      break;
    }
    await fake.until((calls) => calls.at(-1)?.outcome === 'aborted', 5_000);
    expect((await byom.api.chat.list.query()).at(-1)).toMatchObject({ status: 'stopped' });
  });

  it("tells that the model did not answer in the endpoint's words", async () => {
    const byom = await testedSession();
    fake.respond({ kind: 'error', status: 401, body: { error: { message: 'Key revoked.' } } });
    const failing = byom.ask('Still there?').message();
    await expect(failing).rejects.toBeInstanceOf(AnswerFailedError);
    await expect(failing).rejects.toThrow('Key revoked.');
  });

  it('rejects with a class for each kind of refusal', async () => {
    const server_ = { baseUrl: server.url };
    const refused = connect(server_, { endpointUrl: 'nonsense', modelId: 'm' });
    await expect(refused).rejects.toBeInstanceOf(InvalidInputError);
    await expect(refused).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'endpointUrl',
      status: 400,
      name: 'InvalidInputError',
      requestId: expect.any(String),
    });
    const nobody = joinSession(server_, '');
    await expect(nobody.metrics()).rejects.toBeInstanceOf(SessionRequiredError);
    const stranger = joinSession(server_, `demo-${'0'.repeat(32)}`);
    await expect(stranger.suites()).resolves.not.toHaveLength(0);
    await expect(stranger.metrics()).rejects.toBeInstanceOf(SessionNotFoundError);
    await expect(stranger.export({ format: 'csv' })).rejects.toBeInstanceOf(SessionNotFoundError);

    const byom = await testedSession();
    const missing = crypto.randomUUID();
    await expect(byom.metrics({ testRunId: missing })).rejects.toBeInstanceOf(RunNotFoundError);
    await expect(byom.follow(missing).finished()).rejects.toBeInstanceOf(RunNotFoundError);
    await expect(byom.run({ testSuiteId: missing }).finished()).rejects.toMatchObject({
      code: 'suite_not_found',
    });
    await expect(byom.uploadSuite({ file: '' })).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'file',
      requestId: expect.any(String),
    });
    await expect(
      byom.export({ format: 'pdf' as never }).then(({ locked }) => locked),
    ).rejects.toMatchObject({ code: 'invalid_input', field: 'format' });
  });

  it('deletes the session at the end of its block, and no session that it only joined', async () => {
    let sessionId: string;
    {
      await using byom = await connect({ baseUrl: server.url }, model());
      ({ sessionId } = byom);
      await using joined = joinSession({ baseUrl: server.url }, sessionId);
      expect(await joined.suites()).not.toHaveLength(0);
    }
    await expect(joinSession({ baseUrl: server.url }, sessionId).metrics()).rejects.toMatchObject({
      code: 'session_not_found',
    });
    // Deleted by hand already: nothing is left to do.
    await using again = await connect({ baseUrl: server.url }, model());
    await again.delete();
  });

  it('sends its own headers with everything, through its own fetch', async () => {
    const seen: { path: string; tenant: string | null }[] = [];
    const byom = await testedSession({
      headers: { 'x-tenant': 'ours' },
      fetch: (input, init) => {
        const path = new URL(String(input instanceof Request ? input.url : input)).pathname;
        seen.push({ path, tenant: new Headers(init?.headers).get('x-tenant') });
        return fetch(input, init);
      },
    });
    await byom.run({ prompts: prompts(1), config: quick }).finished();
    await textOf(await byom.export({ format: 'csv' }));
    const paths = seen.map(({ path }) => path);
    expect(paths).toContain('/trpc/batch.onProgress');
    expect(paths).toContain('/api/demo/v2/export');
    expect(seen.filter(({ tenant }) => tenant !== 'ours')).toEqual([]);
  });

  describe('when the way to the server fails', () => {
    /** A way that loses the first so many answers to calls whose address has `path`. */
    function lossyFetch(path: string, losses: number) {
      const lossy = {
        tries: 0,
        async fetch(input: RequestInfo | URL, init?: RequestInit) {
          const isMeant = String(input).includes(path);
          if (isMeant) lossy.tries += 1;
          const response = await fetch(input, init);
          if (!isMeant || lossy.tries > losses) return response;
          await response.body?.cancel();
          throw new TypeError('fetch failed');
        },
      };
      return lossy;
    }

    it('starts one run, though the answers to its start were lost', async () => {
      const lossy = lossyFetch('batch.start', 2);
      const byom = await testedSession({ fetch: lossy.fetch });
      await byom.run({ prompts: prompts(2), config: quick }).finished();
      expect(lossy.tries).toBe(3);
      expect(await byom.api.batch.list.query()).toHaveLength(1);
    });

    it('does not repeat what could be done twice', async () => {
      const lossy = lossyFetch('connection.add', 1);
      const byom = await testedSession({ fetch: lossy.fetch });
      const adding = byom.addModel({ ...model(), role: 'baseline' });
      await expect(adding).rejects.toBeInstanceOf(UnreachableError);
      expect(lossy.tries).toBe(1);
    });

    it('gives up where it was told to', async () => {
      const lossy = lossyFetch('batch.metrics', 9);
      const byom = await testedSession({ fetch: lossy.fetch, retries: 1 });
      await expect(byom.metrics()).rejects.toMatchObject({ code: 'unreachable', status: null });
      expect(lossy.tries).toBe(2);
    });

    it('ends the wait for another try at an abort', async () => {
      const lossy = lossyFetch('batch.metrics', 9);
      const byom = await testedSession({ fetch: lossy.fetch, retries: 9 });
      const given = new AbortController();
      const asking = byom.metrics({ signal: given.signal });
      setTimeout(() => given.abort(new Error('Enough.')), 100);
      await expect(asking).rejects.toThrow('Enough.');
    });

    it('tells a server that does not answer in time from one that is not there', async () => {
      const silent: typeof fetch = (_input, init) =>
        new Promise((_, reject) => {
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        });
      const waiting = connect({ baseUrl: server.url, fetch: silent, timeoutMs: 50 }, model());
      await expect(waiting).rejects.toBeInstanceOf(TimedOutError);
      const joined = joinSession({ baseUrl: server.url, fetch: silent, timeoutMs: 50 }, 'demo-x');
      await expect(joined.export({ format: 'csv' })).rejects.toBeInstanceOf(TimedOutError);

      const nowhere = connect({ baseUrl: 'http://127.0.0.1:9', retries: 0 }, model());
      await expect(nowhere).rejects.toBeInstanceOf(UnreachableError);
    });

    it('says that something else than BYOM answers there', async () => {
      const page: typeof fetch = async () =>
        new Response('<h1>Bad gateway</h1>', {
          status: 502,
          headers: { 'content-type': 'text/html' },
        });
      const options = { baseUrl: 'http://gateway.example', fetch: page, retries: 0 };
      const failing = connect(options, model());
      await expect(failing).rejects.toMatchObject({ code: 'unreachable', status: 502 });
      await expect(failing).rejects.toBeInstanceOf(ByomError);
      const exporting = joinSession(options, 'demo-x').export({ format: 'csv' });
      await expect(exporting).rejects.toMatchObject({ code: 'unreachable', status: 502 });
    });
  });
});

async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new Response(stream).text();
}
