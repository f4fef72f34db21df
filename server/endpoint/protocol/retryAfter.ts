import type { ResponseHeaders } from './responseHeaders.ts';

/**
 * How long an endpoint asks us to wait, out of the ways in use: `retry-after-ms`, `Retry-After` in
 * seconds or as a date (RFC 9110, 10.2.3), `x-ratelimit-reset*` as a duration (`1s`, `6m0s`,
 * `250ms`), as seconds, or as an epoch; and OpenRouter's copy of such headers in the body.
 * @returns milliseconds to wait from now; null when the answer does not say
 */
export function retryAfterMs(
  headers: ResponseHeaders,
  body: unknown,
  now = Date.now(),
): number | null {
  const given = { ...lowerCased(headersInBody(body)), ...lowerCased(headers) };
  const exact = positive(Number(given['retry-after-ms'] || Number.NaN));
  if (exact !== null) return exact;
  const standard = given['retry-after'];
  if (standard) {
    const seconds = Number(standard);
    return positive(Number.isNaN(seconds) ? Date.parse(standard) - now : seconds * 1000);
  }
  const resets = Object.entries(given)
    .filter(([name]) => /^x-ratelimit-reset/.test(name) && isUsedUp(given, name))
    .map(([, value]) => resetMs(value, now))
    .filter((wait) => wait !== null);
  return resets.length === 0 ? null : Math.max(...resets);
}

/** Providers send a reset for each of their limits; only those with nothing left make us wait. */
function isUsedUp(headers: Record<string, string>, resetName: string): boolean {
  const remaining = headers[resetName.replace('reset', 'remaining')];
  const others = Object.entries(headers).some(
    ([name, value]) => /^x-ratelimit-remaining/.test(name) && Number(value) <= 0,
  );
  return remaining === undefined ? !others : Number(remaining) <= 0 || !others;
}

const EPOCH_SECONDS_FROM = 1e9;
const EPOCH_MS_FROM = 1e12;

/** Milliseconds until the moment that a `reset` header tells: a duration, seconds, an epoch, a date. */
export function resetMs(value: string, now: number): number | null {
  const number = Number(value);
  if (!Number.isNaN(number)) {
    if (number >= EPOCH_MS_FROM) return positive(number - now);
    if (number >= EPOCH_SECONDS_FROM) return positive(number * 1000 - now);
    return positive(number * 1000);
  }
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(ms|d|h|m|s)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== value.trim()) {
    return positive(Date.parse(value) - now);
  }
  const total = parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit as string] as number),
    0,
  );
  return positive(total);
}

const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function headersInBody(body: unknown): ResponseHeaders {
  const error = (body as { error?: { metadata?: { headers?: unknown } } } | null)?.error;
  const headers = error?.metadata?.headers;
  return typeof headers === 'object' && headers !== null ? (headers as ResponseHeaders) : {};
}

function lowerCased(headers: ResponseHeaders): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]): [string, unknown] => [
    name.toLowerCase(),
    Array.isArray(value) ? value[0] : value,
  ]);
  // What stands in a body may be of any kind.
  const texts = entries.filter(([, value]) => typeof value === 'string' || Number.isFinite(value));
  return Object.fromEntries(texts.map(([name, value]) => [name, String(value).trim()]));
}

/** A wait that has passed already is none; null for what is no number. */
function positive(ms: number): number | null {
  return Number.isFinite(ms) ? Math.max(0, Math.round(ms)) : null;
}
