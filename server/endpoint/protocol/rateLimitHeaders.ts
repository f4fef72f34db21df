import type { EndpointRateLimit } from '../../../contract/rateLimits.ts';
import type { ResponseHeaders } from './responseHeaders.ts';
import { resetMs } from './retryAfter.ts';

/** `x-ratelimit-remaining-tokens-minute`, `ratelimit-limit`, `x-tokenlimit-reset`. */
const MEMBER = /^(?:x-)?(ratelimit|tokenlimit)-(limit|remaining|reset)(?:-([a-z-]+))?$/;
/** `anthropic-ratelimit-requests-remaining`. */
const ANTHROPIC = /^anthropic-(ratelimit)-([a-z]+)-(limit|remaining|reset)$/;
/** Limits on a part of the tokens cannot be set against the sum that we estimate. */
const PARTIAL = /input|output|prompt|generated/;
const MAX_LIMITS = 6;

/**
 * The rate limits that an answer's headers tell, in the ways in use: `x-ratelimit-limit-requests` and
 * `-tokens` with `remaining` and `reset` (OpenAI, Groq, Azure), with a window behind (Mistral,
 * Cerebras), without a name (Together, OpenRouter, the IETF's draft), `x-tokenlimit-*`, and
 * Anthropic's order of words.
 */
export function readRateLimitHeaders(
  headers: ResponseHeaders,
  now = Date.now(),
): EndpointRateLimit[] {
  const found = new Map<string, EndpointRateLimit>();
  for (const [header, given] of Object.entries(headers)) {
    const member = memberOf(header.toLowerCase());
    const value = (Array.isArray(given) ? given[0] : given)?.trim();
    if (!member || !value) continue;
    const { of, window, part } = member;
    const key = `${of} ${window}`;
    const limit = found.get(key) ?? { of, window, limit: null, remaining: null, resetMs: null };
    if (part === 'reset') limit.resetMs = resetMs(value, now);
    else limit[part] = count(value);
    found.set(key, limit);
  }
  return [...found.values()]
    .filter(({ limit, remaining }) => limit !== null || remaining !== null)
    .slice(0, MAX_LIMITS);
}

function memberOf(header: string) {
  const [, kind, part, name = ''] =
    MEMBER.exec(header) ?? anthropicMember(header) ?? ([] as (string | undefined)[]);
  if (!part || PARTIAL.test(name)) return null;
  const isTokens = kind === 'tokenlimit' || name.includes('token');
  return {
    of: isTokens ? ('tokens' as const) : ('requests' as const),
    window: windows.find((window) => name.endsWith(window)) ?? null,
    part: part as 'limit' | 'remaining' | 'reset',
  };
}

function anthropicMember(header: string): (string | undefined)[] | null {
  const found = ANTHROPIC.exec(header);
  return found && [found[0], found[1], found[3], found[2]];
}

const windows = ['second', 'minute', 'hour', 'day', 'month'] as const;

/** A whole number; a draft of the IETF puts parameters behind it. */
function count(value: string): number | null {
  const number = Number(/^\d+(?:\.\d+)?/.exec(value)?.[0] ?? Number.NaN);
  return Number.isSafeInteger(Math.round(number)) ? Math.round(number) : null;
}
