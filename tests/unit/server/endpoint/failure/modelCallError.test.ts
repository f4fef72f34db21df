import { describe, expect, it } from 'vitest';
import { errorReasonDefinitions, errorReasons } from '../../../../../contract/errorReasons.ts';
import {
  errorFromConnection,
  errorFromPayload,
  errorFromStatus,
  ModelCallError,
} from '../../../../../server/endpoint/failure/modelCallError.ts';
import type { Script } from '../../../../support/fakeModel/scripts.ts';
import { providerErrors } from '../../../../support/fakeModelServer.ts';

const apiKey = 'sk-canary-0123456789abcdef0123456789abcdef';

/** What a script of the fake server would answer, as the client's code sees it. */
function errorFrom(script: Script) {
  if (script.kind !== 'error') throw new Error('is no error');
  const body = typeof script.body === 'string' ? script.body : JSON.stringify(script.body);
  return errorFromStatus(script.status, body, apiKey);
}

describe('the message', () => {
  it('says what happened, what to do, the status and the words of the provider', () => {
    expect(errorFrom(providerErrors.openAi(401, 'Key revoked.')).message).toBe(
      'The endpoint refused the key. ' +
        'Check your API key: copied whole, still valid, and made for this provider. ' +
        '(HTTP 401) The endpoint said: Key revoked.',
    );
  });

  it('leaves out what is not known', () => {
    expect(new ModelCallError('stalled').message).toBe(
      'The answer stalled. ' +
        'Try again; if it happens often, the server is overloaded or a proxy cuts streams.',
    );
  });

  it('tells more than the usual sentence where more is known', () => {
    const { what, remedy } = errorReasonDefinitions.too_large;
    const { message } = new ModelCallError('too_large', { what: 'It sent 9 GiB.' });
    expect(message).toBe(`It sent 9 GiB. ${remedy}`);
    expect(message).not.toContain(what);
  });

  it.each(errorReasons)('of %s is made of whole sentences', (reason) => {
    const error = new ModelCallError(reason);
    expect(error).toMatchObject({
      reason,
      kind: errorReasonDefinitions[reason].kind,
      providerMessage: '',
    });
    expect(error).toMatchObject({ status: null, retryAfterMs: null, partialText: '' });
    expect(error.message).toMatch(/^[A-Z].*\. [A-Z].*\.$/);
  });
});

describe('the status of an answer', () => {
  it.each([
    [401, 'auth', 'key_refused'],
    [403, 'auth', 'not_permitted'],
    [404, 'model_not_found', 'wrong_path'],
    [405, 'model_not_found', 'wrong_path'],
    [408, 'timeout', 'upstream_timeout'],
    [429, 'rate_limit', 'too_fast'],
    [504, 'timeout', 'upstream_timeout'],
    [402, 'api_error', 'out_of_credit'],
    [413, 'api_error', 'context_too_long'],
    ...[301, 302, 303, 307, 308].map((status) => [status, 'api_error', 'redirected']),
    ...[400, 415, 418, 422].map((status) => [status, 'api_error', 'invalid_request']),
    ...[522, 524, 598].map((status) => [status, 'timeout', 'upstream_timeout']),
    [431, 'api_error', 'headers_refused'],
    ...[498, 503, 529].map((status) => [status, 'api_error', 'overloaded']),
    ...[500, 501, 502, 520, 530, 599].map((status) => [status, 'api_error', 'server_error']),
  ] as [number, string, string][])('%d without words means %s: %s', (status, kind, reason) => {
    const error = errorFromStatus(status, '', apiKey);
    expect(error).toMatchObject({ kind, reason, status, providerMessage: '', partialText: '' });
    expect(error.message).toMatch(new RegExp(`^[A-Z].* \\(HTTP ${status}\\)$`));
  });

  it('comes with the wait that the endpoint asks for', () => {
    const header = errorFromStatus(429, '', apiKey, { 'retry-after': '7' });
    expect(header).toMatchObject({ reason: 'too_fast', retryAfterMs: 7_000 });
    const inBody = errorFrom(providerErrors.dailyQuota(Date.now() + 3_600_000));
    expect(inBody.reason).toBe('quota_used_up');
    expect(inBody.retryAfterMs).toBeGreaterThan(3_500_000);
    expect(errorFromStatus(429, '', apiKey).retryAfterMs).toBeNull();
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
    const error = errorFrom(script);
    expect(error.providerMessage).toBe('No good.');
    expect(error.message).toMatch(/ The endpoint said: No good\.$/);
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
    expect(long.message.length).toBeLessThan(700);
    expect(long.providerMessage).toHaveLength(500);
    expect(long.message).toContain('said: a\ufffdb');
    const emoji = errorFromStatus(500, `a${'🙂'.repeat(9_999)}`, '');
    expect(emoji.message.isWellFormed()).toBe(true);
    expect(emoji.providerMessage).toHaveLength(499);
    const deep = `${'{"error":'.repeat(5_000)}"x"${'}'.repeat(5_000)}`;
    expect(errorFromStatus(500, deep, '').providerMessage).toHaveLength(500);
  });
});

describe('an error object inside an answer', () => {
  it.each([
    [{ message: 'Slow down.', code: 429 }, 'rate_limit', 'too_fast'],
    [{ message: 'Slow down.', code: '429' }, 'rate_limit', 'too_fast'],
    [{ message: 'No.', code: 401 }, 'auth', 'key_refused'],
    [{ message: 'No.', code: 502 }, 'api_error', 'server_error'],
    [{ message: 'No.', code: 'server_error' }, 'api_error', 'server_error'],
    [{ message: 'No.', code: 7 }, 'api_error', 'server_error'],
    [{ message: 'No.', code: 200 }, 'api_error', 'server_error'],
    [{ message: 'No.', code: null }, 'api_error', 'server_error'],
    ['No.', 'api_error', 'server_error'],
    [null, 'api_error', 'server_error'],
    [7, 'api_error', 'server_error'],
  ])('%j is an error of kind %s: %s', (payload, kind, reason) => {
    expect(errorFromPayload(payload, apiKey)).toMatchObject({ kind, reason, status: null });
  });

  it('comes with the wait that stands in it', () => {
    const headers = { 'X-RateLimit-Reset': String(Date.now() + 60_000) };
    const error = errorFromPayload({ code: 429, metadata: { headers } }, apiKey);
    expect(error.reason).toBe('too_fast');
    expect(error.retryAfterMs).toBeGreaterThan(50_000);
    expect(error.retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  it('says what the provider said, without the key', () => {
    const { message } = errorFromPayload({ message: `No access with ${apiKey}` }, apiKey);
    expect(message).toContain('The endpoint said: No access with [redacted]');
  });

  it('is reported however deep it is nested', () => {
    let nested: unknown = [];
    for (let depth = 0; depth < 100_000; depth++) nested = [nested];
    expect(errorFromPayload(nested, apiKey)).toMatchObject({
      reason: 'server_error',
      providerMessage: '',
    });
  });
});

describe('a connection that fails', () => {
  const failure = (code: string, message = 'raw words') =>
    errorFromConnection(Object.assign(new Error(message), { code }), apiKey);

  it.each([
    ['ECONNREFUSED', 'network', 'connection_refused', 'nothing is listening'],
    ['ECONNRESET', 'network', 'connection_lost', 'in the middle'],
    ['UND_ERR_SOCKET', 'network', 'connection_lost', 'in the middle'],
    ['EPIPE', 'network', 'connection_lost', 'in the middle'],
    ['CERT_HAS_EXPIRED', 'network', 'certificate', 'expired'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'network', 'certificate', 'self-signed'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'network', 'certificate', 'self-signed'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'network', 'certificate', 'another host name'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'network', 'certificate', 'could not be verified'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'network', 'certificate', 'could not be verified'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout', 'no_connection', 'in time'],
    ['ETIMEDOUT', 'timeout', 'no_connection', 'in time'],
    ['EHOSTUNREACH', 'timeout', 'no_connection', 'in time'],
    ['ENETUNREACH', 'timeout', 'no_connection', 'in time'],
    ['UND_ERR_HEADERS_OVERFLOW', 'api_error', 'too_many_headers', 'response headers'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'network', 'speaks_http', 'http and not https'],
    ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'network', 'speaks_http', 'http and not https'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'network', 'tls_failed', 'handshake'],
    ['ERR_TLS_INVALID_PROTOCOL_VERSION', 'network', 'tls_failed', 'handshake'],
    ['EPROTO', 'network', 'tls_failed', 'handshake'],
    ['HPE_INVALID_CONSTANT', 'network', 'invalid_http', 'rules of HTTP'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'network', 'invalid_http', 'rules of HTTP'],
  ])('%s is of kind %s, %s, and told in plain words', (code, kind, reason, words) => {
    const error = failure(code);
    expect(error).toMatchObject({ kind, reason, status: null, providerMessage: '' });
    expect(error.message).toContain(words);
    expect(error.message).not.toContain('raw words');
  });

  it('to a port for http is told by older versions of Node in words only', () => {
    const { reason } = failure('EPROTO', '…:SSL routines:ssl3_get_record:wrong version number:…');
    expect(reason).toBe('speaks_http');
  });

  it('by an unknown cause is shown with it, without the key and not as words of the endpoint', () => {
    const error = failure('UND_ERR_UNKNOWN', `Parse Error near ${apiKey}`);
    expect(error).toMatchObject({ kind: 'network', reason: 'unreachable', providerMessage: '' });
    expect(error.message).toContain('(Parse Error near [redacted])');
    expect(error.message).not.toContain('said');
  });

  it.each([undefined, null, 'text', {}])('by something that is no error: %j', (thrown) => {
    expect(errorFromConnection(thrown, apiKey)).toMatchObject({
      reason: 'unreachable',
      message: `${errorReasonDefinitions.unreachable.what} ${errorReasonDefinitions.unreachable.remedy}`,
    });
  });
});
