import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ErrorReason, errorReasonDefinitions } from '../../../../contract/errorReasons.ts';
import { defaultCallBounds } from '../../../../server/endpoint/callBounds.ts';
import type { ModelCallError } from '../../../../server/endpoint/failure/modelCallError.ts';
import { type ModelClient, openModelClient } from '../../../../server/endpoint/modelClient.ts';
import type { Responder, Script } from '../../../support/fakeModel/scripts.ts';
import {
  type FakeModelServer,
  providerErrors,
  startFakeModelServer,
} from '../../../support/fakeModelServer.ts';

const apiKey = 'sk-canary-0123456789abcdef0123456789abcdef';

let fake: FakeModelServer;
let client: ModelClient;

beforeAll(async () => {
  fake = await startFakeModelServer();
  // How long a loading model is waited for is tested with the client's other behaviours.
  const bounds = { ...defaultCallBounds, modelLoadingTimeoutMs: 0 };
  client = openModelClient({ allowLocalhost: true }, { bounds });
});
afterEach(() => fake.reset());
afterAll(async () => {
  await client.close();
  await fake.close();
});

async function failureOn(
  script: Script | Responder,
  endpointUrl = `${fake.url}/chat/completions`,
): Promise<ModelCallError> {
  fake.respond(script);
  return client
    .call({
      endpoint: { endpointUrl, modelId: 'm', adaptations: {} },
      apiKey,
      owner: 'test',
      messages: [{ role: 'user', content: 'Hi' }],
      maxTokens: 10,
      stream: true,
      timeoutMs: 5_000,
    })
    .then(
      () => expect.unreachable('the call succeeded'),
      (error) => error,
    );
}

describe('what goes wrong at the endpoint becomes an error of its kind', () => {
  it.each<[string, Script, ErrorReason, RegExp]>([
    ['a wrong key', providerErrors.wrongKey(apiKey), 'key_refused', /API key/],
    ['an unknown model', providerErrors.unknownModel('m'), 'unknown_model', /model id/],
    ['too many requests', providerErrors.tooManyRequests(), 'too_fast', /Slow down/],
    ['no credit left', providerErrors.outOfCredit(), 'out_of_credit', /Insufficient credits/],
    ['a prompt too long', providerErrors.contextLength(10, 20), 'context_too_long', /maximum cont/],
    ['a model still loading', providerErrors.loadingModel(), 'model_loading', /Loading model/],
    ['overload', providerErrors.overloaded(), 'overloaded', /Overloaded/],
    ['a page of a proxy', providerErrors.html(502), 'server_error', /502 Bad Gateway/],
    ['a timeout of a proxy', providerErrors.empty(504), 'upstream_timeout', /HTTP 504/],
    [
      'an error in HTTP 200',
      { kind: 'error', status: 200, body: { error: 'Unexpected endpoint' } },
      'server_error',
      /Unexpected endpoint/,
    ],
    [
      'a web page in HTTP 200',
      { kind: 'reply', body: '<!doctype html><p>Hello' },
      'unreadable',
      /URL is right/,
    ],
    [
      'broken JSON in HTTP 200',
      { kind: 'reply', body: '{"choices":' },
      'unreadable',
      /not valid JSON/,
    ],
    ['choices null', { kind: 'reply', body: { choices: null } }, 'no_answer', /without any text/],
    [
      'content null',
      { kind: 'reply', body: { choices: [{ message: { content: null } }] } },
      'no_answer',
      /without any text/,
    ],
    [
      'an empty answer with zero usage',
      { kind: 'answer', text: '', usage: 'zero' },
      'no_answer',
      /without any text/,
    ],
    ['an answer of blanks', { kind: 'answer', text: ' \n ' }, 'no_answer', /without any text/],
    ['an empty body', { kind: 'reply', body: '' }, 'connection_lost', /without an answer/],
    ['no content', { kind: 'reply', status: 204 }, 'connection_lost', /without an answer/],
    [
      'a reset before the headers',
      { kind: 'reset', when: 'before-headers' },
      'connection_lost',
      /closed the connection/,
    ],
    [
      'a reset after the headers',
      { kind: 'reset', when: 'after-headers' },
      'connection_lost',
      /closed the connection/,
    ],
    [
      'too many headers',
      { kind: 'huge', what: 'headers', count: 10_000 },
      'too_many_headers',
      /more response headers/,
    ],
    [
      'JSON nested deeply',
      { kind: 'huge', what: 'depth', depth: 100_000 },
      'no_answer',
      /without any text/,
    ],
  ])('%s', async (_what, script, reason, words) => {
    const error = await failureOn(script);
    const kind = errorReasonDefinitions[reason].kind;
    expect(error).toMatchObject({ name: 'ModelCallError', kind, reason });
    expect(error.message).toMatch(words);
    expect(error.latencyMs).toBeGreaterThanOrEqual(0);
  });

  it('an error object nested so deeply that it cannot be written', async () => {
    const deep = 100_000;
    const error = await failureOn({
      kind: 'reply',
      body: `{"error":${'['.repeat(deep)}${']'.repeat(deep)}}`,
    });
    expect(error).toMatchObject({ name: 'ModelCallError', reason: 'server_error' });
  });

  it('nothing listening there', async () => {
    const gone = await startFakeModelServer();
    await gone.close();
    const error = await failureOn({ kind: 'answer' }, `${gone.url}/chat/completions`);
    expect(error).toMatchObject({ kind: 'network', reason: 'connection_refused' });
    expect(error.message).toContain('Connection refused');
  });

  it('an address that is none', async () => {
    const error = await failureOn({ kind: 'answer' }, 'not an address');
    expect(error).toMatchObject({ name: 'ModelCallError', kind: 'unknown', reason: 'unexpected' });
  });
});

describe('an answer that breaks off keeps what had arrived', () => {
  it.each<[string, Script, ErrorReason]>([
    ['by a reset', { kind: 'reset', when: 'mid-stream', afterChunks: 2 }, 'connection_lost'],
    [
      'by a close',
      { kind: 'reset', when: 'mid-stream', afterChunks: 2, how: 'fin' },
      'connection_lost',
    ],
    ['by an error object', { kind: 'error-in-stream', after: 'The capital' }, 'server_error'],
    [
      'by an error object, then [DONE]',
      { kind: 'error-in-stream', after: 'The capital', done: true },
      'server_error',
    ],
    [
      'by a limit told in the stream',
      { kind: 'error-in-stream', after: 'The capital', error: { error: { code: 429 } } },
      'too_fast',
    ],
    [
      'without a finish reason or [DONE]',
      { kind: 'answer', text: 'The capital', finishReason: null, done: false },
      'truncated_stream',
    ],
    [
      'within an event, where the body ends with the connection',
      {
        kind: 'raw',
        write(res) {
          res.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' });
          res.end('data: {"choices":[{"delta":{"content":"The capital"}}]}\n\ndata: {"cho');
        },
      },
      'truncated_stream',
    ],
  ])('%s', async (_how, script, reason) => {
    const kind = errorReasonDefinitions[reason].kind;
    expect(await failureOn(script)).toMatchObject({ kind, reason, partialText: 'The capital' });
  });
});

describe('the request id of the provider', () => {
  const headers = { 'x-request-id': 'req_1' };

  it.each<[string, Script, ErrorReason]>([
    ['a refusal', { kind: 'error', status: 500, headers }, 'server_error'],
    [
      'an error inside an answer',
      { kind: 'answer', chunks: ['The', { data: { error: { message: 'No GPU.' } } }], headers },
      'server_error',
    ],
    [
      'an answer that breaks off',
      { kind: 'answer', finishReason: null, done: false, headers },
      'truncated_stream',
    ],
    ['something else than an answer', { kind: 'reply', body: '<p>', headers }, 'unreadable'],
  ])('comes with %s', async (_what, script, reason) => {
    expect(await failureOn(script)).toMatchObject({ reason, upstreamRequestId: 'req_1' });
  });

  it.each<[string, Script, ErrorReason]>([
    ['that is refused', { kind: 'error', status: 500, headers }, 'server_error'],
    ['that is none', { kind: 'reply', body: '<p>', headers }, 'unreadable'],
  ])('comes with a list of models %s', async (_what, script, reason) => {
    fake.respondToModels(script);
    const endpointUrl = `${fake.url}/chat/completions`;
    await expect(client.listModels({ endpointUrl, apiKey, owner: 'test' })).rejects.toMatchObject({
      reason,
      upstreamRequestId: 'req_1',
    });
  });

  it('is not known where nothing came back', async () => {
    const error = await failureOn({ kind: 'reset', when: 'before-headers' });
    expect(error.upstreamRequestId).toBeNull();
  });

  it('never is the key', async () => {
    const echo = { 'x-request-id': `${apiKey} Bearer abc123` };
    const error = await failureOn({ kind: 'error', status: 500, headers: echo });
    expect(error.upstreamRequestId).toBe('[redacted] Bearer [redacted]');
    fake.respondToModels({ kind: 'error', status: 500, headers: echo });
    const endpointUrl = `${fake.url}/chat/completions`;
    await expect(client.listModels({ endpointUrl, apiKey, owner: 'test' })).rejects.toMatchObject({
      upstreamRequestId: '[redacted] Bearer [redacted]',
    });
  });
});

describe('the key', () => {
  const pieces = Array.from({ length: apiKey.length - 11 }, (_, at) => apiKey.slice(at, at + 12));
  const spellings = [
    ...pieces,
    Buffer.from(apiKey).toString('base64').replaceAll('=', ''),
    encodeURIComponent(apiKey),
  ];

  it.each([401, 400, 404, 429, 500])('never comes back in an error, HTTP %d', async (status) => {
    const error = await failureOn((call) => providerErrors.echoedKey(call, status));
    const everything = `${error.message} ${error.stack} ${JSON.stringify(error)}`;
    expect(everything).toContain('[redacted]');
    for (const spelling of spellings) expect(everything).not.toContain(spelling);
  });

  it('never comes back in an error inside an answer', async () => {
    const error = await failureOn({
      kind: 'error-in-stream',
      after: 'The',
      error: { error: { message: `Bad key ${apiKey}, ${Buffer.from(apiKey).toString('base64')}` } },
    });
    expect(error.message).toContain('Bad key [redacted]');
    for (const spelling of spellings) expect(error.message).not.toContain(spelling);
  });
});
