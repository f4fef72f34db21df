/** Suites that people bring along: they belong to a session, and runs point at an edition of them. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_OWN_SUITES, type SuitePrompt } from '../../contract/suites.ts';
import { queryRows } from '../../db/engine/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { waitForRun } from '../support/restClient.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const talk: SuitePrompt = {
  id: 'row-7',
  prompt: 'And of Spain?',
  messages: [
    { role: 'system', content: 'Answer in one word.' },
    { role: 'user', content: 'What is the capital of France?' },
    { role: 'assistant', content: 'Paris' },
    { role: 'user', content: 'And of Spain?' },
  ],
  expected_answer: 'Madrid',
  category: 'capitals',
  split: 'val',
};
const plain: SuitePrompt = { prompt: 'One\nTwo\n\nThree', expected_answer: '3' };

describe.each(engines)('on %s', (engine) => {
  let server: TestServer;
  let fake: FakeModelServer;
  beforeAll(async () => {
    [server, fake] = await Promise.all([startTestServer(engine), startFakeModelServer()]);
    fake.respond({ kind: 'answer', text: 'Madrid' });
  });
  afterAll(() => Promise.all([server.stop(), fake.close()]));

  const connect = async () => {
    const token = await server.connect(fake.url);
    return { token, client: server.client(token) };
  };
  const count = async (table: string) => {
    const [row] = await queryRows<{ count: number }>(
      server.database.db,
      sql`select count(*)::int as count from ${sql.identifier(table)}`,
    );
    return row?.count;
  };

  it('are given back as they came, and shown to nobody else', async () => {
    const mine = await connect();
    const { id } = await mine.client.suite.create.mutate({ name: 'Mine', prompts: [talk, plain] });
    const suite = await mine.client.suite.get.query({ testSuiteId: id });
    expect(suite).toMatchObject({
      name: 'Mine',
      kind: 'own',
      taskDomain: null,
      difficulty: null,
      promptCount: 2,
      categories: ['capitals'],
      checkablePrompts: 2,
      prompts: [talk, plain],
    });
    expect((await mine.client.suite.list.query()).at(-1)).toMatchObject({ id, promptCount: 2 });
    const other = await connect();
    for (const client of [other.client, server.client()]) {
      expect((await client.suite.list.query()).map((each) => each.id)).not.toContain(id);
      await expect(client.suite.get.query({ testSuiteId: id })).rejects.toThrow('no such suite');
    }
    await expect(other.client.batch.start.mutate({ testSuiteId: id })).rejects.toThrow(
      'no such suite',
    );
  });

  it('are asked with their history, and a run keeps the edition that it was started with', async () => {
    const { token, client } = await connect();
    const suite = await client.suite.create.mutate({ name: 'Mine', prompts: [talk, plain] });
    const before = fake.chatCalls.length;
    const run = await client.batch.start.mutate({ testSuiteId: suite.id });
    const { results } = await waitForRun(server, token, run.id);
    const sent = fake.chatCalls
      .slice(before)
      .map(({ body }) => (body as { messages: object }).messages);
    expect(sent).toContainEqual(talk.messages);
    expect(sent).toContainEqual([{ role: 'user', content: plain.prompt }]);
    expect(results.find((each: { prompt: string }) => each.prompt === talk.prompt)).toMatchObject({
      category: 'capitals',
      expected_answer: 'Madrid',
      correct: true,
    });
    await client.suite.change.mutate({ testSuiteId: suite.id, prompts: [plain] });
    expect(await client.suite.get.query({ testSuiteId: suite.id })).toMatchObject({
      version: 2,
      prompts: [plain],
    });
    const again = await client.batch.rerun.mutate({ testRunId: run.id, outcomes: ['answered'] });
    await waitForRun(server, token, again.id);
    expect(again.totalPrompts).toBe(2);
    expect(fake.chatCalls.at(-1)?.body).toBeDefined();
    const repeated = fake.chatCalls
      .slice(before + 2)
      .map(({ body }) => (body as { messages: object }).messages);
    expect(repeated).toContainEqual(talk.messages);
    const recipe = await client.batch.reproduce.query({
      resultId: results.find((each: { prompt: string }) => each.prompt === talk.prompt).id,
    });
    expect(recipe.curl).toContain('What is the capital of France?');
    await client.suite.delete.mutate({ testSuiteId: suite.id });
    expect(await client.batch.get.query({ testRunId: run.id })).toMatchObject({
      run: { testSuiteId: null, suiteName: 'Mine' },
    });
    const last = await client.batch.rerun.mutate({ testRunId: run.id, outcomes: ['answered'] });
    await waitForRun(server, token, last.id);
    expect(last.totalPrompts).toBe(2);
  });

  it('are stored once, however often they are run, and go with the session', async () => {
    const { token, client } = await connect();
    const [editions, prompts] = [
      await count('demo_suite_editions'),
      await count('demo_suite_prompts'),
    ];
    const suite = await client.suite.create.mutate({ name: 'Mine', prompts: [talk, plain, talk] });
    for (let time = 0; time < 3; time += 1) {
      const { id } = await client.batch.start.mutate({ testSuiteId: suite.id, promptLimit: 2 });
      await waitForRun(server, token, id);
    }
    expect(await count('demo_suite_editions')).toBe((editions ?? 0) + 1);
    expect(await count('demo_suite_prompts')).toBe((prompts ?? 0) + 3);
    const keys = await queryRows<{ key: string }>(
      server.database.db,
      sql`select alignment_key as key from demo_suite_prompts as prompt join demo_suite_editions as edition
        on edition.id = edition_id where suite_id = ${suite.id} order by position`,
    );
    expect(keys[2]?.key).toBe(keys[0]?.key.replace(/1$/, '2'));
    await client.session.delete.mutate();
    expect(await count('demo_suite_editions')).toBe(editions);
    expect(await count('demo_suite_prompts')).toBe(prompts);
  });

  it('have a name on one line, whatever was sent', async () => {
    const { client } = await connect();
    const name = ' My\n\tsuite\u202e evil ';
    const suite = await client.suite.create.mutate({ name, prompts: [plain] });
    expect(suite.name).toBe('My suite evil');
    await expect(
      client.suite.create.mutate({ name: '\n \u202e', prompts: [plain] }),
    ).rejects.toThrow('must not be empty');
  });

  it('are as many as a session may have, also when several come at once', async () => {
    const { client } = await connect();
    const all = await Promise.allSettled(
      Array.from({ length: MAX_OWN_SUITES + 3 }, (_, index) =>
        client.suite.create.mutate({ name: `Suite ${index}`, prompts: [plain] }),
      ),
    );
    expect(all.filter(({ status }) => status === 'rejected')).toHaveLength(3);
    const { id } = (await client.suite.list.query()).at(-1) as { id: string };
    await client.suite.delete.mutate({ testSuiteId: id });
    await client.suite.create.mutate({ name: 'Room again', prompts: [plain] });
  });

  it('of an earlier run stay with it, however often a start that asks them again is sent', async () => {
    const { token, client } = await connect();
    const earlier = await client.batch.start.mutate({ prompts: [talk, plain] });
    await waitForRun(server, token, earlier.id);
    const again = { promptsOfRun: earlier.id, idempotencyKey: 'the-same-start' };
    const starts = await Promise.all(
      Array.from({ length: 8 }, () => client.batch.start.mutate(again)),
    );
    expect(new Set(starts.map(({ id }) => id)).size).toBe(1);
    expect(await client.batch.prompts.query({ testRunId: earlier.id })).toEqual([talk, plain]);
  });

  it('of one start that is sent twice are stored once', async () => {
    const { client } = await connect();
    const before = await count('demo_suite_editions');
    const start = { prompts: [plain], idempotencyKey: 'the-same-start' };
    const [first, second] = await Promise.all([
      client.batch.start.mutate(start),
      client.batch.start.mutate(start),
    ]);
    expect(second.id).toBe(first.id);
    expect(await count('demo_suite_editions')).toBe((before ?? 0) + 1);
  });
});
