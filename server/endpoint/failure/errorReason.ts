/**
 * Finds out why an endpoint refused, from its status and the provider's message. Statuses mean
 * different things with different providers, and several tell the reason in words only; see the tests
 * for who does.
 */
import { type ErrorReason, isQuotaWait } from '../../../contract/errorReasons.ts';

/**
 * The reason behind an HTTP status other than 2xx.
 * @param message the provider's own words
 * @param waitMs how long it asks to wait; null when it does not say
 */
export function reasonOfStatus(
  status: number,
  message: string,
  waitMs: number | null,
): ErrorReason {
  if (status >= 300 && status < 400) return 'redirected';
  if (isWrongPath(message)) return 'wrong_path';
  switch (status) {
    case 401:
      return 'key_refused';
    case 402:
      return 'out_of_credit';
    case 403:
      return patterns.contentFilter.test(message) ? 'content_filter' : 'not_permitted';
    case 404:
      return patterns.unknownModel.test(message) ? 'unknown_model' : 'wrong_path';
    case 405:
      return 'wrong_path';
    case 408:
    case 504:
      return 'upstream_timeout';
    case 413:
      return 'context_too_long';
    case 429:
      return reasonOfLimit(message, waitMs);
    // 498: Groq's flex capacity is short. 529: overloaded, as Anthropic and others have it.
    case 498:
    case 503:
    case 529:
      return patterns.loading.test(message) ? 'model_loading' : 'overloaded';
    default:
      return reasonInMessage(message) ?? (status < 500 ? 'invalid_request' : 'server_error');
  }
}

/** The reason behind an error object inside a 200 answer: by its code where that is a status. */
export function reasonOfPayload(
  payload: unknown,
  message: string,
  waitMs: number | null,
): ErrorReason {
  const code = Number((payload as { code?: unknown } | null)?.code);
  if (Number.isInteger(code) && code >= 400 && code < 600) {
    return reasonOfStatus(code, message, waitMs);
  }
  if (isWrongPath(message)) return 'wrong_path';
  if (patterns.limit.test(message)) return reasonOfLimit(message, waitMs);
  return reasonInMessage(message) ?? 'server_error';
}

/**
 * A limit is a pace (wait), a number of calls at once (waiting alone does not cure it), or a quota
 * of a day or month (nobody waits for that).
 */
function reasonOfLimit(message: string, waitMs: number | null): ErrorReason {
  if (isQuotaWait(waitMs)) return 'quota_used_up';
  if (patterns.concurrency.test(message)) return 'too_many_at_once';
  if (patterns.perDay.test(message)) return 'quota_used_up';
  // Groq points to its billing page also where the limit is that of a minute.
  if (patterns.perMinute.test(message)) return 'too_fast';
  return patterns.quota.test(message) ? 'quota_used_up' : 'too_fast';
}

function reasonInMessage(message: string): ErrorReason | undefined {
  if (patterns.contextTooLong.test(message)) return 'context_too_long';
  if (patterns.unknownModel.test(message)) return 'unknown_model';
  if (patterns.outOfCredit.test(message)) return 'out_of_credit';
  if (patterns.contentFilter.test(message)) return 'content_filter';
  if (patterns.loading.test(message)) return 'model_loading';
  if (patterns.overloaded.test(message)) return 'overloaded';
  if (patterns.badKey.test(message)) return 'key_refused';
  return undefined;
}

/** LM Studio says so with HTTP 200; OpenAI calls it an invalid URL. */
function isWrongPath(message: string): boolean {
  return /unexpected endpoint or method|invalid url \(|no route matched|cannot post \//i.test(
    message,
  );
}

const patterns = {
  unknownModel:
    /model.{0,120}(not (be )?found|not exist|unknown(?! error)|not available|not supported|no longer|deprecated|not loaded|not a valid)|(unknown|invalid|no such|not a valid) model|model_not_found|no model|unable to access model|no endpoints found for/i,
  contextTooLong:
    /context.{0,20}(length|window|size|limit)|maximum.{0,20}context|(prompt|input|request|message).{0,40}too (long|large)|too many (input )?tokens|exceeds?.{0,60}(tokens|context)/i,
  outOfCredit: /\bcredits?\b|billing|\bbalance\b|payment|insufficient funds/i,
  contentFilter:
    /content.?(filter|policy|management)|moderation|flagged|safety (system|filter|setting)/i,
  loading:
    /(?<!(error|fail\w*|could not|when|while) )loading (the )?model|model.{0,60}(is|currently|still) loading|warming up/i,
  overloaded: /overload|at capacity|capacity exceeded|try again later|server (is )?busy/i,
  limit: /rate.?limit|too many requests|quota/i,
  concurrency: /concurren|simultaneous|parallel|in.flight|at the same time|at once/i,
  perDay: /per.?(day|month|week)|daily|monthly|weekly|\b[RT]PD\b/i,
  perMinute: /per.?(second|min)|\b[RT]P[MS]\b/i,
  quota: /quota|billing|credit/i,
  badKey:
    /(invalid|incorrect|wrong|missing).{0,20}(api.?key|\btoken\b|credential)|api.?key.{0,20}(not valid|invalid|expired)/i,
};
