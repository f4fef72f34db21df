import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '../../../../../server/endpoint/protocol/retryAfter.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const wait = (headers: Record<string, string | string[] | undefined>, body: unknown = undefined) =>
  retryAfterMs(headers, body, now);

describe('how long an endpoint asks to wait', () => {
  it.each<[string, Record<string, string>, number | null]>([
    ['nothing', {}, null],
    ['seconds', { 'retry-after': '7' }, 7_000],
    ['parts of a second', { 'retry-after': '0.5' }, 500],
    ['none at all', { 'retry-after': '0' }, 0],
    ['a date', { 'retry-after': 'Sun, 01 Mar 2026 12:00:30 GMT' }, 30_000],
    ['a date that has passed', { 'retry-after': 'Sun, 01 Mar 2026 11:59:00 GMT' }, 0],
    ['a negative number', { 'retry-after': '-5' }, 0],
    ['blanks around it', { 'retry-after': ' 7 ' }, 7_000],
    ['another case', { 'Retry-After': '7' }, 7_000],
    ['words', { 'retry-after': 'soon' }, null],
    ['more than a number holds', { 'retry-after': '1e999' }, null],
    ['an empty text', { 'retry-after': '' }, null],
    ['milliseconds', { 'retry-after-ms': '1234' }, 1_234],
    ['milliseconds before seconds', { 'retry-after-ms': '250', 'retry-after': '1' }, 250],
    ['a unit', { 'retry-after': '20s' }, 20_000],
    ['several units', { 'retry-after': '1m30s' }, 90_000],
    ['a unit in words', { 'retry-after': '20 seconds' }, 20_000],
    ['a moment since 1970', { 'retry-after': String(now / 1_000 + 40) }, 40_000],
    ['Azure’s milliseconds', { 'x-ms-retry-after-ms': '6200' }, 6_200],
    ['another name', { 'x-retry-after': '3' }, 3_000],
    ['quotation marks', { 'retry-after': '"60"' }, 60_000],
    ['parameters behind it', { 'retry-after': '60;comment="x"' }, 60_000],
    ['a duration of ISO 8601', { 'retry-after': 'PT1M30S' }, 90_000],
    ['a day of ISO 8601', { 'retry-after': 'P1D' }, 86_400_000],
    ['words around it', { 'retry-after': 'in 30 seconds' }, 30_000],
    ['a number that looks like a month', { 'retry-after': 'soon 5' }, null],
    [
      'a date by a clock that is an hour late',
      {
        'retry-after': 'Sun, 01 Mar 2026 11:00:30 GMT',
        date: 'Sun, 01 Mar 2026 11:00:00 GMT',
      },
      30_000,
    ],
    ['the name of a draft', { 'ratelimit-reset': '30', 'ratelimit-remaining': '0' }, 30_000],
    ['Anthropic', { 'anthropic-ratelimit-requests-reset': '2026-03-01T12:00:30Z' }, 30_000],
    ['odd milliseconds, then seconds', { 'retry-after-ms': 'x', 'retry-after': '1' }, 1_000],
  ])('Retry-After: %s', (_what, headers, ms) => {
    expect(wait(headers)).toBe(ms);
  });

  it.each<[string, number | null]>([
    ['1s', 1_000],
    ['250ms', 250],
    ['6m0s', 360_000],
    ['2m59.56s', 179_560],
    ['7.66s', 7_660],
    ['1h2m3s', 3_723_000],
    ['1d', 86_400_000],
    ['12', 12_000],
    ['0', 0],
    [String(now / 1_000 + 40), 40_000],
    [String(now + 40_000), 40_000],
    [String(now - 40_000), 0],
    ['2026-03-01T12:01:00Z', 60_000],
    ['later', null],
    ['1 week', null],
  ])('x-ratelimit-reset: %s', (value, ms) => {
    expect(wait({ 'x-ratelimit-reset': value })).toBe(ms);
  });

  it('Retry-After comes before a reset', () => {
    expect(wait({ 'retry-after': '2', 'x-ratelimit-reset-requests': '1h' })).toBe(2_000);
  });

  it.each<[string, Record<string, string>, number]>([
    [
      'only the limit with nothing left counts',
      {
        'x-ratelimit-remaining-requests': '14370',
        'x-ratelimit-reset-requests': '2m59.56s',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '7.66s',
      },
      7_660,
    ],
    [
      'the longest counts where several have nothing left',
      {
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '3s',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '9s',
      },
      9_000,
    ],
    [
      'the longest counts where none is said to be used up',
      { 'x-ratelimit-reset-requests': '3s', 'x-ratelimit-reset-tokens': '1s' },
      3_000,
    ],
    [
      'the longest counts where all have something left',
      {
        'x-ratelimit-remaining-requests': '5',
        'x-ratelimit-reset-requests': '3s',
        'x-ratelimit-remaining-tokens': '5',
        'x-ratelimit-reset-tokens': '1s',
      },
      3_000,
    ],
  ])('of several limits: %s', (_what, headers, ms) => {
    expect(wait(headers)).toBe(ms);
  });

  it('OpenRouter puts the headers into the body, with epoch milliseconds', () => {
    const headers = { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': String(now + 90_000) };
    expect(wait({}, { error: { code: 429, metadata: { headers } } })).toBe(90_000);
    const number = { 'X-RateLimit-Reset': now + 90_000 };
    expect(wait({}, { error: { metadata: { headers: number } } })).toBe(90_000);
    expect(wait({ 'retry-after': '1' }, { error: { metadata: { headers } } })).toBe(1_000);
  });

  it.each<[string, unknown, number | null]>([
    [
      'google.rpc',
      [{ error: { details: [{}, { '@type': 'RetryInfo', retryDelay: '36s' }] } }],
      36_000,
    ],
    ['google.rpc in parts', { error: { details: [{ retryDelay: { seconds: 36 } }] } }, 36_000],
    ['a field', { error: { retry_after: 12 } }, 12_000],
    ['a field in milliseconds', { retry_after_ms: '1500' }, 1_500],
    ['JSON within a text', { error: { message: 'Upstream: {"retry_after": 4}' } }, 4_000],
    ['Gemini', { error: { message: 'Quota. Please retry in 36.43s.' } }, 36_430],
    ['Azure', { error: { message: 'Please retry after 6 seconds. Go here: https://x' } }, 6_000],
    ['Groq', { error: { message: 'Please try again in 6m0s. Need more?' } }, 360_000],
    ['OpenAI', { error: { message: 'Please try again in 250ms.' } }, 250],
    ['Anthropic', { message: 'wait 1 minute and 5 seconds' }, 65_000],
    ['a plain text', 'Rate limited, try again in 20 s', 20_000],
    ['about', { message: 'Try again in about 30 seconds' }, 30_000],
    ['a minute', { message: 'Please try again in a minute.' }, 60_000],
    ['seconds without a unit', { message: 'Limit exceeded. Retry-After: 30' }, 30_000],
    ['Chinese', { message: '请求过多，请 30 秒后重试' }, 30_000],
    ['a moment', { message: 'You will regain access on 2026-03-01 at 13:00 UTC.' }, 3_600_000],
    ['a moment of no zone', { message: 'Your limit will reset at 2026-03-01 13:00:00' }, null],
    ['available', { message: 'Available again in 30 seconds' }, 30_000],
    ['a rate that is no wait', { message: '20 requests are allowed a minute' }, null],
    ['a reset', { error: { type: 'usage_limit_reached', resets_in_seconds: 7_200 } }, 7_200_000],
    ['a wait beside a reset', { retry_after: 3, reset_at: '2026-03-02T12:00:00Z' }, 3_000],
    ['a quota of hours', { message: 'Your limit resets in 3 hours' }, 10_800_000],
    ['a span that is no wait', { message: 'The request took 12 seconds' }, null],
    ['a word that is no unit', { message: 'retry in 5 models' }, null],
    ['an empty field', { retry_after: '' }, null],
    ['more digits than a duration has', { retry_after: `${'1'.repeat(50_000)}x` }, null],
    ['a field of another kind', { retry_after: { seconds: [] }, retryDelay: true }, null],
  ])('in the body, as %s: %j', (_who, body, ms) => {
    expect(wait({}, body)).toBe(ms);
  });

  it('a header comes before the body, and the body before a reset', () => {
    const body = { message: 'Please retry in 7s.' };
    expect(wait({ 'retry-after': '3', 'x-ratelimit-reset': '1s' }, body)).toBe(3_000);
    expect(wait({ 'x-ratelimit-reset': '1h' }, body)).toBe(7_000);
  });

  it('a limit of a day with calls left is not the one that refused', () => {
    const day = { 'x-ratelimit-remaining-requests': '9', 'x-ratelimit-reset-requests': '8h' };
    expect(wait(day)).toBeNull();
    expect(wait({ ...day, 'x-ratelimit-reset-tokens': '2s' })).toBe(2_000);
  });

  it('the first of several values counts', () => {
    expect(wait({ 'retry-after': ['3', '9'] })).toBe(3_000);
    expect(wait({ 'retry-after': undefined, 'x-ratelimit-reset': '1s' })).toBe(1_000);
  });

  it.each([
    null,
    7,
    'text',
    [],
    { error: 'text' },
    { error: { metadata: null } },
    { error: { metadata: { headers: 'text' } } },
    { error: { metadata: { headers: { 'retry-after': { toString: 1, valueOf: 1 } } } } },
    { error: { metadata: { headers: { 'retry-after': [] } } } },
  ])('a body such as %j asks for nothing', (body) => {
    expect(wait({}, body)).toBeNull();
  });

  it('is a whole number of milliseconds, not negative, or unknown', () => {
    const names = fc.constantFrom(
      'retry-after',
      'retry-after-ms',
      'x-ratelimit-reset',
      'x-ratelimit-reset-tokens',
      'x-ratelimit-remaining-tokens',
    );
    const values = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
      fc.tuple(fc.nat(), fc.constantFrom('ms', 's', 'm', 'h', 'd')).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.dictionary(names, values), fc.jsonValue(), (headers, json) => {
        const body = { error: { metadata: { headers: json } } };
        const ms = retryAfterMs(headers, body, now);
        expect(ms === null || (Number.isInteger(ms) && ms >= 0)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
