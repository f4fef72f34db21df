import { describe, expect, it } from 'vitest';
import { MAX_REQUEST_HEADERS } from '../../../../contract/requestHeaders.ts';
import { requestHeadersInput } from '../../../../contract/schemas/requestHeaders.ts';

/** What is wrong, by the name of the header; `''` for all of them. */
function problemsOf(headers: unknown): Record<string, string> {
  const parsed = requestHeadersInput.safeParse(headers);
  const issues = parsed.error?.issues ?? [];
  return Object.fromEntries(issues.map(({ path, message }) => [path.join('.'), message]));
}

const namesOf = (count: number) => Array.from({ length: count }, (_, at) => [`x-${at}`, 'v']);

describe('headers of a connection', () => {
  it('are taken as they are, without blanks around their values', () => {
    const headers = {
      'api-key': ' 0123456789abcdef ',
      'CF-Access-Client-Id': 'abc.access',
      Authorization: 'Basic dXNlcjpwYXNz',
      'HTTP-Referer': 'https://example.com',
      'X-Title': 'A test of mine',
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      'X-Content-Policy': 'strict',
      accept: 'application/json',
    };
    expect(requestHeadersInput.parse(headers)).toEqual({
      ...headers,
      'api-key': '0123456789abcdef',
    });
  });

  it.each([
    ...['Host', 'Connection', 'Keep-Alive', 'TE', 'Trailer', 'Transfer-Encoding', 'Upgrade'],
    ...['Expect', 'Accept-Encoding', 'Content-Type', 'content-length', 'Content-Encoding'],
    ...['Proxy-Authorization', 'Proxy-Connection', 'HTTP2-Settings', 'Cookie', 'Set-Cookie'],
    ...['Forwarded', 'X-Forwarded-For', 'x-forwarded-host', 'X-Real-IP', 'Via'],
    ...['Metadata', 'Metadata-Flavor', 'metadata-token', 'X-Google-Metadata-Request'],
    ...['X-aws-ec2-metadata-token', 'X-AWS-EC2-METADATA-TOKEN-TTL-SECONDS'],
    ...['X-aliyun-ecs-metadata-token', 'Metadata_Flavor', 'Content_Length', 'Transfer.Encoding'],
    ...['X_Forwarded_For', 'X-Forwarded', 'Forwarded-For', 'X-Original-Forwarded-For'],
    ...['X-Client-IP', 'True-Client-IP', 'CF-Connecting-IP', 'CF-Connecting-IPv6', 'Client-IP'],
    ...['X-Cluster-Client-IP', 'X-Originating-IP', 'X-Remote-Addr'],
  ])('%s is refused by its name', (name) => {
    for (const spelling of [name, name.toLowerCase(), name.toUpperCase()]) {
      expect(problemsOf({ [spelling]: 'true' })).toEqual({
        [spelling]: expect.stringContaining(`“${spelling}” `),
      });
    }
  });

  it.each([
    ['a line break', 'a\r\nHost: elsewhere'],
    ['a line feed', 'a\nb'],
    ['NUL', 'a\0b'],
    ['a letter outside ASCII', 'schlüssel'],
    ['nothing', ''],
    ['blanks', '  \t'],
    ['no text', 7],
    ['null', null],
    ['a list', ['a']],
    ['an object that has no text', { toString: 1 }],
  ])('a value with %s is refused without being repeated', (_what, value) => {
    const problems = problemsOf({ 'api-key': value });
    expect(Object.keys(problems)).toEqual(['api-key']);
    expect(problems['api-key']).not.toContain('elsewhere');
    expect(problems['api-key']).not.toContain('schl');
  });

  it.each(['', 'a b', 'a:b', 'a\nb', 'ä', '-a', '"a"', 'x'.repeat(101), '__proto__'])(
    'the name %j is none, and is not repeated',
    (name) => {
      const problems = problemsOf(
        JSON.parse(JSON.stringify({}).replace('{', `{${JSON.stringify(name)}:"v"`)),
      );
      expect(problems).toEqual({ '': expect.stringContaining('letters, digits') });
    },
  );

  it('have each name once, however it is written', () => {
    expect(problemsOf({ 'Api-Key': 'a', 'api-key': 'b' })).toEqual({
      'api-key': expect.stringContaining('twice'),
    });
  });

  it('are bounded in number and in size, names included', () => {
    expect(problemsOf(Object.fromEntries(namesOf(MAX_REQUEST_HEADERS)))).toEqual({});
    expect(problemsOf(Object.fromEntries(namesOf(MAX_REQUEST_HEADERS + 1)))).toEqual({
      '': 'must be at most 16 headers',
    });
    expect(problemsOf({ 'x-a': 'v'.repeat(8 * 1024 - 3) })).toEqual({});
    expect(problemsOf({ 'x-a': 'v'.repeat(8 * 1024 - 2) })).toEqual({
      '': 'must be at most 8 KB together',
    });
  });

  it.each([null, 'api-key: 1', 7, [], [['api-key', 'v']]])('%j is no headers', (headers) => {
    expect(problemsOf(headers)).toEqual({ '': expect.stringContaining('object') });
  });
});
