import { describe, expect, it } from 'vitest';
import { readRateLimitHeaders } from '../../../../../server/endpoint/protocol/rateLimitHeaders.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');

describe.each([
  {
    who: 'OpenAI and Groq',
    headers: {
      'x-ratelimit-limit-requests': '14400',
      'x-ratelimit-remaining-requests': '14370',
      'x-ratelimit-reset-requests': '2m59.56s',
      'x-ratelimit-limit-tokens': '18000',
      'x-ratelimit-remaining-tokens': '17997',
      'x-ratelimit-reset-tokens': '7.66s',
    },
    limits: [
      { of: 'requests', window: null, limit: 14_400, remaining: 14_370, resetMs: 179_560 },
      { of: 'tokens', window: null, limit: 18_000, remaining: 17_997, resetMs: 7_660 },
    ],
  },
  {
    who: 'Together',
    headers: {
      'X-RateLimit-Limit': '600',
      'X-RateLimit-Remaining': '599',
      'X-RateLimit-Reset': '1',
      'x-tokenlimit-limit': '180000',
      'x-tokenlimit-remaining': '179000',
    },
    limits: [
      { of: 'requests', window: null, limit: 600, remaining: 599, resetMs: 1_000 },
      { of: 'tokens', window: null, limit: 180_000, remaining: 179_000, resetMs: null },
    ],
  },
  {
    who: 'Cerebras and Mistral, with their windows',
    headers: {
      'x-ratelimit-limit-requests-day': '1000',
      'x-ratelimit-remaining-requests-day': '997',
      'x-ratelimit-remaining-req-minute': '59',
      'x-ratelimit-limit-tokens-minute': '60000',
    },
    limits: [
      { of: 'requests', window: 'day', limit: 1_000, remaining: 997, resetMs: null },
      { of: 'requests', window: 'minute', limit: null, remaining: 59, resetMs: null },
      { of: 'tokens', window: 'minute', limit: 60_000, remaining: null, resetMs: null },
    ],
  },
  {
    who: 'Anthropic',
    headers: {
      'anthropic-ratelimit-requests-limit': '50',
      'anthropic-ratelimit-requests-remaining': '49',
      'anthropic-ratelimit-requests-reset': '2026-01-01T12:00:30Z',
    },
    limits: [{ of: 'requests', window: null, limit: 50, remaining: 49, resetMs: 30_000 }],
  },
])('$who', ({ headers, limits }) => {
  it('are understood', () => {
    expect(readRateLimitHeaders(headers, NOW)).toEqual(limits);
  });
});

it('limits on a part of the tokens, and what is no number, are left out', () => {
  expect(
    readRateLimitHeaders({
      'content-type': 'application/json',
      'x-ratelimit-limit-tokens-prompt': '5',
      'x-ratelimit-limit-requests': 'lots',
      'x-ratelimit-reset-requests': '5s',
      'x-ratelimit-limit-tokens': `${'9'.repeat(400)}`,
    }),
  ).toEqual([]);
});
