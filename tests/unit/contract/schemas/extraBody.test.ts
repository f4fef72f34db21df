import { describe, expect, it } from 'vitest';
import { extraBodyInput } from '../../../../contract/schemas/extraBody.ts';

/** What is wrong, by the path of the parameter; `''` for the whole. */
function problemsOf(body: unknown): Record<string, string> {
  const issues = extraBodyInput.safeParse(body).error?.issues ?? [];
  return Object.fromEntries(issues.map(({ path, message }) => [path.join('.'), message]));
}

/** Objects within each other, the outermost counted. */
const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });

describe('extra parameters', () => {
  it.each([
    {},
    { top_k: 40, min_p: null, enable_thinking: false },
    { provider: { order: ['a', 'b'], allow_fallbacks: false }, transforms: [] },
    { response_format: { type: 'json_schema', json_schema: { schema: { type: 'object' } } } },
    { temperature: 0.1, max_tokens: 5, max_completion_tokens: 7, logit_bias: { '50256': -100 } },
    // Names that end like those of credentials.
    { prompt_cache_key: 'mine', eos_token: '</s>', stop_token: '.', max_tokens: 1, user: 'me' },
    { tools: [{ function: { parameters: { properties: { api_key: { type: 'string' } } } } }] },
    {
      seed: Number.MAX_SAFE_INTEGER,
      top_p: 0.123456789,
      stop_tokens: ['a'],
      pad_token: 'b',
    },
    { top_tokens: ['key'], sort: { by: 'latency' }, camelCase: { andMore: true } },
  ])('are taken as they are: %j', (body) => {
    expect(extraBodyInput.parse(body)).toEqual(body);
  });

  it.each(['model', 'messages', 'stream', 'stream_options', 'n'])('are never %s', (name) => {
    for (const value of [1, null, 'x', {}]) {
      expect(problemsOf({ [name]: value })).toEqual({
        [name]: expect.stringMatching(new RegExp(`^“${name}” .+\\. `)),
      });
    }
    // Servers that read names in any case would take the last one.
    expect(Object.keys(problemsOf({ [name.toUpperCase()]: 1 }))).toEqual([name.toUpperCase()]);
    expect(problemsOf({ within: { [name]: 1 } })).toEqual({});
  });

  it.each([
    ...['api_key', 'apiKey', 'API-KEY', 'x_api_key', 'key', 'token', 'access_token', 'hf_token'],
    ...['client_secret', 'password', 'passwd', 'authorization', 'Bearer', 'aws_secret_access_key'],
    ...['credentials', 'session_token', 'cookie', 'private_key', 'signature', 'api_keys', 'pwd'],
    ...['authorization_token', 'github_token', 'openai_key', 'azureKey', 'connection_string'],
    ...['service_account_json', 'function-key', 'secrets'],
  ])('are no credential: %s', (name) => {
    const secret = 'sk-not-to-be-repeated';
    for (const body of [{ [name]: secret }, { a: [{ [name]: secret }] }, { [name]: [secret] }]) {
      const [[path, message] = []] = Object.entries(problemsOf(body));
      expect(path?.endsWith(name)).toBe(true);
      expect(message).toContain('use headers');
      expect(message).not.toContain(secret);
    }
    expect(problemsOf({ [name]: null })).toEqual({});
  });

  it('have a size and a depth', () => {
    const padding = (bytes: number) => ({
      a: 'x'.repeat(bytes - JSON.stringify({ a: '' }).length),
    });
    expect(problemsOf(padding(16 * 1024))).toEqual({});
    expect(problemsOf(padding(16 * 1024 + 1))).toEqual({ '': 'must be at most 16 KB' });
    expect(problemsOf({ a: 'ü'.repeat(9 * 1024) })).toEqual({ '': 'must be at most 16 KB' });
    expect(problemsOf(nested(8))).toEqual({});
    expect(problemsOf(nested(9))).toEqual({ '': 'must be at most 8 levels deep' });
    expect(problemsOf(nested(5_000))).toEqual({ '': 'must be at most 8 levels deep' });
  });

  it('cannot reach the prototype of objects', () => {
    for (const json of ['{"__proto__":{"x":1}}', '{"a":[{"__proto__":null}]}']) {
      expect(problemsOf(JSON.parse(json))).toEqual({ '': expect.stringContaining('__proto__') });
    }
  });

  it.each<unknown>([
    ...[null, [], 'top_k: 40', '{"top_k": 40}', 7, new Date(), new Map()],
    ...[{ a: new Date() }, { a: Number.NaN }, { a: undefined }, { a: 1n }, { a: 'NUL \0' }],
    ...[{ a: '\ud800' }, { 'a\0': 1 }],
    // What `JSON.parse` makes of 9007199254740993 and of 1e400: not the number that was meant.
    ...[{ seed: 2 ** 53 }, { a: [-(2 ** 64)] }, { a: Number.POSITIVE_INFINITY }],
  ])('are a JSON object: case %# is not', (body) => {
    expect(Object.keys(problemsOf(body))).toEqual(['']);
  });
});
