import { isQuotaWait } from '../../../contract/errorReasons.ts';
import { errorObjects } from '../failure/nestedErrors.ts';
import { extractMessage } from '../failure/providerMessage.ts';
import type { ResponseHeaders } from './responseHeaders.ts';

/**
 * How long an endpoint asks us to wait, in the ways in use, the most exact first:
 * - `retry-after-ms` and Azure's `x-ms-retry-after-ms`;
 * - `Retry-After` in seconds, as a date (RFC 9110, 10.2.3), or with a unit (`20s`);
 * - in the body `retryDelay` of a google.rpc.RetryInfo, `retry_after`, and OpenRouter's copy of headers;
 * - words: "Please retry in 36.43s", "try again in 6m0s", "Please retry after 6 seconds";
 * - in the body `resets_in_seconds` and the like;
 * - `x-ratelimit-reset*`, and the same under the names of the IETF's draft and Anthropic, as a duration
 *   (`1s`, `6m0s`, `250ms`), as seconds, or as a moment.
 * Moments are told by the server's clock, which `Date` tells.
 * @param body the refusal as parsed, or its text
 * @returns milliseconds to wait from now; null when the answer does not say
 */
export function retryAfterMs(
  headers: ResponseHeaders,
  body: unknown,
  now = Date.now(),
): number | null {
  const objects = errorObjects(body);
  const given = { ...headersIn(objects), ...lowerCased(headers) };
  const theirNow = dateMs(given.date ?? '') ?? now;
  const words = extractMessage(body);
  return (
    waitInHeaders(given, theirNow) ??
    waitInFields(waitFields, objects, theirNow) ??
    waitInWords(words, theirNow) ??
    waitInFields(resetFields, objects, theirNow) ??
    waitForReset(given, theirNow)
  );
}

const waitHeaders: readonly [name: string, read: (value: string, now: number) => number | null][] =
  [
    ['retry-after-ms', milliseconds],
    ['x-ms-retry-after-ms', milliseconds],
    ['retry-after', resetMs],
    ['x-retry-after', resetMs],
  ];

function waitInHeaders(given: Record<string, string>, now: number): number | null {
  for (const [name, read] of waitHeaders) {
    const value = given[name];
    const wait = value ? read(value, now) : null;
    if (wait !== null) return wait;
  }
  return null;
}

const waitFields: readonly [name: string, read: (value: string, now: number) => number | null][] = [
  ['retry_after_ms', milliseconds],
  ['retryAfterMs', milliseconds],
  ['retryDelay', resetMs],
  ['retry_delay', resetMs],
  ['retry_after', resetMs],
  ['retryAfter', resetMs],
  ['retry_after_seconds', resetMs],
  ['retryAfterSeconds', resetMs],
  ['retry_in', resetMs],
];

/** When a limit is as it was; it need not be the one that refused. */
const resetFields: typeof waitFields = [
  ['resets_in_seconds', resetMs],
  ['resets_in', resetMs],
  ['reset_in', resetMs],
  ['resets_at', resetMs],
  ['reset_at', resetMs],
];

/** The longest that a field of the body names; google.rpc also writes `{seconds: 36}`. */
function waitInFields(
  fields: typeof waitFields,
  objects: Record<string, unknown>[],
  now: number,
): number | null {
  const waits = objects.flatMap((object) =>
    fields.map(([name, read]) => {
      const value = (object[name] as { seconds?: unknown } | null)?.seconds ?? object[name];
      const isReadable = typeof value === 'string' || typeof value === 'number';
      return isReadable && value !== '' ? read(String(value).trim(), now) : null;
    }),
  );
  return longest(waits);
}

const SPAN =
  '((?:(?:\\d+(?:\\.\\d+)?|an?|one)\\s*(?:milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)(?![a-z])[\\s,]*(?:and\\s+)?)+)';
const SAYS_WHEN = new RegExp(
  `(?:(?:retry|try again|try your request again|wait|resets?|cool ?down)\\W{0,3}(?:again\\s+)?(?:in|after|for|at least)?|(?:available|allowed|limited)\\s+(?:again\\s+)?(?:in|after|for)(?=\\W+\\d))\\s*(?:about|around|another|~)?\\s*${SPAN}`,
  'gi',
);
/** "Retry-After: 30", without a unit. */
const SAYS_SECONDS = /retry[ _-]?after\W{1,3}(\d+(?:\.\d+)?)(?![\w.%]|\s*[a-z])/gi;
const SAYS_WHEN_IN_CHINESE = /(\d+(?:\.\d+)?)\s*(秒|分钟|小时)钟?之?后/g;
/** "You will regain access on 2026-12-01 at 00:00 UTC"; without a zone nobody knows when that is. */
const SAYS_MOMENT =
  /(?:at|on|after|until)\s+(\d{4}-\d\d-\d\d)(?:T|\s+(?:at\s+)?)(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s?(Z|UTC|GMT)/gi;
const MAX_SEARCHED = 8_000;

function waitInWords(message: string, now: number): number | null {
  const text = message.slice(0, MAX_SEARCHED);
  return longest([
    ...[...text.matchAll(SAYS_WHEN)].map(([, span = '']) => durationMs(numbered(span))),
    ...[...text.matchAll(SAYS_SECONDS)].map(([, seconds]) => positive(Number(seconds) * 1000)),
    ...[...text.matchAll(SAYS_WHEN_IN_CHINESE)].map(([, amount, unit = '']) =>
      durationMs(`${amount}${chineseUnits[unit]}`),
    ),
    ...[...text.matchAll(SAYS_MOMENT)].map(([, day, time]) => resetMs(`${day}T${time}Z`, now)),
  ]);
}

const chineseUnits: Record<string, string> = { 秒: 's', 分钟: 'm', 小时: 'h' };

/** "a minute" is one. */
function numbered(span: string): string {
  return span.replace(/\b(?:an?|one)\b/gi, '1');
}

/** Providers send a reset for each of their limits; only those with nothing left make us wait. */
function waitForReset(given: Record<string, string>, now: number): number | null {
  const names = Object.keys(given);
  const leftOf = (resetName: string) => Number(given[resetName.replace('reset', 'remaining')]);
  const isOf = (part: string) => (name: string) =>
    name.replace('rate-limit', 'ratelimit').includes('ratelimit-') && name.includes(part);
  const isUsedUp = (name: string) => leftOf(name) <= 0;
  const anyIsUsedUp = names.some((name) => isOf('remaining')(name) && Number(given[name]) <= 0);
  const resets = names
    .filter(isOf('reset'))
    .map((name) => ({ name, wait: resetMs(given[name] ?? '', now) }))
    // A day's limit with calls left is not the one that refused.
    .filter(({ name, wait }) =>
      anyIsUsedUp ? isUsedUp(name) : !(leftOf(name) > 0 && isQuotaWait(wait)),
    );
  return longest(resets.map(({ wait }) => wait));
}

const EPOCH_SECONDS_FROM = 1e9;
const EPOCH_MS_FROM = 1e12;

/** Milliseconds until the moment that a value tells: a duration, seconds, an epoch, a date. */
export function resetMs(value: string, now: number): number | null {
  // Quoted, or with parameters behind it.
  const bare = /^"?([^";,]*)"?\s*(?:;|,\s*\d|$)/.exec(value)?.[1]?.trim() ?? value;
  const number = bare === '' ? Number.NaN : Number(bare);
  if (!Number.isNaN(number)) {
    if (number >= EPOCH_MS_FROM) return positive(number - now);
    if (number >= EPOCH_SECONDS_FROM) return positive(number * 1000 - now);
    return positive(number * 1000);
  }
  const moment = dateMs(value);
  return (
    durationMs(bare.replace(/^in\s+|^P(?:T(?=.))?/i, '')) ??
    (moment === null ? null : positive(moment - now))
  );
}

/** A date of HTTP or ISO 8601; JavaScript takes nearly any text for one. */
function dateMs(value: string): number | null {
  const moment = /^(?:[a-z]{3,9}, ?\d|\d{4}-\d\d-\d\d)/i.test(value)
    ? Date.parse(value)
    : Number.NaN;
  return Number.isNaN(moment) ? null : moment;
}

/** `1m30s`, `20 seconds`; null for what is anything else. */
function durationMs(text: string): number | null {
  if (text.length > MAX_DURATION_CHARACTERS) return null;
  const parts = [...text.toLowerCase().matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)];
  const rest = text
    .toLowerCase()
    .replace(/(\d+(?:\.\d+)?)\s*([a-z]+)/g, '')
    .replace(/\band\b|[\s,]/g, '');
  if (parts.length === 0 || rest !== '') return null;
  let total = 0;
  for (const [, amount, unit = ''] of parts) {
    const ms = unitMs[unit] ?? unitMs[unit.replace(/s$/, '')];
    if (ms === undefined) return null;
    total += Number(amount) * ms;
  }
  return positive(total);
}

const MAX_DURATION_CHARACTERS = 60;

const unitMs: Record<string, number> = {
  ms: 1,
  millisecond: 1,
  s: 1000,
  sec: 1000,
  second: 1000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
  hour: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
};

function milliseconds(value: string): number | null {
  return positive(Number(value || Number.NaN));
}

function headersIn(objects: Record<string, unknown>[]): Record<string, string> {
  const found = objects.map(({ headers }) => headers);
  const first = found.find((headers) => typeof headers === 'object' && headers !== null);
  return first ? lowerCased(first as ResponseHeaders) : {};
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

function longest(waits: (number | null)[]): number | null {
  const known = waits.filter((wait) => wait !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** A wait that has passed already is none; null for what is no number. */
function positive(ms: number): number | null {
  return Number.isFinite(ms) ? Math.max(0, Math.round(ms)) : null;
}
