import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactSecrets } from '../../../../../server/endpoint/secrets/redact.ts';
import { keyEncodings } from '../../../../support/keySearch.ts';

const apiKey = 'canary/+Q0123456789"abcdef\\ghij~KLMN=';
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Any stretch of 12 characters of the key, in any case, would give it away. */
function expectNoPiece(shown: string, secret = apiKey) {
  for (let at = 0; at + 12 <= secret.length; at++) {
    expect(shown.toLowerCase()).not.toContain(secret.slice(at, at + 12).toLowerCase());
  }
}

describe('a key that the endpoint echoes', () => {
  it.each([
    ['as it is', apiKey],
    ['in capitals', apiKey.toUpperCase()],
    ['after Bearer', `Bearer ${apiKey}`],
    ['in Base64', base64(apiKey)],
    ['in Base64 without padding', base64(apiKey).replaceAll('=', '')],
    ['in Base64 for addresses', Buffer.from(apiKey).toString('base64url')],
    ['in Base64 after one character', base64(`:${apiKey}`)],
    ['in Base64 after two characters', base64(`a:${apiKey}`)],
    ['in Base64 after Bearer', base64(`Bearer ${apiKey}`)],
    ['in Base64 between others', base64(`user:${apiKey}@host`)],
    ['URL-encoded', encodeURIComponent(apiKey)],
    ...Object.entries(keyEncodings(apiKey)),
    ['URL-encoded in small letters', encodeURIComponent(apiKey).toLowerCase()],
    ['JSON-escaped', JSON.stringify({ key: apiKey })],
    ['JSON-escaped twice', JSON.stringify(JSON.stringify({ key: apiKey }))],
    ['in hexadecimal', Buffer.from(apiKey).toString('hex')],
    ['as its SHA-256', createHash('sha256').update(apiKey).digest('hex')],
    ['twice without a gap', apiKey + apiKey],
    ['cut off at its end', apiKey.slice(0, 20)],
    ['cut off at its beginning', apiKey.slice(-20)],
    ['in pieces of 12', (apiKey.match(/.{12}/g) ?? []).join(' ')],
  ])('is not shown: %s', (_how, echo) => {
    const shown = redactSecrets(`before ${echo} after`, apiKey);
    expect(shown).toContain('[redacted]');
    expect(shown).toMatch(/^before .* after$/);
    expectNoPiece(shown);
    for (const spelling of Object.values(keyEncodings(apiKey))) expectNoPiece(shown, spelling);
  });

  it('is not shown wherever it stands and whatever it is', () => {
    const key = fc.stringMatching(/^[\x21-\x7e]{12,60}$/);
    const around = fc.string({ maxLength: 300, unit: 'binary' });
    fc.assert(
      fc.property(key, around, around, (secret, before, after) => {
        const shown = redactSecrets(`${before}${secret}${after}`, secret);
        expect(shown).not.toContain(secret);
        expect(shown.length).toBeLessThanOrEqual(500);
      }),
      { numRuns: 500 },
    );
  });

  it('is not shown when any of its characters are escaped, in whatever way', () => {
    const escapes: ((code: number) => string)[] = [
      (code) => String.fromCharCode(code),
      (code) => `%${code.toString(16)}`,
      (code) => `%25${code.toString(16).toUpperCase()}`,
      (code) => `%2525${code.toString(16)}`,
      (code) => `\\u00${code.toString(16).toUpperCase()}`,
      (code) => `&#${code};`,
      (code) => `&#x${code.toString(16)};`,
    ];
    const secret = 'sk-canary/0123+456789_abcdef.ghij';
    const chosen = fc.array(fc.constantFrom(...escapes), {
      minLength: secret.length,
      maxLength: secret.length,
    });
    fc.assert(
      fc.property(chosen, (chosenEscapes) => {
        const echo = [...Buffer.from(secret)].map((code, at) => chosenEscapes[at]?.(code)).join('');
        expect(redactSecrets(`100% of "${echo}" &c.`, secret)).toBe('100% of "[redacted]" &c.');
      }),
    );
  });

  it('of few characters is replaced as a whole; the shortest are words', () => {
    expect(redactSecrets('key abc123 is bad', 'abc123')).toBe('key [redacted] is bad');
    expect(redactSecrets('this is a test', 'test')).toBe('this is a test');
    expect(redactSecrets('this is fine', '')).toBe('this is fine');
  });

  it('does not come to light by cutting the text', () => {
    const shown = redactSecrets(`${'x'.repeat(490)} ${apiKey}`, apiKey);
    expectNoPiece(shown);
    expect(shown).not.toContain(apiKey.slice(0, 6));
  });
});

describe('what looks like the key of somebody else', () => {
  it.each([
    ['Bearer abc.def123', 'Bearer [redacted]'],
    ['sk-proj-abcdefgh12345678', '[redacted]'],
    ['gsk_abcdefgh12345678', '[redacted]'],
    ['key-abcdefgh12345678', '[redacted]'],
  ])('%s is not shown', (text, shown) => {
    expect(redactSecrets(`with ${text}, sorry`, '')).toBe(`with ${shown}, sorry`);
  });

  it.each([
    'Missing Bearer token.',
    'key_not_found_in_header',
    'sk-learn is a library',
    'A keyboard',
  ])('%s is left alone', (text) => {
    expect(redactSecrets(text, '')).toBe(text);
  });
});

describe('the text that is left', () => {
  it('is the same when there is nothing to hide', () => {
    const text = 'The model `llama` does not exist. Ünïcödé 🙂 "quoted"';
    expect(redactSecrets(text, apiKey)).toBe(text);
  });

  it('has at most 500 characters, all of them whole, and no NUL', () => {
    for (const lead of ['', 'a']) {
      const shown = redactSecrets(`${lead}${'🙂'.repeat(5_000)}`, apiKey);
      expect(shown.length).toBeGreaterThanOrEqual(499);
      expect(shown.length).toBeLessThanOrEqual(500);
      expect(shown.isWellFormed()).toBe(true);
    }
    expect(redactSecrets('a\0b\ud800c', apiKey)).toBe('ab\ufffdc');
  });

  it('is found soon in megabytes of anything', () => {
    const startedAt = performance.now();
    for (const unit of ['a', 'Bearer ', ' ', 'key-', apiKey.slice(0, 11), 'sk-a']) {
      redactSecrets(unit.repeat(2_000_000 / unit.length), apiKey);
    }
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});
