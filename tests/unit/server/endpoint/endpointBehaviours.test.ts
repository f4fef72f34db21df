/**
 * How endpoints differ in practice: each behaviour that takes a live server, through the client.
 * What is tested elsewhere:
 *
 * The address
 * - what people paste, the one stored form, addresses used exactly as typed: endpointAddress.test.ts
 * - guessed paths are tried and the one that worked is told, 404 told apart by the list of models,
 *   the nearest names, a test that calls the chat route: integration/connectionTest.test.ts
 * - the nearest of many names: modelList.test.ts
 * - an empty answer that ended by length, or has reasoning only, is an answer: modelClient.test.ts
 *
 * The request
 * - which words mean which part of it: requestAdaptation.test.ts
 * - remembered for the session and told: integration/connectionTest.test.ts
 * - no key, no Authorization header: modelClient.test.ts
 *
 * The stream
 * - line ends, comments, several data lines, data without a space, blank lines, byte order marks,
 *   empty and null deltas, roles, reasoning in fields and tags, usage anywhere, odd, zero or missing,
 *   finish reasons, error objects: completionReader.test.ts with tables/completionCases.ts
 * - role-only chunks and reasoning are no token of the answer: modelClient.test.ts
 * - cut off, error objects, odd bodies in HTTP 200, empty with zero usage: modelClientErrors.test.ts
 * - a prompt cut to the context in silence: integration/connectionTest.test.ts
 *
 * Errors
 * - shapes of bodies, cut to length: modelCallError.test.ts
 * - nothing that looks like the key: redact.test.ts, answerRedactor.test.ts, modelClientErrors.test.ts
 * - which status and words mean what, with whom: errorReason.test.ts
 * - how long to wait: retryAfter.test.ts
 * - slow starts, stalls, endless bodies, headers and lines, compression, redirects: modelClient.test.ts
 * - private addresses: addressGuard.test.ts, guardedDispatcher.test.ts
 * - chains of certificates: dispatcherTls.test.ts
 *
 * Measuring
 * - latency and time to first token: modelClient.test.ts
 * - time per output token, tokens a second and goodput are figures of runs, not of calls
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { AdaptableFeature, Adaptations } from '../../../../contract/connectionReport.ts';
import type { ErrorReason } from '../../../../contract/errorReasons.ts';
import { type CallBounds, defaultCallBounds } from '../../../../server/endpoint/callBounds.ts';
import { ModelCallError } from '../../../../server/endpoint/failure/modelCallError.ts';
import { createModelCaller, type ModelQuestion } from '../../../../server/endpoint/modelCaller.ts';
import {
  type ModelClient,
  type ModelClientOptions,
  openModelClient,
} from '../../../../server/endpoint/modelClient.ts';
import { daysFromNow, selfSignedCertificate } from '../../../support/fakeModel/certificate.ts';
import type { AnswerOptions, Script } from '../../../support/fakeModel/scripts.ts';
import {
  type FakeModelServer,
  type FakeModelServerOptions,
  providerErrors,
  startFakeModelServer,
} from '../../../support/fakeModelServer.ts';

const apiKey = 'sk-canary-0123456789abcdef0123456789abcdef';

/** What most tests talk to; it has no peculiarities of its own. */
let usual: FakeModelServer;
let client: ModelClient;

beforeAll(async () => {
  usual = await startFakeModelServer();
  client = openModelClient({ allowLocalhost: true });
});
afterEach(() => usual.reset());
afterAll(async () => {
  await client.close();
  await usual.close();
});

/** A server of this kind, for one test. */
async function serve(traits: FakeModelServerOptions): Promise<FakeModelServer> {
  const fake = await startFakeModelServer(traits);
  onTestFinished(() => fake.close());
  return fake;
}

/** A client with other bounds, for one test. */
function clientWith(
  bounds: Partial<CallBounds>,
  options: Omit<ModelClientOptions, 'bounds'> = {},
): ModelClient {
  const opened = openModelClient(
    { allowLocalhost: true },
    { ...options, bounds: { ...defaultCallBounds, ...bounds } },
  );
  onTestFinished(() => opened.close());
  return opened;
}

interface Called {
  fake?: FakeModelServer;
  client?: ModelClient;
  /** In place of the server's chat route. */
  endpointUrl?: string;
  modelId?: string;
  adaptations?: Adaptations;
}

/** A caller as a run has one, and which adaptations it was told of. */
function openCaller({ fake = usual, client: asked = client, ...at }: Called = {}) {
  const { modelId = 'fake-model', adaptations = {} } = at;
  const { endpointUrl = `${fake.url}/chat/completions` } = at;
  const learnt: AdaptableFeature[] = [];
  const caller = createModelCaller(asked, {
    endpoint: { endpointUrl, modelId, adaptations },
    readKey: () => apiKey,
    owner: 'test',
    onAdapted: (feature) => learnt.push(feature),
  });
  return { caller, learnt };
}

interface Asked extends Called, Partial<ModelQuestion> {
  signal?: AbortSignal;
  /** In place of a caller of its own. */
  opened?: ReturnType<typeof openCaller>;
}

function ask({ fake, client, endpointUrl, modelId, adaptations, signal, ...more }: Asked = {}) {
  const { opened = openCaller({ fake, client, endpointUrl, modelId, adaptations }), ...request } =
    more;
  const { caller, learnt } = opened;
  const heard: string[] = [];
  const answer = caller.call(
    {
      messages: [{ role: 'user', content: 'What is the capital of France?' }],
      maxTokens: 50,
      temperature: 0.7,
      stream: true,
      timeoutMs: 30_000,
      textEvents: true,
      ...request,
    },
    {
      signal,
      onEvent(event) {
        if (event.type === 'text') heard.push(event.text);
      },
    },
  );
  return { answer, heard, learnt, caller };
}

async function failureOf(asked: Asked = {}): Promise<ModelCallError> {
  const error = await ask(asked).answer.then(
    () => expect.unreachable('the call succeeded'),
    (error: unknown) => error,
  );
  if (!(error instanceof ModelCallError)) throw error;
  return error;
}

describe('The address', () => {
  it('404 that names the model: it is unknown', async () => {
    const fake = await serve({ models: ['other-model'] });
    const error = await failureOf({ fake });
    expect(error).toMatchObject({ kind: 'model_not_found', reason: 'unknown_model', status: 404 });
    expect(error.providerMessage).toContain('`fake-model` does not exist');
  });

  it.each([
    ['openai', 404, 'Invalid URL (POST /v2/chat/completions)'],
    ['html', 404, '404 Not Found'],
    ['lm-studio', null, 'Unexpected endpoint or method. (POST /v2/chat/completions)'],
  ] as const)(
    'a wrong path in the manner of %s is told as one',
    async (wrongPath, status, providerMessage) => {
      const fake = await serve({ wrongPath, models: ['other-model'] });
      const error = await failureOf({ endpointUrl: `${fake.origin}/v2/chat/completions` });
      expect(error).toMatchObject({
        kind: 'model_not_found',
        reason: 'wrong_path',
        status,
        providerMessage,
      });
    },
  );

  it.each(['/v1/v1/chat/completions', '//v1/chat/completions', '/v1//chat/completions'])(
    'a path that is doubled in places is one the server does not know: %s',
    async (path) => {
      const error = await failureOf({ endpointUrl: usual.origin + path });
      expect(error).toMatchObject({ reason: 'wrong_path', status: 404 });
      expect(usual.calls.map((call) => call.path)).toEqual([path]);
    },
  );

  it('a trailing slash that is redirected is an error that says so', async () => {
    const fake = await serve({ redirectTrailingSlash: true });
    const error = await failureOf({ endpointUrl: `${fake.url}/chat/completions/` });
    expect(error).toMatchObject({ kind: 'api_error', reason: 'redirected', status: 308 });
    expect(error.message).toContain('Enter the final URL.');
    expect(fake.calls).toHaveLength(1);
  });

  it('a blank model answered by 502, as OpenRouter does, is not repeated', async () => {
    const fake = await serve({ blankModel: 'openrouter' });
    const error = await failureOf({ fake, modelId: ' ' });
    expect(error).toMatchObject({ reason: 'server_error', status: 502 });
    expect(error.providerMessage).toBe('Provider returned error');
    expect(fake.calls).toHaveLength(1);
  });

  it.each(['', '/api/v1', '/openai/v1', '/inference/v1', '/api/paas/v4'])(
    'a base such as “%s” is called as it is, and its list of models beside it',
    async (basePath) => {
      const fake = await serve({ basePath, models: ['fake-model'] });
      const endpointUrl = `${fake.origin}${basePath}/chat/completions`;
      expect((await ask({ endpointUrl }).answer).text).toContain('Paris');
      expect(await client.listModels({ endpointUrl, apiKey, owner: 'test' })).toMatchObject([
        { id: 'fake-model' },
      ]);
    },
  );

  describe('a model that is still being loaded', () => {
    it('is waited for, and the wait is no part of the latency', async () => {
      usual.queue(providerErrors.loadingModel(), providerErrors.loadingModel());
      const startedAt = performance.now();
      const answer = await ask().answer;
      const elapsed = performance.now() - startedAt;
      expect(answer).toMatchObject({ text: expect.any(String), waitedForModelMs: 2_000 });
      expect(usual.chatCalls.map((call) => call.status)).toEqual([503, 503, 200]);
      expect(answer.latencyMs).toBeLessThanOrEqual(elapsed - answer.waitedForModelMs + 5);
    });

    it('is waited for no longer than the limit', async () => {
      usual.respond(providerErrors.loadingModel());
      const error = await failureOf({ client: clientWith({ modelLoadingTimeoutMs: 1_200 }) });
      expect(error).toMatchObject({ kind: 'api_error', reason: 'model_loading', status: 503 });
      expect(error.providerMessage).toBe('Loading model');
      expect(usual.chatCalls).toHaveLength(3);
    });

    it('is no longer waited for by a caller that gave up', async () => {
      usual.respond(providerErrors.loadingModel());
      const stop = new AbortController();
      const { answer } = ask({ signal: stop.signal });
      await usual.until((calls) => calls.length === 1);
      stop.abort(new Error('enough'));
      await expect(answer).rejects.toThrow('enough');
      expect(usual.chatCalls).toHaveLength(1);
    });

    it('is told from a server that is merely busy, which is not asked again', async () => {
      usual.respond(providerErrors.openAi(503, 'Service unavailable'));
      expect(await failureOf()).toMatchObject({ reason: 'overloaded' });
      expect(usual.chatCalls).toHaveLength(1);
    });
  });

  describe('the list of models', () => {
    const list = (fake: FakeModelServer, asked = client) =>
      asked.listModels({ endpointUrl: `${fake.url}/chat/completions`, apiKey, owner: 'test' });

    it('is asked for with the key, and gives names', async () => {
      const fake = await serve({ apiKey, models: ['a', 'b'] });
      expect((await list(fake))?.map(({ id }) => id)).toEqual(['a', 'b']);
      expect(fake.calls).toMatchObject([{ method: 'GET', path: '/v1/models' }]);
    });

    it('may want no key where the chat route wants one', async () => {
      const fake = await serve({ apiKey: 'sk-another', modelsRoute: 'open', models: ['a'] });
      expect(await list(fake)).toMatchObject([{ id: 'a' }]);
      expect(await failureOf({ fake })).toMatchObject({ reason: 'key_refused' });
    });

    it('may be missing', async () => {
      const fake = await serve({ modelsRoute: 'missing' });
      await expect(list(fake)).rejects.toMatchObject({ reason: 'wrong_path', status: 404 });
      expect((await ask({ fake }).answer).text).toContain('Paris');
    });

    it('may hold thousands of rows, of which the first are kept', async () => {
      const models = Array.from({ length: 5_000 }, (_, index) => `model-${index}`);
      const fake = await serve({ models });
      expect(await list(fake)).toHaveLength(defaultCallBounds.maxModels);
      const few = await list(fake, clientWith({ maxModels: 3 }));
      expect(few?.map(({ id }) => id)).toEqual(['model-0', 'model-1', 'model-2']);
    });

    it('is no list when it is a page, without end, or nothing', async () => {
      usual.respondToModels({ kind: 'reply', body: '<!doctype html><p>Hello' });
      await expect(list(usual)).rejects.toMatchObject({ reason: 'unreadable' });
      usual.respondToModels({ kind: 'endless', what: 'line', pieceBytes: 65_536, msPerPiece: 0 });
      await expect(list(usual)).rejects.toMatchObject({ reason: 'unreadable' });
      usual.respondToModels({ kind: 'reply', body: { data: null } });
      expect(await list(usual)).toEqual([]);
    });

    it('shows no name that repeats the key', async () => {
      const body = { data: [{ id: 'a' }, { id: `model-of-${apiKey}` }] };
      usual.respondToModels({ kind: 'reply', body });
      expect(await list(usual)).toMatchObject([{ id: 'a' }]);
    });

    it('is not looked for where the address does not tell of it', async () => {
      const endpointUrl = `${usual.origin}/generate`;
      expect(await client.listModels({ endpointUrl, apiKey, owner: 'test' })).toBeNull();
      expect(usual.calls).toHaveLength(0);
    });
  });
});

describe('The request', () => {
  const instructed: Partial<ModelQuestion> = {
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'What is the capital of France?' },
    ],
  };

  it.each<[string[], Partial<ModelQuestion>, Adaptations | object, object]>([
    [
      ['max_tokens'],
      {},
      { max_tokens: { change: expect.stringContaining('sent as max_completion_tokens') } },
      { max_completion_tokens: 50 },
    ],
    [
      ['max_tokens', 'max_completion_tokens'],
      {},
      {
        max_tokens: expect.anything(),
        max_completion_tokens: { change: expect.stringContaining('max output tokens omitted') },
      },
      {},
    ],
    [
      ['temperature'],
      {},
      {
        temperature: {
          change: 'temperature omitted: the server refused 0.7',
          said: expect.stringContaining("'temperature' does not support 0.7"),
        },
      },
      { max_tokens: 50 },
    ],
    [
      ['stream_options'],
      {},
      { stream_options: { change: expect.stringContaining('stream_options omitted') } },
      { stream: true },
    ],
    [
      ['stream'],
      {},
      { stream: { change: expect.stringContaining('in one piece') } },
      { stream: false },
    ],
    [
      ['long-without-stream'],
      { stream: false, maxTokens: 4_097 },
      { no_stream: { change: expect.stringContaining('as a stream') } },
      { stream: true },
    ],
    [
      ['system'],
      instructed,
      { system_role: { change: expect.stringContaining('first user message') } },
      { messages: [{ role: 'user', content: 'Be brief.\n\nWhat is the capital of France?' }] },
    ],
    [
      ['system:llama.cpp'],
      instructed,
      { system_role: { said: 'System role not supported' } },
      { messages: [{ role: 'user', content: 'Be brief.\n\nWhat is the capital of France?' }] },
    ],
    [
      ['stream_options', 'temperature', 'max_tokens', 'system'],
      instructed,
      {
        stream_options: expect.anything(),
        temperature: expect.anything(),
        max_tokens: expect.anything(),
        system_role: expect.anything(),
      },
      { max_completion_tokens: 50 },
    ],
  ])(
    'a server that refuses %j is asked differently, once and from then on',
    async (refusedFeatures, request, expected, sent) => {
      const fake = await serve({ refusedFeatures });
      const { answer, learnt, caller } = ask({ fake, ...request });
      expect((await answer).text).toContain('Paris');
      const { adaptations } = caller.endpoint;
      expect(adaptations).toMatchObject(expected);
      expect(Object.keys(adaptations)).toEqual(learnt);
      expect(learnt.toSorted()).toEqual(Object.keys(expected).toSorted());
      expect(fake.chatCalls).toHaveLength(1 + learnt.length);
      expect(fake.chatCalls.at(-1)?.body).toMatchObject(sent);

      fake.reset();
      const again = ask({ fake, adaptations, ...request });
      await again.answer;
      expect(again.learnt).toEqual([]);
      expect(fake.chatCalls.map((call) => call.outcome)).toEqual(['answered']);
    },
  );

  it('one that wants streams for long answers only is not bothered with short ones', async () => {
    const fake = await serve({ refusedFeatures: ['long-without-stream'] });
    const { answer, learnt } = ask({ fake, stream: false, maxTokens: 4_096 });
    expect(await answer).toMatchObject({ streamed: false });
    expect(learnt).toEqual([]);
  });

  it('a refusal inside HTTP 200 is one as well', async () => {
    usual.queue({
      kind: 'reply',
      body: { error: { message: "Unsupported parameter: 'temperature' is not supported" } },
    });
    const { answer, learnt } = ask();
    expect((await answer).text).toContain('Paris');
    expect(learnt).toEqual(['temperature']);
  });

  it('calls that go out together find out together', async () => {
    const fake = await serve({ refusedFeatures: ['temperature', 'max_tokens'] });
    const opened = openCaller({ fake });
    const calls = Array.from({ length: 10 }, () => ask({ opened }));
    const answers = await Promise.all(calls.map(({ answer }) => answer));
    expect(answers.map(({ text }) => text)).toEqual(Array(10).fill(answers[0]?.text));
    expect(opened.learnt.toSorted()).toEqual(['max_tokens', 'temperature']);
    expect(fake.chatCalls.length).toBeLessThanOrEqual(30);
  });

  it.each([
    ["Unsupported parameter: 'temperature' is not supported", ['temperature']],
    ['temperature must be between 0 and 0.5', []],
    ['Unsupported parameter: top_p is not supported', []],
  ])('one that goes on refusing is not asked for ever: %s', async (message, features) => {
    usual.respond(providerErrors.openAi(400, message));
    const opened = openCaller();
    const error = await failureOf({ opened });
    expect(error).toMatchObject({ reason: 'invalid_request', providerMessage: message });
    expect(Object.keys(opened.caller.endpoint.adaptations)).toEqual(features);
    expect(usual.chatCalls).toHaveLength(1 + features.length);
  });

  it('one that both wants a stream and refuses it is not asked for ever', async () => {
    usual.respond((call) =>
      call.body?.stream
        ? providerErrors.openAi(400, 'This model does not support streaming.')
        : providerErrors.openAi(400, 'Requests must have stream=true'),
    );
    expect(await failureOf()).toMatchObject({ reason: 'invalid_request', status: 400 });
    expect(usual.chatCalls.length).toBeLessThanOrEqual(4);
  });
});

describe('The stream', () => {
  const text = 'Grüße aus 東京 👩‍🚀, the end.';

  it.each<[string, AnswerOptions]>([
    ['every byte in a segment of its own', { splitBytes: 1 }],
    ['characters and events cut in the middle', { splitBytes: 7, dataLines: true }],
    ['all of it in one write', { eventsPerWrite: Infinity }],
    ['keep-alive comments before and between', { comments: ['OPENROUTER PROCESSING', 'keep'] }],
    ['CRLF, in segments', { newline: '\r\n', splitBytes: 5 }],
    [
      'no [DONE], and the connection closed after the last chunk',
      { done: false, untilClose: true },
    ],
    ['no finish reason, but [DONE]', { finishReason: null }],
    ['no role', { roleChunk: false }],
    ['usage first', { usage: 'first' }],
    ['usage with the last text', { usage: 'with-last-chunk' }],
    ['usage with every chunk', { usage: 'every-chunk' }],
    ['a byte order mark and no space after data:', { bom: true, dataSpace: false }],
  ])('arrives whole: %s', async (_how, options) => {
    usual.respond({ kind: 'answer', text, chunkChars: 2, ...options });
    const { answer, heard } = ask();
    expect(await answer).toMatchObject({ text, streamed: true });
    expect(heard.join('')).toBe(text);
  });

  it('may have thousands of chunks of one character', async () => {
    const long = 'äöü '.repeat(1_250);
    usual.respond({ kind: 'answer', text: long, chunkChars: 1 });
    const { answer, heard } = ask();
    expect(await answer).toMatchObject({ text: long, outputTokens: 5_000 });
    expect(heard).toHaveLength(5_000);
  });

  it.each([0, 3])('asked for, may come as one JSON body after %d blank lines', async (lines) => {
    usual.respond({ kind: 'answer', forceJson: true, leadingBlankLines: lines, text });
    const { answer, heard } = ask();
    expect(await answer).toMatchObject({ text, streamed: false, ttftMs: null });
    expect(heard.join('')).toBe(text);
  });

  it('may come although one piece was asked for', async () => {
    usual.respond({ kind: 'answer', forceSse: true, text });
    const answer = await ask({ stream: false }).answer;
    expect(answer).toMatchObject({ text, streamed: true, ttftMs: expect.any(Number) });
  });

  it.each<[string, AnswerOptions, object]>([
    ['length: truncated', { finishReason: 'length' }, { finishReason: 'length' }],
    ['a filter after some text', { finishReason: 'content_filter' }, { text: 'The capital' }],
    ['none, but [DONE]', { finishReason: null }, { finishReason: null, text: 'The capital' }],
  ])('finish reason: %s', async (_what, options, expected) => {
    usual.respond({ kind: 'answer', text: 'The capital', ...options });
    expect(await ask().answer).toMatchObject(expected);
  });

  it('finish reason: a filter before any text is an error', async () => {
    usual.respond({ kind: 'answer', text: '', finishReason: 'content_filter' });
    expect(await failureOf()).toMatchObject({ kind: 'api_error', reason: 'content_filter' });
  });

  it('neither finish reason nor [DONE], while it was still reasoning, is no answer', async () => {
    usual.respond({
      kind: 'answer',
      chunks: [{ reasoning: 'Let me see' }],
      finishReason: null,
      done: false,
    });
    expect(await failureOf()).toMatchObject({ partialText: '', partialReasoning: 'Let me see' });
  });

  it.each([false, 'zero'] as const)(
    'usage %s: the count is unknown, not made up',
    async (usage) => {
      usual.respond({ kind: 'answer', usage });
      expect(await ask().answer).toMatchObject({
        inputTokens: null,
        outputTokens: null,
        reasoningTokens: null,
      });
    },
  );

  it('a prompt cut in silence shows in the tokens that are reported', async () => {
    const fake = await serve({ contextTokens: 20 });
    const content = `The word is otter. ${'filler '.repeat(100)} What is the word?`;
    const answer = await ask({ fake, messages: [{ role: 'user', content }] }).answer;
    expect(answer.inputTokens).toBe(20);
    expect(fake.chatCalls[0]?.visiblePrompt).not.toContain('otter');
  });
});

describe('Errors', () => {
  it.each<[string, Record<string, string>, number | null]>([
    ['Retry-After in seconds', { 'retry-after': '3' }, 3_000],
    ['retry-after-ms', { 'retry-after-ms': '1500' }, 1_500],
    ['a duration', { 'x-ratelimit-reset-requests': '6m0s' }, 360_000],
    ['a short duration', { 'x-ratelimit-reset-tokens': '1s' }, 1_000],
    ['nothing', {}, null],
  ])('429 tells how long to wait by %s', async (_how, headers, retryAfterMs) => {
    usual.respond(providerErrors.tooManyRequests(headers));
    const error = await failureOf();
    expect(error).toMatchObject({ kind: 'rate_limit', reason: 'too_fast', retryAfterMs });
    expect(usual.chatCalls).toHaveLength(1);
  });

  it.each<[string, (at: number) => Record<string, string>]>([
    ['a date', (at) => ({ 'retry-after': new Date(at).toUTCString() })],
    ['epoch seconds', (at) => ({ 'x-ratelimit-reset': String(Math.round(at / 1_000)) })],
    ['epoch milliseconds', (at) => ({ 'x-ratelimit-reset': String(at) })],
  ])('429 tells until when to wait by %s', async (_how, headers) => {
    usual.respond(providerErrors.tooManyRequests(headers(Date.now() + 600_000)));
    const error = await failureOf();
    expect(error.reason).toBe('too_fast');
    expect(error.retryAfterMs).toBeGreaterThan(500_000);
    expect(error.retryAfterMs).toBeLessThanOrEqual(601_000);
  });

  it('429 for too many at once asks for fewer in flight, not for a wait', async () => {
    usual.respond(providerErrors.openAi(429, 'Too many concurrent requests'));
    const error = await failureOf();
    expect(error).toMatchObject({ kind: 'rate_limit', reason: 'too_many_at_once' });
    expect(error.message).toContain('Lower the concurrency');
  });

  it('a quota of a day is told as one and not waited for', async () => {
    usual.respond(providerErrors.dailyQuota(Date.now() + 8 * 3_600_000));
    const error = await failureOf();
    expect(error).toMatchObject({ kind: 'rate_limit', reason: 'quota_used_up', status: 429 });
    expect(error.retryAfterMs).toBeGreaterThan(7 * 3_600_000);
    expect(usual.chatCalls).toHaveLength(1);
  });

  it.each<[string, Script, ErrorReason, object]>([
    ['Together, at or below its rate', providerErrors.openAi(503, 'Busy'), 'overloaded', {}],
    ['Together, above its rate', providerErrors.openAi(429, 'Slow down'), 'too_fast', {}],
    [
      'Groq, flex capacity short',
      providerErrors.openAi(498, 'Flex tier capacity exceeded'),
      'overloaded',
      { status: 498 },
    ],
    [
      'Groq, reset as a duration',
      providerErrors.tooManyRequests({
        'x-ratelimit-remaining-requests': '14370',
        'x-ratelimit-reset-requests': '2m59.56s',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '7.66s',
      }),
      'too_fast',
      { retryAfterMs: 7_660 },
    ],
    [
      'OpenRouter, no credit',
      providerErrors.outOfCredit(),
      'out_of_credit',
      { status: 402, retryAfterMs: null },
    ],
    [
      'OpenRouter, no credit for now',
      providerErrors.outOfCredit({ 'retry-after': '5' }),
      'out_of_credit',
      { status: 402, retryAfterMs: 5_000 },
    ],
    [
      'OpenRouter, within the stream',
      {
        kind: 'error-in-stream',
        after: 'The capital',
        error: { error: { code: 502, message: 'Provider disconnected', metadata: {} } },
      },
      'server_error',
      { status: null, providerMessage: 'Provider disconnected', partialText: 'The capital' },
    ],
    [
      'old vLLM, flat',
      providerErrors.vllmOld(400, 'maximum context length is 10 tokens'),
      'context_too_long',
      { providerMessage: 'maximum context length is 10 tokens' },
    ],
    [
      'Ollama, nested, code null',
      providerErrors.ollama(404, 'model "m" not found, try pulling it first'),
      'unknown_model',
      { providerMessage: 'model "m" not found, try pulling it first' },
    ],
    ['Cloudflare', providerErrors.html(530, 'Origin DNS error'), 'server_error', { status: 530 }],
    ['a proxy', providerErrors.html(504, 'Gateway Time-out'), 'upstream_timeout', { status: 504 }],
  ])('%s', async (_who, script, reason, expected) => {
    usual.respond(script);
    expect(await failureOf()).toMatchObject({ reason, ...expected });
    expect(usual.chatCalls).toHaveLength(1);
  });

  describe('asking again', () => {
    it('is done only for a connection that broke before anything came back', async () => {
      usual.queue(
        { kind: 'reset', when: 'before-headers' },
        { kind: 'reset', when: 'before-headers', how: 'fin' },
      );
      expect((await ask().answer).text).toContain('Paris');
      expect(usual.chatCalls.map((call) => call.outcome)).toEqual(['failed', 'failed', 'answered']);
    });

    it('is done twice at most', async () => {
      usual.respond({ kind: 'reset', when: 'before-headers' });
      expect(await failureOf()).toMatchObject({ kind: 'network', reason: 'connection_lost' });
      expect(usual.chatCalls).toHaveLength(3);
    });

    it('can be switched off', async () => {
      usual.respond({ kind: 'reset', when: 'before-headers' });
      expect(await failureOf({ connectionRetries: 0 })).toMatchObject({
        reason: 'connection_lost',
      });
      expect(usual.chatCalls).toHaveLength(1);
    });

    it.each<[string, Script]>([
      ['headers', { kind: 'reset', when: 'after-headers' }],
      ['half an answer', { kind: 'reset', when: 'mid-stream' }],
      ['an error', providerErrors.openAi(500, 'Oops')],
      ['too many requests', providerErrors.tooManyRequests({ 'retry-after': '0' })],
      ['nothing at all, in good order', { kind: 'reply', body: '' }],
    ])('is not done after %s', async (_what, script) => {
      usual.respond(script);
      await failureOf();
      expect(usual.chatCalls).toHaveLength(1);
    });
  });

  describe('a hostile endpoint', () => {
    it.each(['headers', 'body'] as const)('that drips its %s ends by the clock', async (from) => {
      usual.respond({ kind: 'drip', from, msPerByte: 20 });
      const error = await failureOf({ timeoutMs: 500 });
      expect(error).toMatchObject({ kind: 'timeout', reason: 'too_slow' });
      await usual.until(([call]) => call?.outcome === 'aborted');
    });

    it('cannot make an error without end', async () => {
      usual.respond({
        kind: 'raw',
        async write(res) {
          res.writeHead(500, { 'content-type': 'text/plain' });
          while (!res.destroyed) {
            res.write('No. '.repeat(4_096));
            await new Promise((resolve) => setTimeout(resolve, 1));
          }
        },
      });
      const error = await failureOf();
      expect(error).toMatchObject({ reason: 'server_error', status: 500 });
      expect(error.message.length).toBeLessThan(800);
      await usual.until(([call]) => call?.outcome === 'aborted');
    });

    it('cannot lead us to a private address', async () => {
      const inner = await serve({});
      usual.respond({ kind: 'redirect', location: `${inner.url}/chat/completions` });
      usual.respondToModels({ kind: 'redirect', location: `${inner.url}/models` });
      expect(await failureOf()).toMatchObject({ reason: 'redirected' });
      const endpointUrl = `${usual.url}/chat/completions`;
      await expect(client.listModels({ endpointUrl, apiKey, owner: 'test' })).rejects.toMatchObject(
        {
          reason: 'redirected',
        },
      );
      expect(inner.calls).toHaveLength(0);
    });
  });

  describe('a certificate', () => {
    const host = '127.0.0.1';

    it.each<[string, ReturnType<typeof selfSignedCertificate>, boolean, RegExp]>([
      ['nobody vouches for', selfSignedCertificate(host), false, /self-signed and not trusted/],
      [
        'that has expired',
        selfSignedCertificate(host, { validTo: daysFromNow(-1) }),
        true,
        /has expired/,
      ],
      ['for another host', selfSignedCertificate('elsewhere.example'), true, /another host name/],
    ])('%s is refused, and nothing is sent', async (_what, tls, isTrusted, words) => {
      const fake = await serve({ tls });
      const trusting = clientWith({}, isTrusted ? { extraCaCertificates: [tls.cert] } : {});
      const error = await failureOf({ fake, client: trusting });
      expect(error).toMatchObject({ kind: 'network', reason: 'certificate' });
      expect(error.message).toMatch(words);
      expect(fake.calls).toHaveLength(0);
    });

    it('of an authority that the operator trusts is accepted', async () => {
      const tls = selfSignedCertificate(host);
      const fake = await serve({ tls });
      const trusting = clientWith({}, { extraCaCertificates: [tls.cert] });
      expect((await ask({ fake, client: trusting }).answer).text).toContain('Paris');
    });
  });
});

describe('Measuring', () => {
  it('keeps the first reasoning token and the first token of the answer apart', async () => {
    usual.respond({
      kind: 'answer',
      chunks: [{ waitMs: 100 }, { reasoning: 'Hm.' }, { waitMs: 500 }, 'Paris'],
    });
    const { timeToFirstReasoningMs, ttftMs, latencyMs } = await ask().answer;
    expect(timeToFirstReasoningMs).toBeGreaterThanOrEqual(95);
    expect(timeToFirstReasoningMs).toBeLessThan(ttftMs ?? 0);
    expect(ttftMs).toBeGreaterThanOrEqual(595);
    expect(latencyMs).toBeGreaterThanOrEqual(ttftMs ?? 0);
  });

  it.each<[string, AnswerOptions]>([
    ['in a field', { reasoning: 'Hm.', reasoningField: 'reasoning', text: 'Paris' }],
    ['between tags', { chunks: ['<think>', 'Hm.', '</think>', 'Paris'] }],
  ])('knows a first reasoning token that stands %s', async (_where, options) => {
    usual.respond({ kind: 'answer', ...options });
    expect(await ask().answer).toMatchObject({
      reasoning: 'Hm.',
      text: 'Paris',
      timeToFirstReasoningMs: expect.any(Number),
      ttftMs: expect.any(Number),
    });
  });

  it('leaves unknown what did not happen', async () => {
    expect((await ask().answer).timeToFirstReasoningMs).toBeNull();
    usual.respond({ kind: 'answer', reasoning: 'Hm.', text: '' });
    expect(await ask().answer).toMatchObject({
      ttftMs: null,
      timeToFirstReasoningMs: expect.any(Number),
    });
  });

  it('counts no time that a call waited for its turn', async () => {
    usual.respond({ kind: 'answer', latencyMs: 200 });
    const narrow = clientWith({ maxCallsPerHost: 1 });
    const startedAt = performance.now();
    const answers = await Promise.all([1, 2, 3].map(() => ask({ client: narrow }).answer));
    const elapsed = performance.now() - startedAt;
    expect(usual.maxInFlight).toBe(1);
    const latencies = answers.map(({ latencyMs }) => latencyMs);
    expect(Math.min(...latencies)).toBeGreaterThanOrEqual(195);
    // One after the other, they cannot have taken longer than all of it.
    expect(latencies.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(elapsed + 3);
  });
});
