import { describe, expect, it } from 'vitest';
import { answerRedactors } from '../../../../../server/endpoint/secrets/answerRedactor.ts';
import { redactSecrets } from '../../../../../server/endpoint/secrets/redact.ts';
import { secretsOf } from '../../../../../server/endpoint/secrets/secretsOf.ts';

const basic = (text: string) => Buffer.from(text).toString('base64');

describe('the secrets of a call', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['a key of another name', { 'api-key': 'abcdef123456' }, ['abcdef123456']],
    [
      'a bearer token, without its scheme',
      { Authorization: 'Bearer t0ken-of-mine' },
      ['t0ken-of-mine'],
    ],
    [
      'Basic, with the password in it',
      { Authorization: `Basic ${basic('me:a:pass:word')}` },
      [basic('me:a:pass:word'), 'a:pass:word'],
    ],
    [
      'Basic without a password, where the user is the key',
      { 'X-Auth': `basic ${basic('key-of-mine:')}` },
      [basic('key-of-mine:'), 'key-of-mine'],
    ],
    [
      'Basic with a key as the user, and a filler',
      { Authorization: `Basic ${basic('0123456789abcdef:api_token')}` },
      [basic('0123456789abcdef:api_token'), 'api_token', '0123456789abcdef'],
    ],
    ['Basic without a colon', { 'X-Auth': `basic ${basic('me')}` }, [basic('me'), 'me']],
    ['a scheme made up', { 'X-Auth': 'GenieKey abc-123' }, ['GenieKey abc-123', 'abc-123']],
    ['a text that only begins like a scheme', { 'x-note': 'Basic two words' }, ['Basic two words']],
    [
      'not what is public',
      {
        'HTTP-Referer': 'https://example.com',
        'x-title': 'Mine',
        'User-Agent': 'me/1',
        'OpenAI-Organization': 'org',
      },
      [],
    ],
  ])('%s', (_what, headers, secrets) => {
    expect(secretsOf({ apiKey: '', headers })).toEqual(secrets);
    expect(secretsOf({ apiKey: 'sk-1', headers })).toEqual(['sk-1', ...secrets]);
  });

  const password = 'correct-horse-battery-staple';
  const credentials = {
    apiKey: '',
    headers: {
      Authorization: `Basic ${basic(`me:${password}`)}`,
      'CF-Access-Client-Secret': '0123456789abcdef0123456789abcdef',
      'X-Title': 'A title that may be quoted',
    },
  };

  it.each(Object.values(credentials.headers).concat(password, basic(password)))(
    'in an error and in an answer: %s',
    (text) => {
      const isPublic = text === credentials.headers['X-Title'];
      const secrets = secretsOf(credentials);
      const filter = answerRedactors(secrets)();
      const answer = filter.push(`It was ${text}, I think.`) + filter.end();
      const error = redactSecrets(`It was ${text}, I think.`, secrets);
      expect(error.includes('[redacted]')).toBe(!isPublic);
      expect(answer.includes('[redacted]')).toBe(!isPublic);
      expect(answer.includes(text.slice(-14))).toBe(isPublic);
    },
  );
});
