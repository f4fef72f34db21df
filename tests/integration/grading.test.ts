/** Grades: beside the answers, given again without a call, and overruled by a person. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryRows } from '../../db/engine/index.ts';
import type { Script } from '../support/fakeModel/scripts.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { waitForRun } from '../support/restClient.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const answers: Record<string, Script> = {
  'How much?': { kind: 'answer', text: 'It is **1,250.0** euros.' },
  'Which one?': { kind: 'answer', text: 'Not B. The answer is C.' },
  'Who?': { kind: 'answer', text: 'Rome' },
  'Write.': { kind: 'answer', text: 'A haiku about rain.' },
  'Decline.': { kind: 'answer', text: '', finishReason: 'content_filter' },
};
const prompts = [
  { prompt: 'How much?', expected_answer: '1250', category: 'sums' },
  {
    prompt: 'Which one?',
    expected_answer: 'C',
    grader: { name: 'choice', options: ['a', 'b', 'c'] },
  },
  { prompt: 'Who?', expected_answer: 'Paris', category: 'names' },
  { prompt: 'Write.' },
  { prompt: 'Decline.', expected_answer: 'Paris', category: 'names' },
];

describe.each(engines)('on %s', (engine) => {
  let server: TestServer;
  let fake: FakeModelServer;
  beforeAll(async () => {
    [server, fake] = await Promise.all([startTestServer(engine), startFakeModelServer()]);
    fake.respond(({ body }) => {
      const { messages } = body as { messages: { content: string }[] };
      return answers[messages.at(-1)?.content ?? ''] ?? { kind: 'answer', text: 'Hello.' };
    });
  });
  afterAll(() => Promise.all([server.stop(), fake.close()]));

  async function startRun(config: object = {}) {
    const token = await server.connect(fake.url);
    const { json } = await server.rest('POST', '/batch-test', {
      session_id: token,
      prompts,
      config: { delay_ms: 0, ...config },
    });
    const run = await waitForRun(server, token, json.test_run_id);
    const scope = { session_id: token, test_run_id: json.test_run_id };
    const post = (path: string, body: object) =>
      server.rest('POST', `/batch-test/${path}`, { session_id: token, ...body });
    const accuracy = async () =>
      (await server.rest('GET', `/batch-test/accuracy?${new URLSearchParams(scope)}`)).json;
    return { token, scope, post, accuracy, results: byPrompt(run.results), ...scope };
  }

  it('come with the results, by the form of what is expected or the grader that is named', async () => {
    const { results } = await startRun();
    expect(results['How much?']).toMatchObject({
      correct: true,
      grade: {
        grader: 'numeric',
        score: 1,
        pass: true,
        reason: expect.stringContaining('1,250'),
        graded_at: expect.stringMatching(/^\d{4}-.*Z$/),
      },
      overrule: null,
    });
    const { grade, response } = results['How much?'];
    expect(response.slice(grade.span.start, grade.span.end)).toContain('1,250');
    expect(results['Which one?']).toMatchObject({
      correct: true,
      grade: { grader: 'choice', options: { options: ['a', 'b', 'c'] } },
    });
    expect(results['Who?']).toMatchObject({
      correct: false,
      grade: { grader: 'contains', score: 0 },
    });
    expect(results['Write.']).toMatchObject({ correct: null, grade: null });
    expect(results['Decline.']).toMatchObject({
      outcome: 'refused',
      success: false,
      correct: false,
      grade: { pass: false, score: 0 },
    });
  });

  it('add up to an accuracy with its interval, in all and by category', async () => {
    const { accuracy, token, test_run_id } = await startRun({ samples: 2 });
    expect(await accuracy()).toMatchObject({
      graded: 8,
      correct: 4,
      prompts: 4,
      left_out: 0,
      accuracy: 50,
      // Wilson for 2 of 4 prompts: the samples of one are alike.
      accuracy_low: expect.closeTo(15.004, 2),
      accuracy_high: expect.closeTo(84.996, 2),
      samples: 2,
      pass_hat_k: 50,
      pass_at_k: 50,
      categories: [
        { name: 'names', graded: 4, correct: 0, prompts: 2 },
        { name: 'sums', graded: 2, correct: 2, prompts: 1 },
      ],
    });
    const metrics = await server.client(token).batch.metrics.query({ testRunId: test_run_id });
    expect(metrics).toMatchObject({
      gradedPrompts: 8,
      accuracyLow: expect.closeTo(15.004, 2),
      accuracyHigh: expect.closeTo(84.996, 2),
    });
  });

  it('are left out, and counted as that, where the call failed', async () => {
    const failing = await startFakeModelServer();
    const token = await server.connect(failing.url);
    failing.respond({ kind: 'error', status: 500 });
    const { json } = await server.rest('POST', '/batch-test', {
      session_id: token,
      prompts: prompts.slice(0, 1),
      config: { max_retries: 0 },
    });
    const run = await waitForRun(server, token, json.test_run_id);
    expect(run.results[0]).toMatchObject({ correct: null, grade: { pass: null, score: null } });
    const { json: report } = await server.rest(
      'GET',
      `/batch-test/accuracy?session_id=${token}&test_run_id=${json.test_run_id}`,
    );
    expect(report).toMatchObject({ graded: 0, left_out: 1, accuracy: null, accuracy_low: null });
    await failing.close();
  });

  it('are given again by another grader, without a call, and the earlier ones stay', async () => {
    const { scope, post, results, token } = await startRun();
    const calls = fake.chatCalls.length;
    const regraded = await post('grade', {
      ...scope,
      grader: { name: 'regex', pattern: '^rom', flags: 'i' },
    });
    expect(regraded.json).toEqual({ success: true, graded: 5, changed: 4 });
    expect(fake.chatCalls).toHaveLength(calls);
    const after = byPrompt(
      (await server.rest('GET', `/batch-test?session_id=${token}&test_run_id=${scope.test_run_id}`))
        .json.results,
    );
    expect(after['Who?']).toMatchObject({
      correct: true,
      grade: { grader: 'regex', options: { pattern: '^rom' } },
    });
    expect(after['Write.']).toMatchObject({ correct: false });
    const kept = await queryRows<{ grade: object }>(
      server.database.db,
      sql`select grade from demo_replaced_grades where result_id = ${results['Who?'].id}`,
    );
    expect(kept).toEqual([{ grade: results['Who?'].grade }]);
    await post('grade', { ...scope, grader: null });
    const back = byPrompt(
      (await server.rest('GET', `/batch-test?session_id=${token}&test_run_id=${scope.test_run_id}`))
        .json.results,
    );
    expect(back['Who?'].grade).toMatchObject({ grader: 'contains', pass: false });
    expect(back['Write.']).toMatchObject({ grade: null, correct: null });
  });

  it('are given again by two at once, and none is lost', async () => {
    const { scope, post, token } = await startRun({ samples: 10 });
    const graders = [
      { name: 'regex', pattern: '^rom', flags: 'i' },
      { name: 'length', unit: 'words', min: 1 },
    ];
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        post('grade', { ...scope, grader: graders[index % 2] }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    const { results } = await server
      .client(token)
      .batch.results.query({ testRunId: scope.test_run_id, limit: 100 });
    for (const { correct, grade } of results) {
      expect(['regex', 'length']).toContain(grade?.grader);
      expect(correct).toBe(grade?.pass);
    }
    const [kept] = await queryRows<{ count: number }>(
      server.database.db,
      sql`select count(*)::int as count from demo_replaced_grades as kept
        join demo_batch_test_results as result on result.id = result_id
        where test_run_id = ${scope.test_run_id}`,
    );
    // Ten prompts of the fifty had no grade before the first of the six.
    expect(kept?.count).toBe(6 * 50 - 10);
  });

  it('of one category are given again alone', async () => {
    const { scope, post } = await startRun();
    const { json } = await post('grade', {
      ...scope,
      category: 'NAMES',
      grader: { name: 'length', unit: 'characters', min: 1 },
    });
    expect(json).toEqual({ success: true, graded: 2, changed: 1 });
  });

  it('are overruled by a person, who counts, is marked, and is not touched by another grader', async () => {
    const { scope, post, results, accuracy, token } = await startRun();
    const wrong = results['Who?'];
    const before = await accuracy();
    const overruled = await post('overrule', {
      result_id: wrong.id,
      pass: true,
      note: ' Rome counts. ',
    });
    expect(overruled.json).toMatchObject({
      id: wrong.id,
      correct: true,
      disagrees: true,
      grade: wrong.grade,
      overrule: { pass: true, note: 'Rome counts.' },
    });
    expect(await accuracy()).toMatchObject({ correct: before.correct + 1, overruled: 1 });
    const client = server.client(token);
    const page = await client.batch.results.query({
      testRunId: scope.test_run_id,
      filter: 'disagrees',
    });
    expect(page.results.map(({ id }) => id)).toEqual([wrong.id]);
    await post('grade', { ...scope, grader: { name: 'exact' } });
    expect((await client.batch.result.query({ resultId: wrong.id })).correct).toBe(true);
    const undone = await post('overrule', { result_id: wrong.id, pass: null });
    expect(undone.json).toMatchObject({ correct: false, disagrees: false, overrule: null });
  });

  it.each([
    ['a grader that there is not', { name: 'telepathy' }, 'grader.name'],
    ['a pattern that is none', { name: 'regex', pattern: '(' }, 'grader.pattern'],
    ['a schema that is none', { name: 'json-schema', schema: 'x' }, 'grader.schema'],
    ['a grader that is none', 'contains', 'grader'],
  ])('are refused by %s, and nothing changes', async (_what, grader, field) => {
    const { scope, post, results, token } = await startRun();
    const refused = await post('grade', { ...scope, grader });
    expect([refused.status, refused.json.code]).toEqual([400, 'invalid_input']);
    expect(JSON.stringify(refused.json)).toContain(field);
    const client = server.client(token);
    const result = await client.batch.result.query({ resultId: results['Who?'].id });
    expect(result.grade).toEqual(results['Who?'].grade);
  });

  it('show in what the chat is told', async () => {
    const { token, results, post } = await startRun();
    const client = server.client(token);
    const ask = async () => {
      const { answer } = await client.chat.send.mutate({ content: 'How many were right?' });
      await expect
        .poll(
          async () => (await client.chat.list.query()).find(({ id }) => id === answer.id)?.status,
        )
        .toBe('complete');
      return JSON.stringify(fake.chatCalls.at(-1)?.body);
    };
    expect(await ask()).toContain('Correct Answers: 2 of 4');
    await post('overrule', { result_id: results['Who?'].id, pass: true });
    expect(await ask()).toContain('Correct Answers: 3 of 4');
  });
});

/** Of JSON, whose fields the tests check. */
// biome-ignore lint/suspicious/noExplicitAny: as the client of REST gives it
function byPrompt(results: any[]): any {
  return Object.fromEntries(results.map((result) => [result.prompt, result]));
}
