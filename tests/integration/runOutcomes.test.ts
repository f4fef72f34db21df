/** The outcomes of a run: told apart, counted with their remedies, cured by running prompts again. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../../contract/outcomes.ts';
import { connectionSteps, exportText, serveFakeModel } from '../support/connectionSteps.ts';
import type { Script } from '../support/fakeModel/scripts.ts';
import { providerErrors } from '../support/fakeModelServer.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

describe.each(engines)('the outcomes of a run on %s', (engine) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer(engine);
  });
  afterAll(() => server.stop());

  const { connectAndTest, finishedRun, resultsOf } = connectionSteps(() => server);

  const cases: { prompt: string; script: Script; outcome: Outcome; stored: object }[] = [
    {
      prompt: 'answer',
      script: { kind: 'answer', text: 'Paris.', reasoning: 'Hm, so.' },
      outcome: 'answered',
      stored: { response: 'Paris.', reasoning: 'Hm, so.', reasoningTokens: 2, outputTokens: 3 },
    },
    {
      prompt: 'cut',
      script: { kind: 'answer', text: 'The capital', finishReason: 'length' },
      outcome: 'truncated',
      stored: { response: 'The capital', finishReason: 'length', errorReason: null },
    },
    {
      prompt: 'think',
      script: { kind: 'answer', text: '', reasoning: 'Hm', finishReason: 'length' },
      outcome: 'thinking_only',
      stored: { response: '', reasoning: 'Hm', errorReason: 'no_answer', ttftMs: null },
    },
    {
      prompt: 'nothing',
      script: { kind: 'answer', text: '' },
      outcome: 'empty',
      stored: { response: null, errorReason: 'no_answer' },
    },
    {
      prompt: 'filtered',
      script: { kind: 'answer', text: '', finishReason: 'content_filter' },
      outcome: 'refused',
      stored: { response: null, errorReason: 'content_filter' },
    },
    {
      prompt: 'declined',
      script: { kind: 'answer', chunks: [{ delta: { refusal: 'I cannot.' } }] },
      outcome: 'refused',
      stored: { response: 'I cannot.', errorReason: 'content_filter' },
    },
    {
      prompt: 'broken off',
      script: { kind: 'error-in-stream', after: 'Half an' },
      outcome: 'broken',
      stored: { response: 'Half an', errorReason: 'server_error' },
    },
    {
      prompt: 'ended early',
      script: { kind: 'answer', text: 'Half an', finishReason: null, done: false },
      outcome: 'broken',
      stored: { response: 'Half an', errorReason: 'truncated_stream' },
    },
    {
      prompt: 'too fast',
      script: providerErrors.tooManyRequests(),
      outcome: 'rate_limited',
      stored: { response: null, errorReason: 'too_fast' },
    },
    {
      prompt: 'slow',
      script: { kind: 'hang', when: 'before-headers' },
      outcome: 'timed_out',
      stored: { response: null, errorReason: 'too_slow' },
    },
    {
      prompt: 'error',
      script: providerErrors.openAi(500, 'No GPU.'),
      outcome: 'failed',
      stored: { response: null, errorReason: 'server_error' },
    },
  ];
  const scripts = new Map(cases.map(({ prompt, script }) => [prompt, script]));
  const config = { concurrency: 4, timeoutMs: 1_000, maxTokens: 100, stream: true };

  /** A run of these prompts, each with the outcome it has in the table. */
  async function scriptedRun(prompts: string[]) {
    const fake = await serveFakeModel();
    const session = await connectAndTest(fake.url);
    fake.reset();
    fake.respond((call) => scripts.get(call.prompt) ?? { kind: 'answer' });
    return { fake, session, ...(await finishedRun(session, prompts, config)) };
  }

  it('are told apart, counted with a remedy, and exported', async () => {
    const { session, run, results } = await scriptedRun(cases.map(({ prompt }) => prompt));
    const { client } = session;
    for (const [index, { prompt, outcome, stored }] of cases.entries()) {
      expect(results[index]).toMatchObject({ prompt, outcome, ...stored });
      const isFine = outcome === 'answered' || outcome === 'truncated';
      expect(results[index]).toMatchObject({ success: isFine });
      expect(results[index]?.error === null).toBe(isFine);
    }
    expect(run).toMatchObject({ status: 'completed', completedPrompts: 2, failedPrompts: 9 });

    const counts = await client.batch.outcomes.query({ testRunId: run.id });
    expect(counts.map(({ outcome, count }) => [outcome, count])).toEqual([
      ['broken', 2],
      ['refused', 2],
      ['answered', 1],
      ['empty', 1],
      ['failed', 1],
      ['rate_limited', 1],
      ['thinking_only', 1],
      ['timed_out', 1],
      ['truncated', 1],
    ]);
    // Their own words differ; nobody is told that one of them ended the run.
    expect(counts.find(({ outcome }) => outcome === 'timed_out')?.reasons).toHaveLength(1);
    expect(counts.flatMap(({ reasons }) => reasons).every((each) => each.count >= 1)).toBe(true);
    const remedies = Object.fromEntries(counts.map(({ outcome, remedy }) => [outcome, remedy]));
    expect(remedies).toEqual({
      answered: null,
      refused: null,
      broken: { label: 'Run these 2 again', config: {} },
      empty: { label: 'Run this one again', config: {} },
      failed: { label: 'Run this one again', config: {} },
      rate_limited: {
        label: 'Slow down and run this one again',
        config: { concurrency: 1, delayMs: 500 },
      },
      thinking_only: {
        label: 'Raise max output tokens to 1,024 and run this one again',
        config: { maxTokens: 1_024 },
      },
      truncated: {
        label: 'Raise max output tokens to 1,024 and run this one again',
        config: { maxTokens: 1_024 },
      },
      timed_out: { label: 'Allow 2 s and run this one again', config: { timeoutMs: 2_000 } },
    });

    const json = JSON.parse(await exportText(client, 'json'));
    // Numbered as the prompts are, though stored in the order in which the answers came.
    const rows = json.results.toSorted(
      (a: { prompt_id: number }, b: { prompt_id: number }) => a.prompt_id - b.prompt_id,
    );
    expect(rows.map(({ outcome }: { outcome: string }) => outcome)).toEqual(
      cases.map(({ outcome }) => outcome),
    );
    expect(rows[0]).toMatchObject({ reasoning: 'Hm, so.', reasoning_tokens: 2 });
    expect(json.summary).toMatchObject({ successful: 2, failed: 9, total_reasoning_tokens: 3 });
    const csv = await exportText(client, 'csv');
    for (const { outcome } of cases) expect(csv).toContain(`,${outcome},`);
  });

  it('has a remedy for answers that were probably truncated, and for those alone', async () => {
    const fake = await serveFakeModel();
    const session = await connectAndTest(fake.url);
    const usage = (tokens: number) => ({ prompt_tokens: 9, completion_tokens: tokens });
    fake.respond(({ prompt }) => ({
      kind: 'answer',
      text: 'Paris.',
      usage: usage(prompt === 'long' ? 100 : 3),
    }));
    const { run, results } = await finishedRun(session, ['long', 'short'], config);
    expect(results.map(({ outcome, probablyTruncated }) => [outcome, probablyTruncated])).toEqual([
      ['answered', true],
      ['answered', false],
    ]);
    const { outcomes, rerun } = session.client.batch;
    expect(await outcomes.query({ testRunId: run.id })).toEqual([
      {
        outcome: 'answered',
        count: 2,
        probablyTruncated: 1,
        keyRefused: 0,
        reasons: [],
        remedy: {
          label: 'Raise max output tokens to 1,024 and run this one again',
          config: { maxTokens: 1_024 },
        },
      },
    ]);
    const again = await rerun.mutate({
      testRunId: run.id,
      outcomes: ['answered'],
      probablyTruncated: true,
      config: { maxTokens: 1_024 },
    });
    expect((await resultsOf(session, again.id)).results.map(({ prompt }) => prompt)).toEqual([
      'long',
    ]);
  });

  it('say why calls failed, and from which prompt on all did', async () => {
    const fake = await serveFakeModel();
    const session = await connectAndTest(fake.url);
    let isRevoked = false;
    fake.respond(({ prompt }) => {
      isRevoked ||= prompt === 'four';
      return isRevoked
        ? { kind: 'error', status: 401, body: { error: { message: 'No such key.' } } }
        : { kind: 'answer', text: 'Fine.' };
    });
    const prompts = ['one', 'two', 'three', 'four', 'five'];
    const { run } = await finishedRun(session, prompts, { concurrency: 1, maxRetries: 0 });
    const counts = await session.client.batch.outcomes.query({ testRunId: run.id });
    const reasonsOf = Object.fromEntries(counts.map(({ outcome, reasons }) => [outcome, reasons]));
    expect(reasonsOf).toEqual({
      answered: [],
      failed: [{ reason: 'key_refused', count: 2, unbrokenFrom: 3 }],
    });
  });

  it('keep the request id of the provider, and so does a chat that fails', async () => {
    const headers = { 'x-request-id': 'req_of_the_provider' };
    const fake = await serveFakeModel();
    const session = await connectAndTest(fake.url);
    const { client } = session;
    fake.respond({ ...providerErrors.openAi(500, 'No GPU.'), headers });
    const { results } = await finishedRun(session, ['error'], { ...config, maxRetries: 0 });
    expect(results).toMatchObject([{ upstreamRequestId: 'req_of_the_provider' }]);
    const question = await client.chat.send.mutate({ content: 'Why?' });
    await expect
      .poll(async () => (await client.chat.list.query()).at(-1), { timeout: 10_000 })
      .toMatchObject({ id: question.answer.id, status: 'failed' });
    const [, answer] = await client.chat.list.query();
    expect(answer?.upstreamRequestId).toBe('req_of_the_provider');

    const json = JSON.parse(await exportText(client, 'json'));
    expect(json.results[0]).toMatchObject({ upstream_request_id: 'req_of_the_provider' });
    expect(json.chat[1]).toMatchObject({ upstream_request_id: 'req_of_the_provider' });
    const csv = await exportText(client, 'csv');
    expect(csv).toMatch(
      /,sample,upstream_request_id,probably_truncated,prompt_cut,created_at,grader,grade_score,grade_reason,overruled,overrule_note\r?$/m,
    );
    expect(csv).toContain(',1,req_of_the_provider,');
  });

  it('are cured by running only those prompts again, with one setting changed', async () => {
    const { fake, session, run } = await scriptedRun(['answer', 'cut', 'error', 'think']);
    const { client } = session;
    fake.reset();
    const again = await client.batch.rerun.mutate({
      testRunId: run.id,
      outcomes: ['truncated', 'thinking_only'],
      config: { maxTokens: 1_024 },
    });
    expect(again).toMatchObject({
      suiteName: `${run.suiteName} (again)`,
      totalPrompts: 2,
      config: { ...run.config, maxTokens: 1_024 },
    });
    const cured = await resultsOf(session, again.id);
    expect(again.id).not.toBe(run.id);
    expect(cured.results).toMatchObject([
      { promptIndex: 0, prompt: 'cut', outcome: 'answered' },
      { promptIndex: 1, prompt: 'think', outcome: 'answered' },
    ]);
    expect(fake.chatCalls.map(({ prompt }) => prompt).toSorted()).toEqual(['cut', 'think']);
    expect(fake.chatCalls.map(({ body }) => body?.max_tokens)).toEqual([1_024, 1_024]);
    const before = await client.batch.get.query({ testRunId: run.id });
    expect(before).toMatchObject({ run: { totalPrompts: 4, config }, results: { length: 4 } });
  });

  it('may be cured by running them again as they were', async () => {
    const { fake, session, run } = await scriptedRun(['answer', 'error']);
    fake.reset();
    const again = await session.client.batch.rerun.mutate({
      testRunId: run.id,
      outcomes: ['failed'],
    });
    expect(again.config).toEqual(run.config);
    const { results } = await resultsOf(session, again.id);
    expect(results).toMatchObject([{ prompt: 'error', outcome: 'answered' }]);
  });

  it('in several samples of a prompt run it again as often as before', async () => {
    const fake = await serveFakeModel();
    const session = await connectAndTest(fake.url);
    fake.respond(({ prompt }) =>
      prompt === 'bad' ? providerErrors.openAi(500, 'No GPU.') : { kind: 'answer' },
    );
    const settings = { ...config, samples: 3, maxRetries: 0 };
    const { run } = await finishedRun(session, ['bad', 'good'], settings);
    const again = await session.client.batch.rerun.mutate({
      testRunId: run.id,
      outcomes: ['failed'],
    });
    expect(again).toMatchObject({ totalPrompts: 3, config: { samples: 3 } });
  });

  it('can be run again only where there are such, and only by their owner', async () => {
    const fake = await serveFakeModel();
    const session = await connectAndTest(fake.url);
    const { run } = await finishedRun(session, ['One?']);
    const input = { testRunId: run.id, outcomes: ['failed'] as Outcome[] };
    await expect(session.client.batch.rerun.mutate(input)).rejects.toMatchObject({
      data: { problem: { kind: 'invalid_input', field: 'outcomes' } },
    });
    const stranger = await connectAndTest(fake.url);
    const notFound = { data: { problem: { kind: 'run_not_found' } } };
    await expect(
      stranger.client.batch.rerun.mutate({ ...input, outcomes: ['answered'] }),
    ).rejects.toMatchObject(notFound);
    await expect(stranger.client.batch.outcomes.query({ testRunId: run.id })).rejects.toMatchObject(
      notFound,
    );
    expect(await session.client.batch.list.query()).toHaveLength(1);
  });

  it('again and again keep their name', async () => {
    const fake = await serveFakeModel();
    const session = await connectAndTest(fake.url);
    const { run } = await finishedRun(session, ['One?']);
    const rerun = async (testRunId: string) => {
      const again = await session.client.batch.rerun.mutate({
        testRunId,
        outcomes: ['answered'],
      });
      await resultsOf(session, again.id);
      return again;
    };
    const twice = await rerun((await rerun(run.id)).id);
    expect(twice.suiteName).toBe(`${run.suiteName} (again)`);
  });

  it('without streaming leave the time to first token unknown', async () => {
    const fake = await serveFakeModel({ reasoning: 'Hm.' });
    const session = await connectAndTest(fake.url);
    fake.reset();
    const { run, results } = await finishedRun(session, ['One?'], { stream: false });
    expect(run.config.stream).toBe(false);
    expect(fake.chatCalls.map(({ body }) => body?.stream)).toEqual([false]);
    expect(results[0]).toMatchObject({
      outcome: 'answered',
      reasoning: 'Hm.',
      ttftMs: null,
      firstThoughtMs: null,
      latencyMs: expect.any(Number),
      outputTokens: expect.any(Number),
    });
  });

  it('with streaming tell the first reasoning token and the first token of the answer', async () => {
    const fake = await serveFakeModel({ reasoning: 'Hm.' });
    const { results } = await finishedRun(await connectAndTest(fake.url), ['One?']);
    const { ttftMs, firstThoughtMs, latencyMs } = results[0] ?? {};
    expect(firstThoughtMs).toBeLessThanOrEqual(ttftMs ?? -1);
    expect(ttftMs).toBeLessThanOrEqual(latencyMs ?? -1);
  });
});
