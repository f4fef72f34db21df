/**
 * What the connection test finds out about a peculiar endpoint, and that runs, chats and exports make
 * use of it.
 */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { probeNames } from '../../contract/connectionReport.ts';
import type { Outcome } from '../../contract/outcomes.ts';
import type { ByomClient } from '../../sdk/index.ts';
import type { FakeCall } from '../support/fakeModel/callLog.ts';
import { refusalFor } from '../support/fakeModel/refusedFeatures.ts';
import type { AnswerOptions, Script } from '../support/fakeModel/scripts.ts';
import {
  type FakeModelServer,
  type FakeModelServerOptions,
  providerErrors,
  startFakeModelServer,
} from '../support/fakeModelServer.ts';
import { waitForRun } from '../support/restClient.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const apiKey = 'sk-canary-0123456789abcdef0123456789abcdef';

describe.each(engines)('on %s', (engine) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer(engine, { DEMO_MODEL_LOADING_TIMEOUT_MS: '1500' });
  });
  afterAll(() => server.stop());

  /** A server of this kind, for one test. */
  async function serve(traits: FakeModelServerOptions = {}): Promise<FakeModelServer> {
    const fake = await startFakeModelServer(traits);
    onTestFinished(() => fake.close());
    return fake;
  }

  interface Typed {
    modelId?: string;
    apiKey?: string;
    endpointExact?: boolean;
  }

  async function connect(endpointUrl: string, { modelId = 'fake-model', ...typed }: Typed = {}) {
    const { sessionId } = await server
      .client()
      .session.create.mutate({ endpointUrl, modelId, ...typed });
    return { sessionId, client: server.client(sessionId) };
  }

  /** Connects and tests; the report may be one of failure. */
  async function tryOut(endpointUrl: string, typed?: Typed) {
    const connected = await connect(endpointUrl, typed);
    return { ...connected, report: await connected.client.session.testConnection.mutate() };
  }

  /** A run of these prompts, once it is over, with its results in the order of the prompts. */
  async function finishedRun(
    { client, sessionId }: { client: ByomClient; sessionId: string },
    prompts: string[],
    config: object = {},
  ) {
    const run = await client.batch.start.mutate({
      prompts: prompts.map((prompt) => ({ prompt })),
      config: { concurrency: 1, adaptive: false, maxRetries: 0, delayMs: 0, ...config },
    });
    return resultsOf({ client, sessionId }, run.id);
  }

  async function resultsOf(
    { client, sessionId }: { client: ByomClient; sessionId: string },
    testRunId: string,
  ) {
    await waitForRun(server, sessionId, testRunId);
    const { run, results } = await client.batch.get.query({ testRunId });
    return { run, results: results.toSorted((a, b) => a.promptIndex - b.promptIndex) };
  }

  async function exported(client: ByomClient, format: 'csv' | 'json'): Promise<string> {
    const { chunks } = await client.export.document.query({ format });
    let text = '';
    for await (const chunk of chunks) text += chunk;
    return text;
  }

  describe('a connection that works', () => {
    it('is reported with what every probe found, and the report stays with the session', async () => {
      const fake = await serve({ apiKey, model: 'the-real-name' });
      fake.respondToModels({
        kind: 'reply',
        body: { data: [{ id: 'fake-model', max_model_len: 8_192 }, { id: 'other-model' }] },
      });
      const { client, report } = await tryOut(fake.url, { apiKey });
      expect(report).toMatchObject({
        success: true,
        message: 'Connection successful',
        errorKind: null,
        errorReason: null,
        called: [{ url: `${fake.url}/chat/completions`, result: 'answered' }],
        latencyMs: expect.any(Number),
        ttftMs: expect.any(Number),
        serverModel: 'the-real-name',
        models: ['fake-model', 'other-model'],
        nearestModels: [],
        contextTokens: 8_192,
        waitedForModelMs: 0,
      });
      expect(report.probes.map(({ name }) => name)).toEqual(probeNames);
      expect(verdictsOf(report)).toEqual({
        address: 'ok',
        models: 'ok',
        streaming: 'ok',
        usage: 'ok',
        token_limit: 'ok',
        temperature: 'ok',
        system_role: 'ok',
        reasoning: 'info',
        context: 'info',
      });
      expect(await client.session.current.query()).toMatchObject({
        connectionTested: true,
        connectionLatencyMs: report.latencyMs,
        connectionTtftMs: report.ttftMs,
        lastError: null,
        adaptations: {},
        connectionReport: report,
      });
      expect(JSON.stringify(await client.session.current.query())).not.toContain(apiKey);
    });

    it('calls the real chat route, not only the list of models', async () => {
      const fake = await serve({ apiKey });
      await tryOut(fake.url, { apiKey });
      expect(fake.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
        'POST /v1/chat/completions',
        'GET /v1/models',
        'POST /v1/chat/completions',
      ]);
      expect(fake.chatCalls[0]?.body).toMatchObject({
        messages: [{ role: 'user', content: 'Hello, are you there?' }],
        max_tokens: 10,
        stream: true,
      });

      fake.respond(providerErrors.openAi(500, 'No GPU.'));
      const { report } = await tryOut(fake.url, { apiKey });
      expect(report).toMatchObject({ success: false, errorReason: 'server_error' });
      expect(report.models).toEqual(['fake-model']);
      expect(verdictsOf(report)).toMatchObject({ address: 'ok', streaming: 'skipped' });
    });

    it('needs no key where the server wants none', async () => {
      const fake = await serve();
      const { report } = await tryOut(fake.url);
      expect(report.success).toBe(true);
      for (const call of fake.calls) expect(call.headers).not.toHaveProperty('authorization');
    });

    it.each<[string, AnswerOptions]>([
      [
        'only thinks within ten tokens',
        { reasoning: 'a b c d e f g h i j k', obeyMaxTokens: true },
      ],
      ['thinks in silence until its tokens end', { text: '', finishReason: 'length' }],
    ])('is one also with a model that %s', async (_what, answer) => {
      const fake = await serve(answer);
      const { client, report } = await tryOut(fake.url);
      expect(report).toMatchObject({ success: true, ttftMs: null });
      expect(await client.session.current.query()).toMatchObject({ connectionTested: true });
    });

    it.each<[string, AnswerOptions, string]>([
      ['a field of its own', { reasoning: 'Hm.' }, 'field reasoning_content'],
      ['another', { reasoning: 'Hm.', reasoningField: 'reasoning' }, 'field reasoning;'],
      ['the text', { chunks: ['<think>Hm.</think>', 'Yes.'] }, 'between <think> tags'],
      [
        'the count alone',
        { usage: { completion_tokens: 9, completion_tokens_details: { reasoning_tokens: 8 } } },
        'only counted',
      ],
    ])('tells of reasoning in %s', async (_where, answer, words) => {
      const fake = await serve(answer);
      const { report } = await tryOut(fake.url);
      expect(probeOf(report, 'reasoning')).toMatchObject({
        verdict: 'ok',
        finding: expect.stringContaining(words),
      });
    });

    it('tells of answers in one piece, and of tokens that nobody counts', async () => {
      const fake = await serve({ forceJson: true, usage: 'zero' });
      const { report } = await tryOut(fake.url);
      expect(report).toMatchObject({ success: true, ttftMs: null });
      expect(verdictsOf(report)).toMatchObject({ streaming: 'adapted', usage: 'failed' });
    });

    it('waits while the model is being loaded, but not for ever', async () => {
      const fake = await serve();
      fake.queue(providerErrors.loadingModel());
      expect((await tryOut(fake.url)).report).toMatchObject({
        success: true,
        waitedForModelMs: 1_000,
      });
      fake.respond(providerErrors.loadingModel());
      expect((await tryOut(fake.url)).report).toMatchObject({
        success: false,
        errorReason: 'model_loading',
      });
    });
  });

  describe('a connection that fails', () => {
    it.each<[string, FakeModelServerOptions, Script | undefined, object, string]>([
      [
        'a wrong key',
        { apiKey: 'sk-of-somebody-else' },
        undefined,
        { errorKind: 'auth', errorReason: 'key_refused' },
        'Incorrect API key provided',
      ],
      [
        'no credit',
        {},
        providerErrors.outOfCredit(),
        { errorKind: 'api_error', errorReason: 'out_of_credit' },
        'Insufficient credits.',
      ],
      [
        'a day-long quota',
        {},
        providerErrors.dailyQuota(Date.now() + 8 * 3_600_000),
        { errorKind: 'rate_limit', errorReason: 'quota_used_up' },
        'free-models-per-day',
      ],
      [
        'an answer without any text',
        {},
        { kind: 'answer', text: '', usage: 'zero' },
        { errorKind: 'api_error', errorReason: 'no_answer' },
        'without any text',
      ],
    ])('says why: %s', async (_what, traits, script, reported, words) => {
      const fake = await serve(traits);
      if (script) fake.respond(script);
      const { client, report } = await tryOut(fake.url, { apiKey });
      expect(report).toMatchObject({ success: false, latencyMs: null, ttftMs: null, ...reported });
      expect(report.message).toContain(words);
      expect(report.message).not.toContain(apiKey);
      expect(await client.session.current.query()).toMatchObject({
        connectionTested: false,
        lastError: report.message,
      });
      await expect(client.batch.start.mutate({ prompts: [{ prompt: 'Hi' }] })).rejects.toThrow(
        'Test the connection first',
      );
    });

    it('tells the request id of the provider', async () => {
      const fake = await serve();
      fake.respond({
        ...providerErrors.openAi(500, 'No GPU.'),
        headers: { 'x-request-id': 'req_1' },
      });
      const { client, report } = await tryOut(fake.url);
      expect(report).toMatchObject({ success: false, upstreamRequestId: 'req_1' });
      expect(await client.session.current.query()).toMatchObject({ connectionReport: report });
    });

    it('of a call with a system prompt tells the request id on its line', async () => {
      const fake = await serve();
      fake.respond((call) =>
        call.body?.messages?.some(({ role }) => role === 'system')
          ? { ...providerErrors.openAi(500, 'No GPU.'), headers: { 'x-request-id': 'req_2' } }
          : { kind: 'answer' },
      );
      const { report } = await tryOut(fake.url);
      expect(report).toMatchObject({ success: true, upstreamRequestId: null });
      expect(probeOf(report, 'system_role')).toMatchObject({
        verdict: 'failed',
        upstreamRequestId: 'req_2',
      });
    });

    it('is forgotten once it works', async () => {
      const fake = await serve();
      fake.respond(providerErrors.openAi(500, 'No GPU.'));
      const { client, report } = await tryOut(fake.url);
      expect(report.success).toBe(false);
      fake.respond({ kind: 'answer' });
      expect(await client.session.testConnection.mutate()).toMatchObject({
        success: true,
        upstreamRequestId: null,
      });
      expect(await client.session.current.query()).toMatchObject({
        connectionTested: true,
        lastError: null,
      });
    });
  });

  describe('what the endpoint refuses', () => {
    it.each<[string[], string, string, (call: FakeCall) => boolean]>([
      [
        ['max_tokens'],
        'token_limit',
        'sent as max_completion_tokens',
        ({ body }) => body?.max_completion_tokens !== undefined && body.max_tokens === undefined,
      ],
      [
        ['max_tokens', 'max_completion_tokens'],
        'token_limit',
        'max output tokens omitted',
        ({ body }) => body?.max_completion_tokens === undefined && body?.max_tokens === undefined,
      ],
      [
        ['temperature'],
        'temperature',
        'temperature omitted: the server refused 0.7',
        ({ body }) => body?.temperature === undefined,
      ],
      [
        ['stream_options'],
        'usage',
        'stream_options omitted',
        ({ body }) => body?.stream === true && body.stream_options === undefined,
      ],
      [
        ['stream'],
        'streaming',
        'answers asked for in one piece',
        ({ body }) => body?.stream === false,
      ],
      [
        ['system'],
        'system_role',
        'system prompt put into the first user message',
        ({ body }) => body?.messages?.length === 1 && body.messages[0]?.role === 'user',
      ],
      [
        ['system:llama.cpp'],
        'system_role',
        'system prompt put into the first user message',
        ({ body }) => body?.messages?.length === 1 && body.messages[0]?.role === 'user',
      ],
    ])(
      '%j is found by the test, spared by runs and named by exports',
      async (refusedFeatures, name, change, isAdapted) => {
        const fake = await serve({ refusedFeatures });
        const session = await tryOut(fake.url);
        const { client, report } = session;
        expect(report.success).toBe(true);
        const probe = probeOf(report, name);
        expect(probe).toMatchObject({ verdict: 'adapted', said: expect.any(String) });
        expect(probe?.finding.toLowerCase()).toContain(change.toLowerCase());
        const { adaptations } = await client.session.current.query();
        expect(Object.values(adaptations)).toHaveLength(refusedFeatures.length);

        fake.reset();
        const { results } = await finishedRun(session, ['One?', 'Two?'], {
          systemPrompt: 'Be brief.',
        });
        expect(results.map(({ outcome }) => outcome)).toEqual(['answered', 'answered']);
        expect(fake.chatCalls.map(({ status }) => status)).toEqual([200, 200]);
        for (const call of fake.chatCalls) {
          expect(isAdapted(call)).toBe(true);
          expect(JSON.stringify(call.body)).toContain('Be brief.');
        }

        const json = JSON.parse(await exported(client, 'json'));
        expect(json.adaptations).toEqual(Object.values(adaptations).map((each) => each.change));
        expect(json.adaptations.at(-1)).toContain(change);
        const csv = await exported(client, 'csv');
        expect(csv).toMatch(new RegExp(`^"?# Adapted: .*${change}`, 'm'));
      },
    );

    it('all at once is found as well', async () => {
      const fake = await serve({
        refusedFeatures: ['stream_options', 'temperature', 'max_tokens', 'system'],
      });
      const { report } = await tryOut(fake.url);
      expect(verdictsOf(report)).toMatchObject({
        streaming: 'ok',
        usage: 'adapted',
        token_limit: 'adapted',
        temperature: 'adapted',
        system_role: 'adapted',
      });
    });

    it('in the middle of a run is adapted to, remembered and named', async () => {
      const fake = await serve();
      const session = await tryOut(fake.url);
      fake.reset();
      fake.respond((call) => refusalFor(['temperature'], call.body) ?? { kind: 'answer' });
      const first = await finishedRun(session, ['One?', 'Two?', 'Three?']);
      expect(first.results.map(({ outcome }) => outcome)).toEqual(Array(3).fill('answered'));
      expect(fake.chatCalls.map(({ status }) => status)).toEqual([400, 200, 200, 200]);
      await expect
        .poll(async () => Object.keys((await session.client.session.current.query()).adaptations))
        .toEqual(['temperature']);

      fake.reset();
      await finishedRun(session, ['Four?']);
      expect(fake.chatCalls.map(({ body }) => body?.temperature)).toEqual([undefined]);
      expect(await exported(session.client, 'csv')).toContain('# Adapted: temperature omitted');
    });

    it('is told to the chat as well', async () => {
      const fake = await serve({ refusedFeatures: ['system'] });
      const { client } = await tryOut(fake.url);
      fake.reset();
      await client.chat.send.mutate({ content: 'How did I do?' });
      await fake.until((calls) => calls[0]?.outcome === 'answered', 10_000);
      expect(fake.chatCalls).toHaveLength(1);
      expect(fake.chatCalls[0]?.body?.messages?.map(({ role }) => role)).toEqual(['user']);
    });

    it('is asked for again by the next test, since servers change', async () => {
      const fake = await serve();
      fake.respond((call) => refusalFor(['temperature'], call.body) ?? { kind: 'answer' });
      const { client, report } = await tryOut(fake.url);
      expect(verdictsOf(report)).toMatchObject({ temperature: 'adapted' });
      fake.respond({ kind: 'answer' });
      const again = await client.session.testConnection.mutate();
      expect(verdictsOf(again)).toMatchObject({ temperature: 'ok' });
      expect(await client.session.current.query()).toMatchObject({ adaptations: {} });
    });
  });

  describe('the address', () => {
    it.each<[string, FakeModelServerOptions, string, string[]]>([
      ['a host', {}, '', ['/v1']],
      ['a host whose API has no /v1', { basePath: '' }, '/', ['/v1', '']],
      ['a host whose API is at /api/v1', { basePath: '/api/v1' }, '', ['/v1', '', '/api/v1']],
      [
        'a host that answers a wrong path like LM Studio',
        { basePath: '/api/v1', wrongPath: 'lm-studio' },
        '',
        ['/v1', '', '/api/v1'],
      ],
      [
        'a host that answers a wrong path by a page',
        { basePath: '', wrongPath: 'html' },
        '',
        ['/v1', ''],
      ],
      ['the base with /v1', {}, '/v1/', ['/v1']],
      ['the base doubled', {}, '/v1/v1', ['/v1']],
      ['the whole route', {}, '/v1/chat/completions', ['/v1']],
      ['the route with a slash', { redirectTrailingSlash: true }, '/v1/chat/completions/', ['/v1']],
      ['a base of its own', { basePath: '/api/paas/v4' }, '/api/paas/v4', ['/api/paas/v4']],
      ['a base without its /v1', { basePath: '/tenant/v1' }, '/tenant', ['/tenant', '/tenant/v1']],
    ])('%s is made into one that answers', async (_what, traits, typed, bases) => {
      const fake = await serve(traits);
      const session = await tryOut(fake.origin + typed);
      const { client, report } = session;
      const urls = bases.map((base) => `${fake.origin}${base}/chat/completions`);
      expect(report.success).toBe(true);
      expect(report.called.map(({ url }) => url)).toEqual(urls);
      expect(report.called.at(-1)?.result).toBe('answered');
      expect(probeOf(report, 'address')).toMatchObject({
        verdict: urls.length > 1 ? 'adapted' : 'ok',
        finding: expect.stringContaining(`${bases.at(-1)}/chat/completions`),
      });
      expect(await client.session.current.query()).toMatchObject({ endpointUrl: urls.at(-1) });

      fake.reset();
      expect((await finishedRun(session, ['One?'])).results[0]?.outcome).toBe('answered');
      expect(fake.calls.map(({ path }) => path)).toEqual([`${bases.at(-1)}/chat/completions`]);
    });

    it('that leads nowhere is told by the error of what was typed, with all that was tried', async () => {
      const fake = await serve({ basePath: '/hidden/v7', modelsRoute: 'missing' });
      const { client, report } = await tryOut(fake.origin);
      expect(report).toMatchObject({
        success: false,
        errorKind: 'model_not_found',
        errorReason: 'wrong_path',
      });
      expect(report.message).toContain('Invalid URL (POST /v1/chat/completions)');
      expect(report.called.length).toBeGreaterThan(2);
      for (const { result } of report.called) expect(result).toContain('Invalid URL');
      expect(verdictsOf(report)).toMatchObject({ address: 'failed', models: 'info' });
      expect(await client.session.current.query()).toMatchObject({
        endpointUrl: `${fake.origin}/v1/chat/completions`,
      });
    });

    it('is no matter of guessing once a server answers with another error', async () => {
      const fake = await serve({ apiKey: 'sk-of-somebody-else' });
      const { report } = await tryOut(fake.origin);
      expect(report).toMatchObject({ errorReason: 'key_refused' });
      expect(report.called).toHaveLength(1);
    });

    it.each<[string, FakeModelServerOptions, string, object]>([
      [
        'a path of its own',
        { basePath: '/v1/v1' },
        '/v1/v1/chat/completions',
        { success: true, errorReason: null },
      ],
      ['a path that is none', {}, '/v1', { success: false, errorReason: 'wrong_path' }],
      [
        'a path that is redirected',
        { redirectTrailingSlash: true },
        '/v1/chat/completions/',
        { success: false, errorReason: 'redirected' },
      ],
    ])('is used as typed where that is wanted: %s', async (_what, traits, typed, reported) => {
      const fake = await serve(traits);
      const { client, report } = await tryOut(fake.origin + typed, { endpointExact: true });
      expect(report).toMatchObject(reported);
      expect(report.called.map(({ url }) => url)).toEqual([fake.origin + typed]);
      expect(fake.calls[0]).toMatchObject({ method: 'POST', path: typed });
      expect(await client.session.current.query()).toMatchObject({
        endpointUrl: fake.origin + typed,
      });
    });
  });

  describe('an unknown model', () => {
    const models = ['gpt-oss-120b', 'llama-3.1-8b-instant', 'llama-3.3-70b-versatile', 'whisper'];

    it('is told with the nearest names; one of them can be chosen and tested', async () => {
      const fake = await serve({ models });
      const { client, report } = await tryOut(fake.url, { modelId: 'llama-3.1-8b-instruct' });
      expect(report).toMatchObject({
        success: false,
        errorKind: 'model_not_found',
        errorReason: 'unknown_model',
        models,
      });
      expect(report.nearestModels[0]).toBe('llama-3.1-8b-instant');
      expect(report.nearestModels).not.toContain('whisper');
      expect(probeOf(report, 'models')).toMatchObject({
        verdict: 'info',
        finding: expect.stringContaining('yours is not among them'),
      });

      await client.session.chooseModel.mutate({ modelId: 'llama-3.1-8b-instant' });
      expect(await client.session.current.query()).toMatchObject({
        modelId: 'llama-3.1-8b-instant',
        connectionTested: false,
        connectionReport: null,
        lastError: null,
      });
      expect(await client.session.testConnection.mutate()).toMatchObject({
        success: true,
        serverModel: 'llama-3.1-8b-instant',
        nearestModels: [],
      });
    });

    it('that is chosen has to be tested before a run', async () => {
      const fake = await serve({ models });
      const { client, report } = await tryOut(fake.url, { modelId: 'whisper' });
      expect(report.success).toBe(true);
      await client.session.chooseModel.mutate({ modelId: 'gpt-oss-120b' });
      await expect(client.batch.start.mutate({ prompts: [{ prompt: 'Hi' }] })).rejects.toThrow(
        'Test the connection first',
      );
    });

    it.each<[string, Script]>([
      ['no words', providerErrors.empty(404)],
      ['words that say nothing', providerErrors.detail(404, 'Not Found')],
    ])('behind a 404 with %s is known by the list', async (_what, script) => {
      const fake = await serve();
      fake.respond(script);
      fake.respondToModels({ kind: 'reply', body: { data: models.map((id) => ({ id })) } });
      const { report } = await tryOut(fake.url, { modelId: 'gpt-oss-20b' });
      expect(report).toMatchObject({
        errorReason: 'unknown_model',
        models,
        upstreamRequestId: expect.stringMatching(/^fake-\d+$/),
      });
      expect(report.nearestModels[0]).toBe('gpt-oss-120b');
      const listed = await tryOut(fake.url, { modelId: 'whisper' });
      expect(listed.report).toMatchObject({ errorReason: 'wrong_path', nearestModels: [] });
    });

    it('is told without names where there is no list', async () => {
      const fake = await serve({ models, modelsRoute: 'missing' });
      const { report } = await tryOut(fake.url, { modelId: 'llama' });
      expect(report).toMatchObject({
        errorReason: 'unknown_model',
        models: null,
        nearestModels: [],
      });
      expect(probeOf(report, 'models')).toMatchObject({ verdict: 'info' });
    });

    it('without a name is refused before anything is called', async () => {
      const fake = await serve({ blankModel: 'openrouter' });
      await expect(connect(fake.url, { modelId: '  ' })).rejects.toMatchObject({
        data: { problem: { kind: 'invalid_input', field: 'modelId' } },
      });
      expect(fake.calls).toHaveLength(0);
    });
  });

  describe('the list of models before anything is connected', () => {
    const list = (endpointUrl: string, key = '') =>
      server.client().session.listModels.mutate({ endpointUrl, apiKey: key });
    const found = { problem: null, upstreamRequestId: null };

    it('is shown for a right key, and for none where none is wanted', async () => {
      const fake = await serve({ apiKey, models: ['a', 'b'] });
      expect(await list(fake.url, apiKey)).toEqual({ ...found, models: ['a', 'b'] });
      const open = await serve({ apiKey, modelsRoute: 'open', models: ['c'] });
      expect(await list(open.url)).toEqual({ ...found, models: ['c'] });
      expect(open.calls).toMatchObject([{ method: 'GET', path: '/v1/models' }]);
    });

    it('is looked for where the chat route may be', async () => {
      const fake = await serve({ basePath: '', models: ['a'] });
      expect(await list(fake.origin)).toEqual({ ...found, models: ['a'] });
      expect(fake.calls.map(({ path }) => path)).toEqual(['/v1/models', '/models']);
    });

    it.each<[string, FakeModelServerOptions, string]>([
      ['missing', { modelsRoute: 'missing' }, 'lists no models'],
      ['closed', { apiKey: 'sk-of-somebody-else' }, 'Incorrect API key provided'],
      ['empty', { models: [] }, 'lists no models. Type the model id.'],
    ])('may be %s, which is said without the key', async (_what, traits, words) => {
      const fake = await serve(traits);
      const { models, problem } = await list(fake.url, apiKey);
      expect(models).toBeNull();
      expect(problem).toContain(words);
      expect(problem).not.toContain(apiKey);
    });

    it('tells the request id of the provider where it is refused', async () => {
      const fake = await serve();
      const headers = { 'x-request-id': 'req_1' };
      fake.respondToModels({ ...providerErrors.openAi(500, 'No list.'), headers });
      expect(await list(fake.url)).toEqual({
        models: null,
        problem: expect.stringContaining('No list.'),
        upstreamRequestId: 'req_1',
      });
    });

    it('of thousands is cut', async () => {
      const models = Array.from({ length: 3_000 }, (_, index) => `model-${index}`);
      const fake = await serve({ models });
      expect((await list(fake.url)).models).toEqual(models.slice(0, 2_000));
      const { report } = await tryOut(fake.url, { modelId: 'model-7' });
      expect(report.models).toHaveLength(2_000);
    });
  });

  describe('the length of the context', () => {
    async function probed(fake: FakeModelServer, tokens?: number) {
      const { client } = await tryOut(fake.url);
      const probe = await client.session.probeContext.mutate(tokens ? { tokens } : undefined);
      const { connectionReport } = await client.session.current.query();
      expect(connectionReport && probeOf(connectionReport, 'context')).toEqual(probe);
      expect(connectionReport?.probes.map(({ name }) => name)).toEqual(probeNames);
      return probe;
    }
    const echo: Script = { kind: 'answers', answers: new Map() };

    it('holds what it holds', async () => {
      const fake = await serve();
      fake.respond(echo);
      expect(await probed(fake)).toMatchObject({
        name: 'context',
        verdict: 'ok',
        finding: expect.stringContaining('about 4000 tokens arrived whole'),
      });
    });

    it('that cuts in silence is given away by the tokens it reports', async () => {
      const fake = await serve({ contextTokens: 1_000 });
      fake.respond(echo);
      expect(await probed(fake)).toMatchObject({
        verdict: 'failed',
        finding: expect.stringMatching(/silently cut: the server counted 1000\./),
      });
    });

    it('that cuts in silence and counts nothing is given away by the code word', async () => {
      const fake = await serve({ contextTokens: 1_000, usage: false });
      fake.respond(echo);
      expect(await probed(fake)).toMatchObject({
        verdict: 'info',
        finding: expect.stringContaining('did not repeat the code word'),
      });
    });

    it('that is exceeded is best refused', async () => {
      const fake = await serve();
      fake.respond((call) =>
        call.prompt.length > 1_000
          ? providerErrors.contextLength(1_000, 8_000)
          : { kind: 'answer' },
      );
      expect(await probed(fake, 8_000)).toMatchObject({
        verdict: 'ok',
        finding: 'A prompt longer than the context window is refused, not cut.',
        said: expect.stringContaining('maximum context length is 1000'),
      });
    });

    it('stays unknown where the call fails for another reason', async () => {
      const fake = await serve();
      fake.respond((call) =>
        call.prompt.length > 1_000 ? providerErrors.openAi(500, 'No GPU.') : { kind: 'answer' },
      );
      expect(await probed(fake)).toMatchObject({
        verdict: 'failed',
        finding: expect.stringContaining('No GPU.'),
        upstreamRequestId: expect.stringMatching(/^fake-\d+$/),
      });
    });

    it('is probed only once the connection was tested', async () => {
      const fake = await serve();
      const { client } = await connect(fake.url);
      await expect(client.session.probeContext.mutate()).rejects.toMatchObject({
        data: { problem: { kind: 'connection_untested' } },
      });
      expect(fake.calls).toHaveLength(0);
    });
  });

  describe('the outcomes of a run', () => {
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
      const fake = await serve();
      const session = await tryOut(fake.url);
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

      const json = JSON.parse(await exported(client, 'json'));
      // Numbered as the prompts are, though stored in the order in which the answers came.
      const rows = json.results.toSorted(
        (a: { prompt_id: number }, b: { prompt_id: number }) => a.prompt_id - b.prompt_id,
      );
      expect(rows.map(({ outcome }: { outcome: string }) => outcome)).toEqual(
        cases.map(({ outcome }) => outcome),
      );
      expect(rows[0]).toMatchObject({ reasoning: 'Hm, so.', reasoning_tokens: 2 });
      expect(json.summary).toMatchObject({ successful: 2, failed: 9, total_reasoning_tokens: 3 });
      const csv = await exported(client, 'csv');
      for (const { outcome } of cases) expect(csv).toContain(`,${outcome},`);
    });

    it('keep the request id of the provider, and so does a chat that fails', async () => {
      const headers = { 'x-request-id': 'req_of_the_provider' };
      const fake = await serve();
      const session = await tryOut(fake.url);
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

      const json = JSON.parse(await exported(client, 'json'));
      expect(json.results[0]).toMatchObject({ upstream_request_id: 'req_of_the_provider' });
      expect(json.chat[1]).toMatchObject({ upstream_request_id: 'req_of_the_provider' });
      const csv = await exported(client, 'csv');
      expect(csv).toMatch(/,sample,upstream_request_id,created_at\r?$/m);
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

    it('can be run again only where there are such, and only by their owner', async () => {
      const fake = await serve();
      const session = await tryOut(fake.url);
      const { run } = await finishedRun(session, ['One?']);
      const input = { testRunId: run.id, outcomes: ['failed'] as Outcome[] };
      await expect(session.client.batch.rerun.mutate(input)).rejects.toMatchObject({
        data: { problem: { kind: 'invalid_input', field: 'outcomes' } },
      });
      const stranger = await tryOut(fake.url);
      const notFound = { data: { problem: { kind: 'run_not_found' } } };
      await expect(
        stranger.client.batch.rerun.mutate({ ...input, outcomes: ['answered'] }),
      ).rejects.toMatchObject(notFound);
      await expect(
        stranger.client.batch.outcomes.query({ testRunId: run.id }),
      ).rejects.toMatchObject(notFound);
      expect(await session.client.batch.list.query()).toHaveLength(1);
    });

    it('again and again keep their name', async () => {
      const fake = await serve();
      const session = await tryOut(fake.url);
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
      const fake = await serve({ reasoning: 'Hm.' });
      const session = await tryOut(fake.url);
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
      const fake = await serve({ reasoning: 'Hm.' });
      const { results } = await finishedRun(await tryOut(fake.url), ['One?']);
      const { ttftMs, firstThoughtMs, latencyMs } = results[0] ?? {};
      expect(firstThoughtMs).toBeLessThanOrEqual(ttftMs ?? -1);
      expect(ttftMs).toBeLessThanOrEqual(latencyMs ?? -1);
    });
  });

  describe('a call to be reproduced', () => {
    it('is told in three ways, as it is sent and without the key', async () => {
      const fake = await serve({
        apiKey,
        refusedFeatures: ['temperature', 'max_tokens', 'system'],
      });
      const session = await tryOut(fake.url, { apiKey });
      const { results } = await finishedRun(session, ['What is new?'], {
        systemPrompt: 'Be brief.',
        maxTokens: 77,
      });
      const ofTest = await session.client.session.reproduce.query();
      const ofResult = await session.client.batch.reproduce.query({
        resultId: results[0]?.id ?? '',
      });
      for (const recipes of [ofTest, ofResult]) {
        for (const text of Object.values(recipes)) {
          expect(text).not.toContain(apiKey);
          expect(text).not.toContain(apiKey.slice(10, 30));
          expect(text).toContain('API_KEY');
          expect(text).toContain('max_completion_tokens');
          expect(text).not.toContain('temperature');
        }
        expect(recipes.curl).toContain(`${fake.url}/chat/completions`);
      }
      expect(ofTest.curl).toContain('Hello, are you there?');
      expect(ofResult.curl).toContain(JSON.stringify('Be brief.\n\nWhat is new?'));
      expect(ofResult.curl).toContain('77');
      expect(ofResult.curl).not.toContain('"system"');
    });

    it('names no key where none is needed', async () => {
      const fake = await serve();
      const { client } = await tryOut(fake.url);
      const { curl, typescript } = await client.session.reproduce.query();
      for (const text of [curl, typescript]) expect(text).not.toMatch(/authorization|API_KEY/);
    });

    it('is told only to its owner', async () => {
      const fake = await serve();
      const session = await tryOut(fake.url);
      const { results } = await finishedRun(session, ['One?']);
      const stranger = await tryOut(fake.url);
      await expect(
        stranger.client.batch.reproduce.query({ resultId: results[0]?.id ?? '' }),
      ).rejects.toMatchObject({ data: { problem: { kind: 'result_not_found' } } });
    });
  });
});

interface Report {
  probes: { name: string; verdict: string; finding: string; said: string | null }[];
}

function verdictsOf({ probes }: Report): Record<string, string> {
  return Object.fromEntries(probes.map(({ name, verdict }) => [name, verdict]));
}

function probeOf({ probes }: Report, name: string) {
  return probes.find((probe) => probe.name === name);
}
