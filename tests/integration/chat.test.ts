/** The chat: one upstream call a question, whoever watches, and what becomes of it. */
import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ByomClient } from '../../sdk/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { waitForRun } from '../support/restClient.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

describe.each(engines)('a conversation on %s', (engine) => {
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

  const ended = async () => {
    await expect
      .poll(async () => (await byom.chat.list.query()).at(-1)?.status, { timeout: 10_000 })
      .not.toBe('streaming');
    return (await byom.chat.list.query()).at(-1);
  };

  it('answers a question once, with evidence and costs', async () => {
    const started = await server.rest('POST', '/batch-test', {
      session_id: sessionId,
      prompts: [{ prompt: 'What is the capital of France?', expected_answer: 'Paris' }],
    });
    await waitForRun(server, sessionId, started.json.test_run_id);
    fake.reset();
    fake.respond({ kind: 'answer', text: 'It was #1.', reasoning: 'Let me see.' });
    const { question, answer } = await byom.chat.send.mutate({ content: 'Which one?' });
    expect(question).toMatchObject({ role: 'user', content: 'Which one?', conversation: 1 });
    expect(answer).toMatchObject({ role: 'assistant', status: 'streaming' });
    expect(await ended()).toMatchObject({
      id: answer.id,
      status: 'complete',
      content: 'It was #1.',
      reasoning: 'Let me see.',
      runIds: [started.json.test_run_id],
      evidence: { given: 1, total: 1, results: [{ label: '#1' }] },
    });
    expect(fake.chatCalls).toHaveLength(1);
  });

  it('sent twice under one key is one question', async () => {
    const question = { content: 'Hello?', idempotencyKey: 'once' };
    const first = await byom.chat.send.mutate(question);
    await ended();
    const second = await byom.chat.send.mutate(question);
    expect(second.question.id).toBe(first.question.id);
    expect(second.answer.id).toBe(first.answer.id);
    expect(fake.chatCalls).toHaveLength(1);
  });

  it('refuses a second question while one is being answered, however they arrive', async () => {
    fake.respond({ kind: 'answer', text: 'Slowly.', latencyMs: 600 });
    const attempts = await Promise.allSettled(
      ['a', 'b', 'c', 'd'].map((content) => byom.chat.send.mutate({ content })),
    );
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = attempts.find((attempt) => attempt.status === 'rejected');
    expect(refused?.reason.data.problem.kind).toBe('answer_in_progress');
    await ended();
    expect(fake.chatCalls).toHaveLength(1);
  });

  it('takes the questions of many sessions in one moment, and refuses only those that have to be', async () => {
    const others = await Promise.all(Array.from({ length: 12 }, () => server.connect(fake.url)));
    const [answering = '', exhausted = '', ...free] = others;
    fake.respond({ kind: 'answer', text: 'Slowly.', latencyMs: 400 });
    await server.client(answering).chat.send.mutate({ content: 'Hello?' });
    const limited = createHash('sha256').update(exhausted).digest('base64url');
    await server.database.db.execute(
      sql`insert into demo_rate_limits values (${`${limited} messages`}, 100000, now() + interval '30 seconds')`,
    );
    const settled = await Promise.allSettled(
      others.map((id) => server.client(id).chat.send.mutate({ content: `I am ${id}` })),
    );
    const kinds = settled.map(
      (each) => each.status === 'rejected' && each.reason.data.problem.kind,
    );
    expect(kinds).toEqual(['answer_in_progress', 'rate_limited', ...free.map(() => false)]);
    for (const id of free) {
      const messages = await server.client(id).chat.list.query();
      expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
      expect(messages[0]?.content).toBe(`I am ${id}`);
    }
    expect(await server.client(exhausted).chat.list.query()).toEqual([]);
  });

  it('regenerates an answer and edits a question in place', async () => {
    fake.respond({ kind: 'answer', text: 'First.' });
    const first = await byom.chat.send.mutate({ content: 'One?' });
    await ended();
    fake.respond({ kind: 'answer', text: 'Second.' });
    await byom.chat.regenerate.mutate({ messageId: first.answer.id });
    await ended();
    const texts = async () => (await byom.chat.list.query()).map(({ content }) => content);
    expect(await texts()).toEqual(['One?', 'Second.']);

    fake.respond({ kind: 'answer', text: 'Third.' });
    await byom.chat.send.mutate({ content: 'Two?' });
    await ended();
    await byom.chat.edit.mutate({ messageId: first.question.id, content: 'Other?' });
    await ended();
    expect(await texts()).toEqual(['Other?', 'Third.']);
    const [, ...turns] = fake.chatCalls.at(-1)?.body?.messages ?? [];
    expect(turns).toEqual([{ role: 'user', content: 'Other?' }]);
  });

  it('begins anew, and stops what is being written', async () => {
    fake.respond({ kind: 'answer', text: 'Endless words', latencyMs: 20_000 });
    await byom.chat.send.mutate({ content: 'One?' });
    await fake.until((calls) => calls.length === 1);
    await byom.chat.newConversation.mutate();
    await fake.until(([call]) => call?.outcome === 'aborted', 500);
    expect(await byom.chat.list.query()).toEqual([]);
    fake.respond({ kind: 'answer', text: 'Anew.' });
    await byom.chat.send.mutate({ content: 'Two?' });
    expect(await ended()).toMatchObject({ content: 'Anew.', conversation: 2 });
  });

  it('bounds questions and conversations, each with its own words', async () => {
    const refusal = (attempt: Promise<unknown>) =>
      attempt.then(
        () => undefined,
        (error) => error.data.problem,
      );
    const tooLong = byom.chat.send.mutate({ content: 'x'.repeat(8_001) });
    expect(await refusal(tooLong)).toMatchObject({ kind: 'invalid_input', field: 'content' });

    await byom.chat.send.mutate({ content: 'Hello?' });
    await ended();
    await server.database.db.execute(
      sql`insert into demo_chat_messages (demo_session_id, role, status, content)
          select demo_session_id, 'user', 'complete', 'x' from demo_chat_messages, generate_series(1, 398)
          where id = ${(await byom.chat.list.query())[0]?.id}::uuid`,
    );
    expect(await refusal(byom.chat.send.mutate({ content: 'Hello?' }))).toMatchObject({
      kind: 'conversation_full',
      message: expect.stringContaining('Start a new one'),
    });
    await byom.chat.newConversation.mutate();
    await byom.chat.send.mutate({ content: 'Hello?' });
    expect(await ended()).toMatchObject({ status: 'complete' });
  });

  it('takes part of no other session', async () => {
    const { question, answer } = await byom.chat.send.mutate({ content: 'Hello?' });
    await ended();
    const other = server.client(await server.connect(fake.url));
    const messageId = answer.id;
    const attempts = [
      other.chat.regenerate.mutate({ messageId }),
      other.chat.stop.mutate({ messageId }),
      other.chat.edit.mutate({ messageId: question.id, content: 'Mine.' }),
      other.chat.reproduce.query({ messageId }),
    ];
    for (const attempt of await Promise.allSettled(attempts)) {
      expect(attempt).toMatchObject({
        status: 'rejected',
        reason: { data: { problem: { kind: 'message_not_found' } } },
      });
    }
    expect(await other.chat.list.query()).toEqual([]);
    expect(await byom.chat.list.query()).toHaveLength(2);
  });
});
