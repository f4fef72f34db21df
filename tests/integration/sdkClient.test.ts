/** The typed client against a running server: the whole job, and what subscriptions promise. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ByomClient, ProgressOutput } from '../../sdk/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

describe.each(engines)('on %s', (engine) => {
  let fake: FakeModelServer;
  let server: TestServer;
  let byom: ByomClient;

  beforeAll(async () => {
    fake = await startFakeModelServer();
    server = await startTestServer(engine);
    byom = server.client(await server.connect(fake.url));
  });
  afterEach(() => fake.reset());
  afterAll(async () => {
    await server.stop();
    await fake.close();
  });

  const prompts = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ prompt: `Prompt number ${index}` }));
  const quick = { concurrency: 4, delayMs: 0 };

  it('does the whole job: connect, test, run, ask, export, delete', async () => {
    const created = await server
      .client()
      .session.create.mutate({ endpointUrl: fake.url, modelId: 'm' });
    const signedIn = server.client(created.sessionId);
    expect(created.expiresAt).toBeInstanceOf(Date);
    expect(await signedIn.session.testConnection.mutate()).toMatchObject({ success: true });

    const [suite] = await signedIn.suite.list.query();
    const run = await signedIn.batch.start.mutate({ testSuiteId: suite?.id, config: quick });
    const events = await collect(signedIn, run.id);
    expect(events.at(-1)?.run).toMatchObject({ status: 'completed', progress: 1 });
    expect(events.flatMap((event) => event.results.map((result) => result.seq))).toEqual(
      Array.from({ length: 10 }, (_, index) => index + 1),
    );

    const document = await signedIn.export.document.query({ format: 'json' });
    let text = '';
    for await (const chunk of document.chunks) text += chunk;
    expect(JSON.parse(text).results).toHaveLength(10);

    const { answer } = await signedIn.chat.send.mutate({ content: 'How did you do?' });
    expect((await readAnswer(signedIn, answer.id)).text).not.toBe('');
    expect(await signedIn.session.delete.mutate()).toEqual({
      deleted: { config: true, testRuns: 1, results: 10 },
    });
    await expect(signedIn.session.current.query()).rejects.toMatchObject({
      data: { httpStatus: 404, problem: { kind: 'session_not_found' } },
    });
  });

  it('hands errors over with their kind, field and HTTP status', async () => {
    await expect(
      byom.session.create.mutate({ endpointUrl: 'nonsense', modelId: 'm' }),
    ).rejects.toMatchObject({
      data: { httpStatus: 400, problem: { kind: 'invalid_input', field: 'endpointUrl' } },
    });
    await expect(server.client().session.current.query()).rejects.toMatchObject({
      data: { httpStatus: 401, problem: { kind: 'session_required' } },
    });
  });

  describe('batch.onProgress', () => {
    it('sends results while the run is going on, each once and in order', async () => {
      fake.respond({ kind: 'answer', text: 'Fine.', latencyMs: 60 });
      const run = await byom.batch.start.mutate({ prompts: prompts(12), config: quick });
      const events = await collect(byom, run.id);
      expect(events.length).toBeGreaterThan(2);
      expect(events.flatMap((event) => event.results.map((result) => result.seq))).toEqual(
        Array.from({ length: 12 }, (_, index) => index + 1),
      );
    });

    it('resumes after the last event that was seen', async () => {
      const run = await byom.batch.start.mutate({ prompts: prompts(8), config: quick });
      await collect(byom, run.id);
      const rest = await collect(byom, run.id, 5);
      expect(rest.flatMap((event) => event.results.map((result) => result.seq))).toEqual([6, 7, 8]);
    });

    it('gives the same to two watchers', async () => {
      fake.respond({ kind: 'answer', text: 'Fine.', latencyMs: 30 });
      const run = await byom.batch.start.mutate({ prompts: prompts(10), config: quick });
      const [one, two] = await Promise.all([collect(byom, run.id), collect(byom, run.id)]);
      const ids = (events: ProgressOutput[]) =>
        events.flatMap((event) => event.results.map((result) => result.id));
      expect(ids(one)).toHaveLength(10);
      expect(ids(one)).toEqual(ids(two));
    });

    it("refuses another session's run", async () => {
      const run = await byom.batch.start.mutate({ prompts: prompts(1), config: quick });
      const stranger = server.client(await server.connect(fake.url));
      await expect(collect(stranger, run.id)).rejects.toThrow('no such run');
    });

    it('ends when the session is deleted in the middle, and no further call is made', async () => {
      fake.respond({ kind: 'answer', text: 'Slow.', latencyMs: 200 });
      const owner = server.client(await server.connect(fake.url));
      const run = await owner.batch.start.mutate({ prompts: prompts(40), config: quick });
      const watching = collect(owner, run.id);
      watching.catch(() => {});
      await fake.until((calls) => calls.length >= 6, 10_000);
      await owner.session.delete.mutate();
      await expect(watching).rejects.toThrow('expired');
      await fake.until(() => fake.inFlight === 0, 2_000);
      const asked = fake.chatCalls.length;
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(fake.chatCalls).toHaveLength(asked);
      expect(asked).toBeLessThan(40);
    });
  });

  it('cancels a run: calls in flight are given up, what is answered stays', async () => {
    fake.respond((call) =>
      call.prompt.endsWith('0')
        ? { kind: 'answer', text: 'Quick.' }
        : { kind: 'hang', when: 'after-headers' },
    );
    const run = await byom.batch.start.mutate({
      prompts: prompts(6),
      config: { ...quick, adaptive: false },
    });
    await fake.until((calls) => calls.length >= 5, 10_000);
    const cancelled = await byom.batch.cancel.mutate({ testRunId: run.id });
    expect(cancelled.status).toBe('cancelled');
    await fake.until(() => fake.inFlight === 0, 2_000);
    const { run: after, results } = await byom.batch.get.query({ testRunId: run.id });
    expect(after).toMatchObject({ status: 'cancelled', completedPrompts: 1, failedPrompts: 0 });
    expect(results).toHaveLength(1);
    await expect(byom.batch.cancel.mutate({ testRunId: run.id })).rejects.toMatchObject({
      data: { problem: { kind: 'run_not_active' } },
    });
  });

  describe('chat', () => {
    it('streams an answer that two watchers put together alike, from one call', async () => {
      fake.respond({ kind: 'answer', text: 'Grüße 🙂 '.repeat(40), chunkChars: 3, msPerChunk: 3 });
      const { answer } = await byom.chat.send.mutate({ content: 'Say something long.' });
      const [one, two] = await Promise.all([
        readAnswer(byom, answer.id),
        readAnswer(byom, answer.id),
      ]);
      expect(one.pieces).toBeGreaterThan(3);
      const stored = (await byom.chat.list.query()).find((message) => message.id === answer.id);
      expect(stored).toMatchObject({ status: 'complete', content: 'Grüße 🙂 '.repeat(40) });
      expect(one.text).toBe(stored?.content);
      expect(two.text).toBe(stored?.content);
      expect(fake.chatCalls).toHaveLength(1);
    });

    it('goes on at the offset that a watcher has reached', async () => {
      fake.respond({ kind: 'answer', text: 'abcdefghij' });
      const { answer } = await byom.chat.send.mutate({ content: 'Letters?' });
      await readAnswer(byom, answer.id);
      expect((await readAnswer(byom, answer.id, 4)).text).toBe('efghij');
    });

    it('stops an answer, keeps what it has, and ends the call', async () => {
      fake.respond({ kind: 'answer', text: 'word '.repeat(400), msPerChunk: 20 });
      const { answer } = await byom.chat.send.mutate({ content: 'Go on.' });
      await fake.until((calls) => calls.length === 1);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const stopped = await byom.chat.stop.mutate({ messageId: answer.id });
      expect(stopped.status).toBe('stopped');
      expect(stopped.content).toContain('word');
      await fake.until((calls) => calls[0]?.outcome === 'aborted', 2_000);
      expect((await readAnswer(byom, answer.id)).text).toBe(stopped.content);
    });

    it('keeps the question and says why when the model fails', async () => {
      fake.respond({ kind: 'error', status: 401, body: { error: { message: 'Key revoked.' } } });
      const { question, answer } = await byom.chat.send.mutate({ content: 'Still there?' });
      await readAnswer(byom, answer.id);
      const messages = await byom.chat.list.query();
      expect(messages.find((message) => message.id === question.id)?.content).toBe('Still there?');
      expect(messages.find((message) => message.id === answer.id)).toMatchObject({
        status: 'failed',
        errorKind: 'auth',
        error: expect.stringContaining('Key revoked.'),
      });
    });

    it('refuses a second question while an answer is being written', async () => {
      fake.respond({ kind: 'answer', text: 'word '.repeat(200), msPerChunk: 20 });
      const { answer } = await byom.chat.send.mutate({ content: 'First.' });
      await expect(byom.chat.send.mutate({ content: 'Second.' })).rejects.toMatchObject({
        data: { problem: { kind: 'answer_in_progress' } },
      });
      await byom.chat.stop.mutate({ messageId: answer.id });
    });
  });
});

function collect(byom: ByomClient, testRunId: string, lastEventId?: number) {
  return new Promise<ProgressOutput[]>((resolve, reject) => {
    const events: ProgressOutput[] = [];
    const subscription = byom.batch.onProgress.subscribe(
      { testRunId, lastEventId },
      {
        onData: ({ data }) => events.push(data),
        onComplete: () => resolve(events),
        onError(error) {
          subscription.unsubscribe();
          reject(error);
        },
      },
    );
  });
}

function readAnswer(byom: ByomClient, messageId: string, lastEventId?: number) {
  return new Promise<{ text: string; pieces: number }>((resolve, reject) => {
    let text = '';
    let pieces = 0;
    const subscription = byom.chat.onToken.subscribe(
      { messageId, lastEventId },
      {
        onData({ data }) {
          text += data.delta;
          pieces += 1;
        },
        onComplete: () => resolve({ text, pieces }),
        onError(error) {
          subscription.unsubscribe();
          reject(error);
        },
      },
    );
  });
}
