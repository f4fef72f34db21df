/**
 * Finds out why an endpoint refused, from its status and its words. Statuses mean different things
 * with different providers, and several put the cause into words only; see the tests for who does.
 */
import { type ErrorReason, QUOTA_WAIT_MS } from '../../../contract/errorReasons.ts';

/** `words` are the provider's own, `waitMs` is how long it asks to wait, if it does. */
export function causeOfStatus(status: number, words: string, waitMs: number | null): ErrorReason {
  if (status >= 300 && status < 400) return 'redirected';
  if (saysWrongPath(words)) return 'wrong_path';
  switch (status) {
    case 401:
      return 'key_refused';
    case 402:
      return 'out_of_credit';
    case 403:
      return says.contentFilter.test(words) ? 'content_filter' : 'not_permitted';
    case 404:
      return says.unknownModel.test(words) ? 'unknown_model' : 'wrong_path';
    case 405:
      return 'wrong_path';
    case 408:
    case 504:
      return 'upstream_timeout';
    case 413:
      return 'context_too_long';
    case 429:
      return causeOfLimit(words, waitMs);
    // 498: Groq's flex capacity is short. 529: overloaded, as Anthropic and others have it.
    case 498:
    case 503:
    case 529:
      return says.loading.test(words) ? 'model_loading' : 'overloaded';
    default:
      return causeInWords(words) ?? (status < 500 ? 'invalid_request' : 'server_error');
  }
}

/** The cause of an error object inside a 200 answer: by its code where that is a status. */
export function causeOfPayload(
  payload: unknown,
  words: string,
  waitMs: number | null,
): ErrorReason {
  const code = Number((payload as { code?: unknown } | null)?.code);
  if (Number.isInteger(code) && code >= 400 && code < 600) {
    return causeOfStatus(code, words, waitMs);
  }
  if (saysWrongPath(words)) return 'wrong_path';
  if (says.limit.test(words)) return causeOfLimit(words, waitMs);
  return causeInWords(words) ?? 'server_error';
}

/**
 * A limit is a pace (wait), a number of calls at once (waiting alone does not cure it), or a quota
 * of a day or month (nobody waits for that).
 */
function causeOfLimit(words: string, waitMs: number | null): ErrorReason {
  if (waitMs !== null && waitMs >= QUOTA_WAIT_MS) return 'quota_used_up';
  if (says.concurrency.test(words)) return 'too_many_at_once';
  if (says.perDay.test(words)) return 'quota_used_up';
  // Groq points to its billing page also where the limit is that of a minute.
  if (says.perMinute.test(words)) return 'too_fast';
  return says.quota.test(words) ? 'quota_used_up' : 'too_fast';
}

function causeInWords(words: string): ErrorReason | undefined {
  if (says.contextTooLong.test(words)) return 'context_too_long';
  if (says.unknownModel.test(words)) return 'unknown_model';
  if (says.outOfCredit.test(words)) return 'out_of_credit';
  if (says.contentFilter.test(words)) return 'content_filter';
  if (says.loading.test(words)) return 'model_loading';
  if (says.overloaded.test(words)) return 'overloaded';
  if (says.badKey.test(words)) return 'key_refused';
  return undefined;
}

/** LM Studio says so with HTTP 200; OpenAI calls it an invalid URL. */
function saysWrongPath(words: string): boolean {
  return /unexpected endpoint or method|invalid url \(|no route matched|cannot post \//i.test(
    words,
  );
}

const says = {
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
