import { describe, expect, it } from 'vitest';
import {
  errorFromConnection,
  errorFromPayload,
  errorFromStatus,
} from '../../server/endpoint/modelCallError.ts';
import type { Script } from '../support/fakeModel/scripts.ts';
import { providerErrors } from '../support/fakeModelServer.ts';

const apiKey = 'sk-canary-0123456789abcdef0123456789abcdef';

/** What a script of the fake server would answer, as the client's code sees it. */
function errorFrom(script: Script) {
  if (script.kind !== 'error') throw new Error('is no error');
  const body = typeof script.body === 'string' ? script.body : JSON.stringify(script.body);
  return errorFromStatus(script.status, body, apiKey);
}

describe('the status of an answer', () => {
  it.each([
    [401, 'auth'],
    [403, 'auth'],
    [404, 'model_not_found'],
    [408, 'timeout'],
    [429, 'rate_limit'],
    [504, 'timeout'],
    ...[400, 402, 405, 413, 422, 498, 500, 502, 503, 529, 530, 599].map((status) => [
      status,
      'api_error',
    ]),
  ] as [number, string][])('%d means %s', (status, kind) => {
    const error = errorFromStatus(status, '', apiKey);
    expect(error).toMatchObject({ kind, status, partialText: '' });
    expect(error.message).toMatch(new RegExp(`^[A-Z].* \\(HTTP ${status}\\)$`));
  });

  it.each([
    'The model `x` does not exist',
    'model "x" not found, try pulling it first',
    'Unknown model: x',
  ])('400 with the words %j means an unknown model', (message) => {
    expect(errorFrom(providerErrors.openAi(400, message)).kind).toBe('model_not_found');
  });

  it('400 with other words does not', () => {
    expect(errorFrom(providerErrors.contextLength(4096, 5000)).kind).toBe('api_error');
  });
});

describe('the words of the provider are shown, whatever the shape of the body', () => {
  it.each([
    ['OpenAI', providerErrors.openAi(400, 'No good.')],
    ['error as a text', providerErrors.errorText(400, 'No good.')],
    ['message', providerErrors.message(400, 'No good.')],
    ['detail as a text', providerErrors.detail(400, 'No good.')],
    ['detail as a list', providerErrors.detail(422, [{ loc: ['body'], msg: 'No good.' }])],
    ['old vLLM', providerErrors.vllmOld(400, 'No good.')],
    ['Ollama', providerErrors.ollama(400, 'No good.')],
    ['OpenRouter', providerErrors.openRouter(502, 'No good.', { provider: 'x' })],
    ['plain text', { kind: 'error', status: 400, body: '  No good.\n' }],
    ['a JSON text', { kind: 'error', status: 400, body: '"No good."' }],
    ['an HTML page', { kind: 'error', status: 502, body: '<html><title>No good.</title>' }],
    [
      'a list of errors',
      { kind: 'error', status: 400, body: [{ error: { message: 'No good.' } }] },
    ],
    ['error empty', { kind: 'error', status: 400, body: { error: '', message: 'No good.' } }],
    ['error null', { kind: 'error', status: 400, body: { error: null, detail: 'No good.' } }],
    [
      'error without words',
      { kind: 'error', status: 400, body: { error: {}, message: 'No good.' } },
    ],
  ] as [string, Script][])('%s', (_shape, script) => {
    expect(errorFrom(script).message).toMatch(/ The endpoint said: No good\.$/);
  });

  it('several of them are put together', () => {
    const error = errorFrom(providerErrors.detail(422, [{ msg: 'One.' }, { msg: 'Two.' }]));
    expect(error.message).toContain('One.; Two.');
  });

  it('an unknown shape is shown as it came', () => {
    const error = errorFromStatus(400, '{"code":"weird","reason":7}', apiKey);
    expect(error.message).toContain('{"code":"weird","reason":7}');
  });

  it('a page without a title is called one', () => {
    expect(errorFromStatus(502, '<p>x</p>', apiKey).message).toContain('an HTML page');
  });

  it('no words are made up for an empty body', () => {
    expect(errorFromStatus(500, ' \n', apiKey).message).not.toContain('said');
  });

  it('they are cut, wherever they are nested, and free of what a database refuses', () => {
    const long = errorFromStatus(
      500,
      JSON.stringify({ error: `a\0\ud800${'b'.repeat(9_999)}` }),
      '',
    );
    expect(long.message.length).toBeLessThan(600);
    expect(long.message).toContain('said: a\ufffdb');
    const emoji = errorFromStatus(500, '🙂'.repeat(9_999), '').message;
    expect(emoji.isWellFormed()).toBe(true);
    const deep = `${'{"error":'.repeat(5_000)}"x"${'}'.repeat(5_000)}`;
    expect(errorFromStatus(500, deep, '').message.length).toBeLessThan(600);
  });
});

describe('an error object inside an answer', () => {
  it.each([
    [{ message: 'Slow down.', code: 429 }, 'rate_limit'],
    [{ message: 'Slow down.', code: '429' }, 'rate_limit'],
    [{ message: 'No.', code: 401 }, 'auth'],
    [{ message: 'No.', code: 502 }, 'api_error'],
    [{ message: 'No.', code: 'server_error' }, 'api_error'],
    [{ message: 'No.', code: 7 }, 'api_error'],
    [{ message: 'No.', code: null }, 'api_error'],
    ['No.', 'api_error'],
    [null, 'api_error'],
    [7, 'api_error'],
  ])('%j is an error of kind %s', (payload, kind) => {
    expect(errorFromPayload(payload, apiKey)).toMatchObject({ kind, status: undefined });
  });

  it('says what the provider said, without the key', () => {
    const { message } = errorFromPayload({ message: `No access with ${apiKey}` }, apiKey);
    expect(message).toContain('The endpoint said: No access with [redacted]');
  });

  it('is reported however deep it is nested', () => {
    let nested: unknown = [];
    for (let depth = 0; depth < 100_000; depth++) nested = [nested];
    expect(errorFromPayload(nested, apiKey).kind).toBe('api_error');
  });
});

describe('a connection that fails', () => {
  const failure = (code: string, message = 'raw words') =>
    errorFromConnection(Object.assign(new Error(message), { code }), apiKey);

  it.each([
    ['ECONNREFUSED', 'network', 'nothing is listening'],
    ['ENOTFOUND', 'network', 'does not exist'],
    ['EAI_AGAIN', 'network', 'could not be looked up'],
    ['ECONNRESET', 'network', 'in the middle'],
    ['UND_ERR_SOCKET', 'network', 'in the middle'],
    ['CERT_HAS_EXPIRED', 'network', 'expired'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'network', 'self-signed'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'network', 'could not be verified'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout', 'within 10 s'],
    ['ETIMEDOUT', 'timeout', 'within 10 s'],
  ])('%s is of kind %s and told in plain words', (code, kind, words) => {
    const error = failure(code);
    expect(error.kind).toBe(kind);
    expect(error.message).toContain(words);
    expect(error.message).not.toContain('raw words');
  });

  it('by an unknown cause is shown with it, without the key and not as words of the endpoint', () => {
    const { kind, message } = failure('HPE_INVALID_CONSTANT', `Parse Error near ${apiKey}`);
    expect(kind).toBe('network');
    expect(message).toContain('(Parse Error near [redacted])');
    expect(message).not.toContain('said');
  });

  it.each([undefined, null, 'text', {}])('by something that is no error: %j', (thrown) => {
    expect(errorFromConnection(thrown, apiKey)).toMatchObject({ kind: 'network' });
  });
});
