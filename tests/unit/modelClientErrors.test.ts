import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ModelCallError } from '../../server/endpoint/modelCallError.ts';
import { type ModelClient, openModelClient } from '../../server/endpoint/modelClient.ts';
import type { Responder, Script } from '../support/fakeModel/scripts.ts';
import {
  type FakeModelServer,
  providerErrors,
  startFakeModelServer,
} from '../support/fakeModelServer.ts';

const apiKey = 'sk-canary-0123456789abcdef0123456789abcdef';

let fake: FakeModelServer;
let client: ModelClient;

beforeAll(async () => {
  fake = await startFakeModelServer();
  client = openModelClient({ allowLocalhost: true });
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
    .call(
      { endpointUrl, apiKey, modelId: 'm' },
      { messages: [{ role: 'user', content: 'Hi' }], maxTokens: 10, timeoutMs: 5_000 },
    )
    .then(
      () => expect.unreachable('the call succeeded'),
      (error) => error,
    );
}

describe('what goes wrong at the endpoint becomes an error of its kind', () => {
  it.each<[string, Script, string, RegExp]>([
    ['a wrong key', providerErrors.wrongKey(apiKey), 'auth', /API key/],
    ['an unknown model', providerErrors.unknownModel('m'), 'model_not_found', /model id/],
    ['too many requests', providerErrors.tooManyRequests(), 'rate_limit', /Slow down/],
    ['no credit left', providerErrors.outOfCredit(), 'api_error', /Insufficient credits/],
    ['a prompt too long', providerErrors.contextLength(10, 20), 'api_error', /maximum context/],
    ['a model still loading', providerErrors.loadingModel(), 'api_error', /Loading model/],
    ['overload', providerErrors.overloaded(), 'api_error', /Overloaded/],
    ['a page of a proxy', providerErrors.html(502), 'api_error', /502 Bad Gateway/],
    ['a timeout of a proxy', providerErrors.empty(504), 'timeout', /HTTP 504/],
    [
      'an error in HTTP 200',
      { kind: 'error', status: 200, body: { error: 'Unexpected endpoint' } },
      'api_error',
      /Unexpected endpoint/,
    ],
    [
      'a web page in HTTP 200',
      { kind: 'reply', body: '<!doctype html><p>Hello' },
      'api_error',
      /address is right/,
    ],
    [
      'broken JSON in HTTP 200',
      { kind: 'reply', body: '{"choices":' },
      'api_error',
      /not valid JSON/,
    ],
    ['choices null', { kind: 'reply', body: { choices: null } }, 'api_error', /without any text/],
    [
      'content null',
      { kind: 'reply', body: { choices: [{ message: { content: null } }] } },
      'api_error',
      /without any text/,
    ],
    [
      'an empty answer with zero usage',
      { kind: 'answer', text: '', usage: 'zero' },
      'api_error',
      /without any text/,
    ],
    ['an answer of blanks', { kind: 'answer', text: ' \n ' }, 'api_error', /without any text/],
    ['an empty body', { kind: 'reply', body: '' }, 'network', /without an answer/],
    ['no content', { kind: 'reply', status: 204 }, 'network', /without an answer/],
    [
      'a reset before the headers',
      { kind: 'reset', when: 'before-headers' },
      'network',
      /closed the connection/,
    ],
    [
      'a reset after the headers',
      { kind: 'reset', when: 'after-headers' },
      'network',
      /closed the connection/,
    ],
    [
      'too many headers',
      { kind: 'huge', what: 'headers', count: 5_000 },
      'network',
      /more headers/,
    ],
    [
      'JSON nested deeply',
      { kind: 'huge', what: 'depth', depth: 100_000 },
      'api_error',
      /without any text/,
    ],
  ])('%s', async (_what, script, kind, words) => {
    const error = await failureOn(script);
    expect(error).toMatchObject({ name: 'ModelCallError', kind });
    expect(error.message).toMatch(words);
    expect(error.latencyMs).toBeGreaterThanOrEqual(0);
  });

  it('an error object nested so deeply that it cannot be written', async () => {
    const deep = 100_000;
    const error = await failureOn({
      kind: 'reply',
      body: `{"error":${'['.repeat(deep)}${']'.repeat(deep)}}`,
    });
    expect(error).toMatchObject({ name: 'ModelCallError', kind: 'api_error' });
  });

  it('nothing listening there', async () => {
    const gone = await startFakeModelServer();
    await gone.close();
    const error = await failureOn({ kind: 'answer' }, `${gone.url}/chat/completions`);
    expect(error).toMatchObject({ kind: 'network' });
    expect(error.message).toContain('Connection refused');
  });

  it('an address that is none', async () => {
    const error = await failureOn({ kind: 'answer' }, 'not an address');
    expect(error).toMatchObject({ name: 'ModelCallError', kind: 'unknown' });
  });
});

describe('an answer that breaks off keeps what had arrived', () => {
  it.each<[string, Script, string]>([
    ['by a reset', { kind: 'reset', when: 'mid-stream', afterChunks: 2 }, 'network'],
    ['by a close', { kind: 'reset', when: 'mid-stream', afterChunks: 2, how: 'fin' }, 'network'],
    ['by an error object', { kind: 'error-in-stream', after: 'The capital' }, 'api_error'],
    [
      'by an error object, then [DONE]',
      { kind: 'error-in-stream', after: 'The capital', done: true },
      'api_error',
    ],
    [
      'by a limit told in the stream',
      { kind: 'error-in-stream', after: 'The capital', error: { error: { code: 429 } } },
      'rate_limit',
    ],
    [
      'without a finish reason or [DONE]',
      { kind: 'answer', text: 'The capital', finishReason: null, done: false },
      'network',
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
      'network',
    ],
  ])('%s', async (_how, script, kind) => {
    expect(await failureOn(script)).toMatchObject({ kind, partialText: 'The capital' });
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
