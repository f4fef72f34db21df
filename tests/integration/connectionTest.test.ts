/**
 * What the connection test finds out about a peculiar endpoint, and that runs, chats and exports make
 * use of it.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeNames } from '../../contract/connectionReport.ts';
import {
  connectionSteps,
  exportText,
  reportOf,
  serveFakeModel,
} from '../support/connectionSteps.ts';
import type { FakeCall } from '../support/fakeModel/callLog.ts';
import { refusalFor } from '../support/fakeModel/refusedFeatures.ts';
import type { AnswerOptions, Script } from '../support/fakeModel/scripts.ts';
import {
  type FakeModelServer,
  type FakeModelServerOptions,
  providerErrors,
} from '../support/fakeModelServer.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const apiKey = 'sk-canary-0123456789abcdef0123456789abcdef';

describe.each(engines)('on %s', (engine) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer(engine, { DEMO_MODEL_LOADING_TIMEOUT_MS: '1500' });
  });
  afterAll(() => server.stop());

  const { connect, connectAndTest, finishedRun } = connectionSteps(() => server);

  describe('a connection that works', () => {
    it('is reported with what every probe found, and the report stays with the session', async () => {
      const fake = await serveFakeModel({ apiKey, model: 'the-real-name' });
      fake.respondToModels({
        kind: 'reply',
        body: {
          data: [
            { id: 'fake-model', max_model_len: 8_192, parent: 'other-model' },
            { id: 'other-model' },
          ],
        },
      });
      const { client, report } = await connectAndTest(fake.url, { apiKey });
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
        baseModel: 'other-model',
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
      const fake = await serveFakeModel({ apiKey });
      await connectAndTest(fake.url, { apiKey });
      expect(fake.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
        'POST /v1/chat/completions',
        'GET /v1/models',
        'POST /v1/chat/completions',
      ]);
      expect(fake.chatCalls[0]?.body).toMatchObject({
        messages: [{ role: 'user', content: 'Hello, are you there?' }],
        max_tokens: 16,
        stream: true,
      });

      fake.respond(providerErrors.openAi(500, 'No GPU.'));
      const { report } = await connectAndTest(fake.url, { apiKey });
      expect(report).toMatchObject({ success: false, errorReason: 'server_error' });
      expect(report.models).toEqual(['fake-model']);
      expect(verdictsOf(report)).toMatchObject({ address: 'ok', streaming: 'skipped' });
    });

    it('needs no key where the server wants none', async () => {
      const fake = await serveFakeModel();
      const { report } = await connectAndTest(fake.url);
      expect(report.success).toBe(true);
      for (const call of fake.calls) expect(call.headers).not.toHaveProperty('authorization');
    });

    it.each<[string, AnswerOptions]>([
      [
        'only thinks within its tokens',
        { reasoning: 'a b c d e f g h i j k l m n o p q', obeyMaxTokens: true },
      ],
      ['thinks in silence until its tokens end', { text: '', finishReason: 'length' }],
    ])('is one also with a model that %s', async (_what, answer) => {
      const fake = await serveFakeModel(answer);
      const { client, report } = await connectAndTest(fake.url);
      expect(report).toMatchObject({ success: true, ttftMs: null });
      expect(await client.session.current.query()).toMatchObject({ connectionTested: true });
    });

    it.each<[string, AnswerOptions, string]>([
      ['a field of its own', { reasoning: 'Hm.' }, 'field reasoning_content'],
      ['another', { reasoning: 'Hm.', reasoningField: 'reasoning' }, 'field reasoning;'],
      ['the text', { chunks: ['<think>Hm.</think>', 'Yes.'] }, 'between markers such as <think>'],
      [
        'the count alone',
        { usage: { completion_tokens: 9, completion_tokens_details: { reasoning_tokens: 8 } } },
        'only counted',
      ],
    ])('tells of reasoning in %s', async (_where, answer, words) => {
      const fake = await serveFakeModel(answer);
      const { report } = await connectAndTest(fake.url);
      expect(probeOf(report, 'reasoning')).toMatchObject({
        verdict: 'ok',
        finding: expect.stringContaining(words),
      });
    });

    it('tells of answers in one piece, and of tokens that nobody counts', async () => {
      const fake = await serveFakeModel({ forceJson: true, usage: 'zero' });
      const { report } = await connectAndTest(fake.url);
      expect(report).toMatchObject({ success: true, ttftMs: null });
      expect(verdictsOf(report)).toMatchObject({ streaming: 'adapted', usage: 'failed' });
    });

    it('waits while the model is being loaded, but not for ever', async () => {
      const fake = await serveFakeModel();
      fake.queue(providerErrors.loadingModel());
      expect((await connectAndTest(fake.url)).report).toMatchObject({
        success: true,
        waitedForModelMs: 1_000,
      });
      fake.respond(providerErrors.loadingModel());
      expect((await connectAndTest(fake.url)).report).toMatchObject({
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
      const fake = await serveFakeModel(traits);
      if (script) fake.respond(script);
      const { client, report } = await connectAndTest(fake.url, { apiKey });
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
      const fake = await serveFakeModel();
      fake.respond({
        ...providerErrors.openAi(500, 'No GPU.'),
        headers: { 'x-request-id': 'req_1' },
      });
      const { client, report } = await connectAndTest(fake.url);
      expect(report).toMatchObject({ success: false, upstreamRequestId: 'req_1' });
      expect(await client.session.current.query()).toMatchObject({ connectionReport: report });
    });

    it('of a call with a system prompt tells the request id on its line', async () => {
      const fake = await serveFakeModel();
      fake.respond((call) =>
        call.body?.messages?.some(({ role }) => role === 'system')
          ? { ...providerErrors.openAi(500, 'No GPU.'), headers: { 'x-request-id': 'req_2' } }
          : { kind: 'answer' },
      );
      const { report } = await connectAndTest(fake.url);
      expect(report).toMatchObject({ success: true, upstreamRequestId: null });
      expect(probeOf(report, 'system_role')).toMatchObject({
        verdict: 'failed',
        upstreamRequestId: 'req_2',
      });
    });

    it('is forgotten once it works', async () => {
      const fake = await serveFakeModel();
      fake.respond(providerErrors.openAi(500, 'No GPU.'));
      const { client, report } = await connectAndTest(fake.url);
      expect(report.success).toBe(false);
      fake.respond({ kind: 'answer' });
      expect(await reportOf(client)).toMatchObject({
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
        const fake = await serveFakeModel({ refusedFeatures });
        const session = await connectAndTest(fake.url);
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

        const json = JSON.parse(await exportText(client, 'json'));
        expect(json.adaptations).toEqual(Object.values(adaptations).map((each) => each.change));
        expect(json.adaptations.at(-1)).toContain(change);
        const csv = await exportText(client, 'csv');
        expect(csv).toMatch(new RegExp(`^"?# Adapted: .*${change}`, 'm'));
      },
    );

    it('all at once is found as well', async () => {
      const fake = await serveFakeModel({
        refusedFeatures: ['stream_options', 'temperature', 'max_tokens', 'system'],
      });
      const { report } = await connectAndTest(fake.url);
      expect(verdictsOf(report)).toMatchObject({
        streaming: 'ok',
        usage: 'adapted',
        token_limit: 'adapted',
        temperature: 'adapted',
        system_role: 'adapted',
      });
    });

    it('in the middle of a run is adapted to, remembered and named', async () => {
      const fake = await serveFakeModel();
      const session = await connectAndTest(fake.url);
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
      expect(await exportText(session.client, 'csv')).toContain('# Adapted: temperature omitted');
    });

    it('is told to the chat as well', async () => {
      const fake = await serveFakeModel({ refusedFeatures: ['system'] });
      const { client } = await connectAndTest(fake.url);
      fake.reset();
      await client.chat.send.mutate({ content: 'How did I do?' });
      await fake.until((calls) => calls[0]?.outcome === 'answered', 10_000);
      expect(fake.chatCalls).toHaveLength(1);
      expect(fake.chatCalls[0]?.body?.messages?.map(({ role }) => role)).toEqual(['user']);
    });

    it('is asked for again by the next test, since servers change', async () => {
      const fake = await serveFakeModel();
      fake.respond((call) => refusalFor(['temperature'], call.body) ?? { kind: 'answer' });
      const { client, report } = await connectAndTest(fake.url);
      expect(verdictsOf(report)).toMatchObject({ temperature: 'adapted' });
      fake.respond({ kind: 'answer' });
      const again = await reportOf(client);
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
      const fake = await serveFakeModel(traits);
      const session = await connectAndTest(fake.origin + typed);
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
      const fake = await serveFakeModel({ basePath: '/hidden/v7', modelsRoute: 'missing' });
      const { client, report } = await connectAndTest(fake.origin);
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
      const fake = await serveFakeModel({ apiKey: 'sk-of-somebody-else' });
      const { report } = await connectAndTest(fake.origin);
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
      const fake = await serveFakeModel(traits);
      const { client, report } = await connectAndTest(fake.origin + typed, { endpointExact: true });
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
      const fake = await serveFakeModel({ models });
      const { client, report } = await connectAndTest(fake.url, {
        modelId: 'llama-3.1-8b-instruct',
      });
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
      expect(await reportOf(client)).toMatchObject({
        success: true,
        serverModel: 'llama-3.1-8b-instant',
        nearestModels: [],
      });
    });

    it('that is chosen has to be tested before a run', async () => {
      const fake = await serveFakeModel({ models });
      const { client, report } = await connectAndTest(fake.url, { modelId: 'whisper' });
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
      const fake = await serveFakeModel();
      fake.respond(script);
      fake.respondToModels({ kind: 'reply', body: { data: models.map((id) => ({ id })) } });
      const { report } = await connectAndTest(fake.url, { modelId: 'gpt-oss-20b' });
      expect(report).toMatchObject({
        errorReason: 'unknown_model',
        models,
        upstreamRequestId: expect.stringMatching(/^fake-\d+$/),
      });
      expect(report.nearestModels[0]).toBe('gpt-oss-120b');
      const listed = await connectAndTest(fake.url, { modelId: 'whisper' });
      expect(listed.report).toMatchObject({ errorReason: 'wrong_path', nearestModels: [] });
    });

    it('is told without names where there is no list', async () => {
      const fake = await serveFakeModel({ models, modelsRoute: 'missing' });
      const { report } = await connectAndTest(fake.url, { modelId: 'llama' });
      expect(report).toMatchObject({
        errorReason: 'unknown_model',
        models: null,
        nearestModels: [],
      });
      expect(probeOf(report, 'models')).toMatchObject({ verdict: 'info' });
    });

    it('without a name is refused before anything is called', async () => {
      const fake = await serveFakeModel({ blankModel: 'openrouter' });
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
      const fake = await serveFakeModel({ apiKey, models: ['a', 'b'] });
      expect(await list(fake.url, apiKey)).toEqual({ ...found, models: ['a', 'b'] });
      const open = await serveFakeModel({ apiKey, modelsRoute: 'open', models: ['c'] });
      expect(await list(open.url)).toEqual({ ...found, models: ['c'] });
      expect(open.calls).toMatchObject([{ method: 'GET', path: '/v1/models' }]);
    });

    it('is looked for where the chat route may be', async () => {
      const fake = await serveFakeModel({ basePath: '', models: ['a'] });
      expect(await list(fake.origin)).toEqual({ ...found, models: ['a'] });
      expect(fake.calls.map(({ path }) => path)).toEqual(['/v1/models', '/models']);
    });

    it.each<[string, FakeModelServerOptions, string]>([
      ['missing', { modelsRoute: 'missing' }, 'lists no models'],
      ['closed', { apiKey: 'sk-of-somebody-else' }, 'Incorrect API key provided'],
      ['empty', { models: [] }, 'lists no models. Type the model id.'],
    ])('may be %s, which is said without the key', async (_what, traits, words) => {
      const fake = await serveFakeModel(traits);
      const { models, problem } = await list(fake.url, apiKey);
      expect(models).toBeNull();
      expect(problem).toContain(words);
      expect(problem).not.toContain(apiKey);
    });

    it('tells the request id of the provider where it is refused', async () => {
      const fake = await serveFakeModel();
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
      const fake = await serveFakeModel({ models });
      expect((await list(fake.url)).models).toEqual(models.slice(0, 2_000));
      const { report } = await connectAndTest(fake.url, { modelId: 'model-7' });
      expect(report.models).toHaveLength(2_000);
    });
  });

  describe('the length of the context', () => {
    async function probed(fake: FakeModelServer, tokens?: number) {
      const { client } = await connectAndTest(fake.url);
      const probe = await client.session.probeContext.mutate(tokens ? { tokens } : undefined);
      const { connectionReport } = await client.session.current.query();
      expect(connectionReport && probeOf(connectionReport, 'context')).toEqual(probe);
      expect(connectionReport?.probes.map(({ name }) => name)).toEqual(probeNames);
      return probe;
    }
    const echo: Script = { kind: 'answers', answers: new Map() };

    it('holds what it holds', async () => {
      const fake = await serveFakeModel();
      fake.respond(echo);
      expect(await probed(fake)).toMatchObject({
        name: 'context',
        verdict: 'ok',
        finding: expect.stringContaining('about 4000 tokens arrived whole'),
      });
    });

    it('that cuts in silence is given away by the tokens it reports', async () => {
      const fake = await serveFakeModel({ contextTokens: 1_000 });
      fake.respond(echo);
      expect(await probed(fake)).toMatchObject({
        verdict: 'failed',
        finding: expect.stringMatching(/silently cut: the server counted 1000\./),
      });
    });

    it('that cuts in silence and counts nothing is given away by the code word', async () => {
      const fake = await serveFakeModel({ contextTokens: 1_000, usage: false });
      fake.respond(echo);
      expect(await probed(fake)).toMatchObject({
        verdict: 'info',
        finding: expect.stringContaining('did not repeat the code word'),
      });
    });

    it('that is exceeded is best refused', async () => {
      const fake = await serveFakeModel();
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
      const fake = await serveFakeModel();
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
      const fake = await serveFakeModel();
      const { client } = await connect(fake.url);
      await expect(client.session.probeContext.mutate()).rejects.toMatchObject({
        data: { problem: { kind: 'connection_untested' } },
      });
      expect(fake.calls).toHaveLength(0);
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
