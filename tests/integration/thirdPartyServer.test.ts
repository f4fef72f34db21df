/** Our API against a model server that this project did not write: what it does, what we report. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Fixture, FixtureOpts } from '@copilotkit/aimock';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { reportOf } from '../support/connectionSteps.ts';
import { eventsIn } from '../support/readStream.ts';
import { waitForRun } from '../support/restClient.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import {
  startThirdPartyServer,
  type ThirdPartyServer,
  thirdPartyAnswers,
  thirdPartyReasoning,
  thirdPartyTtftMs,
} from '../support/thirdPartyServer.ts';

let server: TestServer;
let stranger: ThirdPartyServer;

beforeAll(async () => {
  stranger = await startThirdPartyServer();
  server = await startTestServer('pglite');
});
afterEach(() => stranger.reset());
afterAll(async () => {
  await server.stop();
  await stranger.close();
});

const connect = (modelId = stranger.modelId, address = `${stranger.origin}/v1`) =>
  server.connect(address, { apiKey: stranger.apiKey, modelId });

/** Tests a connection that may fail; resolves with the report. */
async function tryConnection(modelId: string, { address = '/v1', apiKey = stranger.apiKey } = {}) {
  const { sessionId } = await server
    .client()
    .session.create.mutate({ endpointUrl: stranger.origin + address, apiKey, modelId });
  const client = server.client(sessionId);
  return { client, report: await reportOf(client) };
}

interface OwnPrompt {
  prompt: string;
  expected_answer?: string;
}

async function runPrompts(sessionId: string, prompts: OwnPrompt[], config: object = {}) {
  const started = await server.rest('POST', '/batch-test', {
    session_id: sessionId,
    prompts,
    config: { concurrency: 20, adaptive: false, max_retries: 0, ...config },
  });
  expect(started.status).toBe(200);
  return waitForRun(server, sessionId, started.json.test_run_id);
}

describe('the connection', () => {
  it.each([
    ['', '/v1/chat/completions'],
    ['/', '/v1/chat/completions'],
    ['/v1', '/v1/chat/completions'],
    ['/v1/', '/v1/chat/completions'],
    ['/v1/models', '/v1/chat/completions'],
    ['/v1/chat/completions', '/v1/chat/completions'],
    ['/openai/v1', '/openai/v1/chat/completions'],
    ['/inference/v1', '/inference/v1/chat/completions'],
    ['/api/v1', '/api/v1/chat/completions'],
    ['/openai/deployments/acme-chat', '/openai/deployments/acme-chat/chat/completions'],
  ])('is made with “%s” behind the host', async (pasted, called) => {
    const { client, report } = await tryConnection(stranger.modelId, { address: pasted });
    expect(report).toMatchObject({ success: true, errorKind: null });
    expect(new Set(stranger.chatRequests.map(({ path }) => path))).toEqual(new Set([called]));
    expect(await client.session.current.query()).toMatchObject({
      connectionTested: true,
      endpointUrl: stranger.origin + called,
    });
  });

  it('is made with an address that lacks its scheme', async () => {
    await connect(stranger.modelId, stranger.origin.replace('http://', ''));
    expect(stranger.chatRequests.at(-1)?.status).toBe(200);
  });

  it('reports what the server can do, with the times it takes', async () => {
    const { report } = await tryConnection(stranger.modelId);
    expect(report).toMatchObject({
      serverModel: stranger.modelId,
      models: [stranger.modelId, stranger.reasoningModelId],
    });
    expect(report.ttftMs).toBeGreaterThanOrEqual(thirdPartyTtftMs);
    expect(report.latencyMs).toBeGreaterThan(report.ttftMs as number);
    const verdicts = Object.fromEntries(report.probes.map(({ name, verdict }) => [name, verdict]));
    expect(verdicts).toMatchObject({
      address: 'ok',
      models: 'ok',
      streaming: 'ok',
      usage: 'ok',
      token_limit: 'ok',
      temperature: 'ok',
      system_role: 'ok',
      reasoning: 'info',
    });
  });

  it("reads OpenRouter's list of models, which tells the length of the context", async () => {
    const { report } = await tryConnection(stranger.modelId, { address: '/api/v1' });
    expect(report.contextTokens).toBe(128_000);
  });

  it('sees where a reasoning model puts its reasoning', async () => {
    const { report } = await tryConnection(stranger.reasoningModelId);
    expect(report.probes.find(({ name }) => name === 'reasoning')).toMatchObject({
      verdict: 'ok',
      finding: expect.stringContaining('reasoning_content'),
    });
  });

  it.each([
    {
      what: 'a wrong key',
      given: { apiKey: 'sk-of-somebody-else-0123456789' },
      reported: { errorKind: 'auth', errorReason: 'key_refused', models: null },
      words: 'Invalid API key',
    },
    {
      what: 'an unknown model, naming those that come near',
      model: 'acme-chatty',
      reported: {
        errorKind: 'model_not_found',
        errorReason: 'unknown_model',
        nearestModels: ['acme-chat'],
        probes: expect.arrayContaining([
          expect.objectContaining({ name: 'address', verdict: 'ok' }),
        ]),
      },
      words: 'No fixture matched',
    },
    {
      what: 'a path without a chat route',
      given: { address: '/v2' },
      reported: { errorKind: 'model_not_found', errorReason: 'wrong_path' },
      words: 'Not found',
    },
  ])('reports $what in the words of the server', async ({ model, given, reported, words }) => {
    const { client, report } = await tryConnection(model ?? stranger.modelId, given);
    expect(report).toMatchObject({ success: false, latencyMs: null, ...reported });
    expect(report.message).toContain(words);
    expect(await client.session.current.query()).toMatchObject({
      connectionTested: false,
      lastError: report.message,
    });
    await expect(
      client.batch.start.mutate({ prompts: [{ prompt: 'Hello?' }] }),
    ).rejects.toMatchObject({ data: { problem: { kind: 'connection_untested' } } });
  });

  it.each([
    ['drops the request with 500', { dropRate: 1 }, 'server_error', 'Chaos: request dropped'],
    ['limits the rate', { rateLimitRate: 1 }, 'too_fast', 'Chaos: rate limit exceeded'],
    ['sends broken JSON', { malformedRate: 1 }, 'unreadable', 'not valid JSON'],
    ['closes the connection', { disconnectRate: 1 }, 'connection_lost', 'closed the connection'],
  ])(
    'fails when the server %s, and works once that is over',
    async (_what, chaos, reason, words) => {
      stranger.injectFaults(chaos);
      const { client, report } = await tryConnection(stranger.modelId);
      expect(report).toMatchObject({ success: false, errorReason: reason });
      expect(report.message).toContain(words);
      stranger.injectFaults({});
      expect(await client.session.testConnection.mutate()).toMatchObject({ success: true });
    },
  );

  it('asks differently where the server refuses parts of the request, and keeps to it', async () => {
    const model = 'acme-picky';
    const refuses = (parameter: string, message: string) =>
      stranger.when(
        { model, predicate: (request) => parameter in request },
        {
          status: 400,
          error: { message, type: 'invalid_request_error', param: parameter, code: 'unsupported' },
        },
      );
    stranger.when({ model }, { content: 'Fine.' });
    refuses('temperature', "'temperature' does not support 0.7 with this model.");
    refuses('max_tokens', "'max_tokens' is not supported. Use 'max_completion_tokens' instead.");

    const { client, report } = await tryConnection(model);
    expect(report.success).toBe(true);
    const adapted = report.probes.filter(({ verdict }) => verdict === 'adapted');
    expect(adapted.map(({ name }) => name)).toEqual(['token_limit', 'temperature']);
    expect(adapted[0]?.said).toContain("Use 'max_completion_tokens' instead.");

    const before = stranger.chatRequests.length;
    const run = await client.batch.start.mutate({ prompts: [{ prompt: 'Still fine?' }] });
    await expect
      .poll(async () => (await client.batch.get.query({ testRunId: run.id })).run.status, {
        timeout: 30_000,
      })
      .toBe('completed');
    const [asked, ...more] = stranger.chatRequests.slice(before);
    expect(more).toEqual([]);
    expect(asked?.body).toMatchObject({ max_completion_tokens: 1024, stream: true });
    expect(asked?.body).not.toHaveProperty('max_tokens');
    expect(asked?.body).not.toHaveProperty('temperature');
  });
});

describe('the check for a silent cut', () => {
  const probe = async () => {
    const client = server.client(await connect());
    return client.session.probeContext.mutate({ tokens: 2_000 });
  };

  it('passes where the model repeats the start of a long prompt', async () => {
    stranger.when({ userMessage: 'The code word is' }, ({ messages }) => {
      const [, word] = /The code word is ([\w-]+)/.exec(String(messages.at(-1)?.content)) ?? [];
      return { content: `It is “${word}”.` };
    });
    expect(await probe()).toMatchObject({ name: 'context', verdict: 'ok' });
  });

  it('fails where the server counted only a part of the prompt', async () => {
    const usage = { prompt_tokens: 512, completion_tokens: 6 };
    stranger.when({ userMessage: 'The code word is' }, { content: 'Which code word?', usage });
    expect(await probe()).toMatchObject({
      name: 'context',
      verdict: 'failed',
      finding: expect.stringContaining('counted 512'),
    });
  });
});

describe('the list of models before anything is connected', () => {
  const list = (apiKey: string) =>
    server.client().session.listModels.mutate({ endpointUrl: stranger.origin, apiKey });

  it('is read from the host alone', async () => {
    expect(await list(stranger.apiKey)).toEqual({
      models: [stranger.modelId, stranger.reasoningModelId],
      problem: null,
      upstreamRequestId: null,
    });
  });

  it('is missing with a wrong key, which is said', async () => {
    expect(await list('sk-of-somebody-else-0123456789')).toEqual({
      models: null,
      problem: expect.stringContaining('Invalid API key'),
      upstreamRequestId: expect.stringMatching(/^req-[\w-]+$/),
    });
  });
});

interface Case {
  prompt: string;
  /** Left out where the server knows the prompt from the start. */
  reply?: Fixture['response'];
  manner?: FixtureOpts;
  stored: Record<string, unknown>;
}

/** What the server does with a prompt, and what is stored of it. */
const cases: Case[] = [
  {
    prompt: 'What is the capital of France?',
    stored: {
      outcome: 'answered',
      success: true,
      response: thirdPartyAnswers['What is the capital of France?'],
      finish_reason: 'stop',
      // The server takes four characters for a token.
      input_tokens: 8,
      output_tokens: 14,
      error: null,
    },
  },
  {
    prompt: 'An answer cut at the limit.',
    reply: { content: 'As I was about to', finishReason: 'length' },
    stored: { outcome: 'truncated', success: true, response: 'As I was about to' },
  },
  {
    prompt: 'Reasoning without an answer.',
    reply: { content: '', reasoning: thirdPartyReasoning, finishReason: 'length' },
    stored: { outcome: 'thinking_only', success: false, reasoning: thirdPartyReasoning },
  },
  {
    prompt: 'Nothing at all.',
    reply: { content: '' },
    stored: { outcome: 'empty', success: false, error_reason: 'no_answer' },
  },
  {
    prompt: 'A tool instead of an answer.',
    reply: { toolCalls: [{ name: 'look_up', arguments: '{"city":"Paris"}' }] },
    stored: { outcome: 'empty', success: false, error_reason: 'tool_call' },
  },
  {
    prompt: 'Something the filter withholds.',
    reply: { content: '', finishReason: 'content_filter' },
    stored: { outcome: 'refused', success: false, error_reason: 'content_filter' },
  },
  {
    prompt: 'Tokens that nobody counts.',
    reply: { content: 'Uncounted.', usage: { prompt_tokens: 0, completion_tokens: 0 } },
    stored: { outcome: 'answered', input_tokens: null, output_tokens: null },
  },
  {
    prompt: 'Too many requests.',
    reply: { status: 429, error: { message: 'Rate limit reached for acme-chat.' } },
    stored: {
      outcome: 'rate_limited',
      error_kind: 'rate_limit',
      error_reason: 'too_fast',
      error: expect.stringContaining('Rate limit reached for acme-chat.'),
    },
  },
  {
    prompt: 'A key that was revoked.',
    reply: { status: 401, error: { message: 'This key was revoked.' } },
    stored: { outcome: 'failed', error_kind: 'auth', error_reason: 'key_refused' },
  },
  {
    prompt: 'A prompt that does not fit.',
    reply: {
      status: 400,
      error: {
        message: "This model's maximum context length is 8192 tokens.",
        type: 'invalid_request_error',
        code: 'context_length_exceeded',
      },
    },
    stored: { outcome: 'failed', error_kind: 'api_error', error_reason: 'context_too_long' },
  },
  {
    prompt: 'An error of the server.',
    reply: { status: 500, error: { message: 'The engine has stalled.', type: 'server_error' } },
    stored: {
      outcome: 'failed',
      error_kind: 'api_error',
      error_reason: 'server_error',
      error: expect.stringContaining('The engine has stalled.'),
    },
  },
  {
    prompt: 'A server with too much to do.',
    reply: { status: 503, error: { message: 'The engine is overloaded.' } },
    stored: { outcome: 'failed', error_kind: 'api_error', error_reason: 'overloaded' },
  },
  {
    prompt: 'Broken JSON.',
    reply: { content: 'Never sent.' },
    manner: { chaos: { malformedRate: 1 } },
    stored: { outcome: 'failed', error_kind: 'api_error', error_reason: 'unreadable' },
  },
  {
    prompt: 'A connection closed without an answer.',
    reply: { content: 'Never sent.' },
    manner: { chaos: { disconnectRate: 1 } },
    stored: { outcome: 'failed', error_kind: 'network', error_reason: 'connection_lost' },
  },
  {
    prompt: 'A connection closed in the middle.',
    reply: { content: 'Half of what was to come, and nothing of the rest.' },
    // The first chunk names the role alone, and the last one before the cut is lost.
    manner: { chunkSize: 8, truncateAfterChunks: 4 },
    stored: {
      outcome: 'broken',
      error_reason: 'connection_lost',
      correct: null,
      response: 'Half of what was',
    },
  },
  {
    prompt: 'An answer that begins and then hangs.',
    reply: { content: 'Half of what never comes.' },
    manner: {
      chunkSize: 8,
      streamingProfile: undefined,
      recordedTimings: { ttftMs: 1, interChunkDelaysMs: [1, 1, 60_000], totalDurationMs: 60_003 },
    },
    stored: { outcome: 'timed_out', error_kind: 'timeout', response: 'Half of what nev' },
  },
  {
    prompt: 'No answer within the time limit.',
    reply: { content: 'Too late.' },
    manner: { chaos: { latencyMs: 30_000 } },
    stored: { outcome: 'timed_out', error_kind: 'timeout', response: null },
  },
];

describe('the results of a run', () => {
  // biome-ignore lint/suspicious/noExplicitAny: an answer of the API; each test says what it expects.
  let run: any;

  beforeAll(async () => {
    const sessionId = await connect();
    for (const { prompt, reply, manner } of cases) {
      if (reply) stranger.when({ userMessage: prompt }, reply, manner);
    }
    const prompts = cases.map(({ prompt }) => ({ prompt, expected_answer: 'Half | Paris' }));
    run = await runPrompts(sessionId, prompts, { timeout_ms: 5_000 });
  });

  it.each(cases)('tell of this: $prompt', ({ prompt, stored }) => {
    const result = run.results.find((row: { prompt: string }) => row.prompt === prompt);
    expect(result).toMatchObject(stored);
    expect(result.latency_ms).toBeGreaterThanOrEqual(0);
  });

  it('are complete, however many calls failed', () => {
    const answered = cases.filter(({ stored }) =>
      ['answered', 'truncated'].includes(stored.outcome as string),
    );
    expect(run).toMatchObject({
      status: 'completed',
      total_prompts: cases.length,
      completed_prompts: answered.length,
      failed_prompts: cases.length - answered.length,
    });
  });

  it('end early where the quota is used up, with what there is and what to do', async () => {
    const sessionId = await connect();
    stranger.when(
      { userMessage: 'Use it up.' },
      {
        status: 429,
        error: {
          message: 'You exceeded your current quota, please check your plan.',
          type: 'insufficient_quota',
          code: 'insufficient_quota',
        },
      },
    );
    const prompts = [{ prompt: 'One.' }, { prompt: 'Use it up.' }, { prompt: 'Never asked.' }];
    const ended = await runPrompts(sessionId, prompts, { concurrency: 1 });
    expect(ended).toMatchObject({ status: 'failed', completed_prompts: 1, failed_prompts: 0 });
    expect(ended.error).toMatch(
      /^Stopped after 1 of 3 prompts.*quota.*exceeded your current quota/,
    );
    expect(JSON.stringify(stranger.chatRequests)).not.toContain('Never asked.');
  });

  it('never repeat the key, even where the server does', async () => {
    const sessionId = await connect();
    stranger.when(
      { userMessage: 'Tell.' },
      { status: 400, error: { message: `Bad request with key ${stranger.apiKey}.` } },
    );
    const { results } = await runPrompts(sessionId, [{ prompt: 'Tell.' }]);
    expect(results[0].error).toContain('Bad request with key');
    expect(JSON.stringify(results)).not.toContain(stranger.apiKey);
  });
});

describe('measuring', () => {
  const prompts = [{ prompt: 'How many minutes are two hours?', expected_answer: '120' }];

  it('tells apart when a model begins to think and when it begins to answer', async () => {
    const { results } = await runPrompts(await connect(stranger.reasoningModelId), prompts);
    expect(results[0]).toMatchObject({
      response: thirdPartyAnswers['How many minutes are two hours?'],
      reasoning: thirdPartyReasoning,
      correct: true,
    });
    expect(results[0].first_thought_ms).toBeGreaterThanOrEqual(thirdPartyTtftMs);
    expect(results[0].ttft_ms).toBeGreaterThan(results[0].first_thought_ms);
    expect(results[0].latency_ms).toBeGreaterThan(results[0].ttft_ms);
  });

  it('does not grade reasoning', async () => {
    const { results } = await runPrompts(await connect(stranger.reasoningModelId), [
      { prompt: 'How many minutes are two hours?', expected_answer: '112' },
    ]);
    expect(results[0].reasoning).toContain('112');
    expect(results[0].correct).toBe(false);
  });

  it('leaves the time to the first token unknown where answers come in one piece', async () => {
    const { results } = await runPrompts(await connect(), prompts, { stream: false });
    expect(stranger.chatRequests.at(-1)?.body.stream).toBe(false);
    expect(results[0]).toMatchObject({ correct: true, ttft_ms: null, output_tokens: 7 });
  });
});

it('gives a result as a program that asks the same once more', async () => {
  const sessionId = await connect();
  const asked = [{ prompt: 'Which planet is the largest?' }];
  const { results } = await runPrompts(sessionId, asked, { temperature: 0, max_tokens: 77 });
  const recipe = { resultId: results[0].id };
  const { typescript } = await server.client(sessionId).batch.reproduce.query(recipe);
  expect(typescript).not.toContain(stranger.apiKey);

  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', typescript],
    { env: { ...process.env, API_KEY: stranger.apiKey } },
  );
  const text = eventsIn(stdout).flatMap(({ choices }) => choices[0]?.delta.content ?? []);
  expect(text.join('')).toBe(results[0].response);
  const [first, second] = stranger.chatRequests.slice(-2);
  expect(second?.body).toEqual(first?.body);
});

describe('chat', () => {
  const ask = async (content: string) => {
    const messages = [{ role: 'user', content }];
    const { text } = await server.rest('POST', '/atlas', { session_id: await connect(), messages });
    const events = eventsIn(text);
    const pieces = events.flatMap((event) => event.content ?? []);
    return { pieces, others: events.filter((event) => event.content === undefined) };
  };

  it('streams the answer in pieces and tells what it cost', async () => {
    const { pieces, others } = await ask('How many minutes are two hours?');
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe(thirdPartyAnswers['How many minutes are two hours?']);
    expect(others).toEqual([expect.objectContaining({ type: 'token_usage', output_tokens: 7 })]);
  });

  it('keeps what came before the server hung up, and says so', async () => {
    stranger.when(
      { userMessage: 'Cut off?' },
      { content: 'Half of what was to come, and nothing of the rest.' },
      { chunkSize: 8, truncateAfterChunks: 4 },
    );
    const { pieces, others } = await ask('Cut off?');
    expect(pieces.join('')).toBe('Half of what was');
    expect(others).toEqual([
      {
        type: 'error',
        kind: 'network',
        error: expect.stringContaining('closed the connection'),
        upstream_request_id: expect.stringMatching(/^req-[\w-]+$/),
      },
    ]);
  });
});
