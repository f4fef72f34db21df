/**
 * Finds out why an endpoint refused, from its status and the provider's message. Statuses mean
 * different things with different providers, and several tell the reason in words only; see the tests
 * for who does.
 */
import { type ErrorReason, isQuotaWait } from '../../../contract/errorReasons.ts';
import type { ResponseHeaders } from '../protocol/responseHeaders.ts';
import { errorObjects } from './nestedErrors.ts';

/** What stands beside the words of a refusal. */
export interface RefusalHints {
  /** Codes, types and names of quotas; see `cluesIn`. */
  clues?: string;
  headers?: ResponseHeaders;
}

/**
 * The reason behind an HTTP status other than 2xx.
 * @param message the provider's own words
 * @param waitMs how long it asks to wait; null when it does not say
 */
export function reasonOfStatus(
  status: number,
  message: string,
  waitMs: number | null,
  { clues = '', headers = {} }: RefusalHints = {},
): ErrorReason {
  if (status >= 300 && status < 400) return 'redirected';
  if (isBotCheck(status, message, headers)) return 'bot_check';
  if (saysWrongPath.test(message)) return 'wrong_path';
  if (status === 429) return reasonOfLimit(message, waitMs, clues);
  // Where a status leaves no doubt, words count only for what it is known to be used for as well.
  const { reason, unless }: StatusReason = statuses[status] ?? {
    reason: status < 500 ? 'invalid_request' : 'server_error',
    unless: 'anything',
  };
  if (!unless) return reason;
  const told = reasonInWords(message, clues);
  if (told && (unless === 'anything' || unless.includes(told))) return told;
  const mayBeLimit = unless === 'anything' || unless.includes('too_fast');
  if (mayBeLimit && saysLimit.test(`${message} ${clues}`)) {
    return reasonOfLimit(message, waitMs, clues);
  }
  return reason;
}

/** The reason behind an error object inside a 200 answer: by its code where that is a status. */
export function reasonOfPayload(
  payload: unknown,
  message: string,
  waitMs: number | null,
): ErrorReason {
  const clues = cluesIn(payload);
  const status = statusIn(payload);
  if (status !== null) return reasonOfStatus(status, message, waitMs, { clues });
  if (saysWrongPath.test(message)) return 'wrong_path';
  if (saysLimit.test(`${message} ${clues}`)) return reasonOfLimit(message, waitMs, clues);
  return reasonInWords(message, clues) ?? 'server_error';
}

/** Codes, types and names of quotas in a refusal, which often tell more than its words. */
export function cluesIn(refusal: unknown): string {
  return errorObjects(refusal)
    .flatMap((object) => clueFields.map((field) => object[field]))
    .filter((clue) => typeof clue === 'string')
    .map((clue) => clue.slice(0, MAX_CLUE_CHARACTERS))
    .join(' ');
}

const clueFields = ['type', 'code', 'status', 'quotaId', 'reason'];
const MAX_CLUE_CHARACTERS = 100;

/** The status that an error inside a 200 answer tells. */
function statusIn(payload: unknown): number | null {
  const told = errorObjects(payload)
    .flatMap(({ code, status, status_code, statusCode }) => [code, status, status_code, statusCode])
    .filter((code) => typeof code === 'number' || typeof code === 'string')
    .map(Number);
  return told.find((code) => Number.isInteger(code) && code >= 400 && code < 600) ?? null;
}

/**
 * A limit is a pace (wait), a number of calls at once (waiting alone does not cure it), or a quota.
 * Providers call limits of a minute a quota, too (Azure, Gemini, DashScope), so one that names neither
 * a long time nor a day may pass.
 */
function reasonOfLimit(message: string, waitMs: number | null, clues: string): ErrorReason {
  const isNamed = waitMs !== null && waitMs > 0;
  if (saysRequestOverRate.test(message)) return 'request_over_rate';
  if (isQuotaWait(waitMs)) return 'quota_used_up';
  if (saysConcurrency.test(message)) return 'too_many_at_once';
  const isPerMinute = saysPerMinute.test(message);
  if (saysPerDay.test(message)) {
    if (!isPerMinute) return 'quota_used_up';
    return isNamed ? 'too_fast' : 'quota_exceeded';
  }
  // Groq points to its billing page also where the limit is that of a minute.
  if (isPerMinute) return 'too_fast';
  // Gemini names a short wait even for a quota of a day, gateways do for an account that is empty, and
  // DashScope calls a throttle of a minute so; only trying tells.
  if (saysPerDay.test(clues) || saysAccount.test(clues)) return 'quota_exceeded';
  if (isNamed || saysPerMinute.test(clues)) return 'too_fast';
  return saysQuota.test(`${message} ${clues}`) ? 'quota_exceeded' : 'too_fast';
}

/** A page that lets people pass and no programs, as it stands in front of some endpoints. */
function isBotCheck(status: number, message: string, headers: ResponseHeaders): boolean {
  if (headers['cf-mitigated'] === 'challenge') return true;
  return [403, 429, 503].includes(status) && saysBotCheck.test(message);
}

/** Words and clues stand in lines of their own, so that no expression reaches from one into the other. */
function reasonInWords(message: string, clues: string): ErrorReason | undefined {
  const text = `${message}\n${clues}`;
  return wordReasons.find(([, says]) => says.test(text))?.[0];
}

interface StatusReason {
  reason: ErrorReason;
  /** What its words may tell instead. */
  unless?: readonly ErrorReason[] | 'anything';
}

/**
 * Statuses that mean the same wherever they come from. 498: Groq's flex capacity is short. 529:
 * overloaded, as Anthropic and others have it. 522 and 524: Cloudflare reached no server behind it, or
 * that did not answer in 100 s. 598: the same with other proxies.
 */
const statuses: Record<number, StatusReason> = {
  401: { reason: 'key_refused' },
  402: { reason: 'out_of_credit' },
  403: { reason: 'not_permitted', unless: ['content_filter', 'out_of_credit', 'too_fast'] },
  404: { reason: 'wrong_path', unless: ['unknown_model', 'invalid_request', 'not_permitted'] },
  405: { reason: 'wrong_path' },
  408: { reason: 'upstream_timeout' },
  413: { reason: 'context_too_long', unless: ['request_over_rate'] },
  431: { reason: 'headers_refused' },
  498: { reason: 'overloaded', unless: ['model_loading'] },
  503: { reason: 'overloaded', unless: ['model_loading'] },
  504: { reason: 'upstream_timeout' },
  522: { reason: 'upstream_timeout' },
  524: { reason: 'upstream_timeout' },
  529: { reason: 'overloaded', unless: ['model_loading'] },
  598: { reason: 'upstream_timeout' },
};

/** OpenRouter, with a 404: nobody whom it may ask takes all parameters. */
export const saysNoTaker = /no endpoints found.{0,40}requested parameters/i;

/** Groq with 413, OpenAI with 429: this one request has more tokens than a minute allows. */
const saysRequestOverRate =
  /^(?=.*(request|input|prompt).{0,20}too (large|long))(?=.*(tokens per min|\btpm\b|rate.?limit))/is;

/** Words and codes, and the reason that they mean; what is narrower comes first. */
const wordReasons: readonly (readonly [ErrorReason, RegExp])[] = [
  // Go and nginx, with a 400.
  ['speaks_https', /http request (was sent )?to (an )?https (server|port)/i],
  [
    'headers_refused',
    /request header (or cookie|fields?) too large|headers? (fields? )?(is |are )?too (large|long)/i,
  ],
  // A chat template that raises, which llama.cpp tells with a 500.
  [
    'invalid_request',
    /jinja|raise_exception|roles must alternate|system role not supported|only user and assistant roles/i,
  ],
  // OpenRouter, with a 404: none of those whom it may ask takes the parameters, or the data.
  ['invalid_request', saysNoTaker],
  ['not_permitted', /no endpoints found.{0,40}data policy/i],
  ['request_over_rate', saysRequestOverRate],
  [
    'context_too_long',
    /context.{0,20}(length|window|size|limit)|maximum.{0,20}context|(prompt|input|request|message).{0,40}too (long|large)|too many (input )?tokens|exceeds?.{0,60}(tokens|context)|input.{0,12}length.{0,20}(exceed|should be|must be)|inputs?\W{0,3}tokens \+|maximum (sequence|input) length|max_model_len|(输入|上下文|提示词?).{0,8}(过长|超过|超出)/i,
  ],
  [
    'unknown_model',
    /model.{0,120}(not (be )?found|not exist|unknown(?! error)|not available|not supported|no longer|deprecated|not loaded|not a valid)|(unknown|invalid|no such|not a valid) model|model_not_found|no model|unable to access model|no endpoints found for|deployment.{0,60}not (exist|found)|模型.{0,12}(不存在|未找到|已下线)/i,
  ],
  [
    'out_of_credit',
    /\bcredits?\b|billing|\bbalance\b|payment|insufficient funds|arrear|overdue|key limit exceeded|余额|欠费|额度不足/i,
  ],
  [
    'content_filter',
    /content.?(filter|policy|management)|moderation|flagged|safety (system|filter|setting)|inappropriate content|data.?inspection|content exists risk|guardrail|prohibited.?content|usage polic|responsible.?ai|敏感|违规内容/i,
  ],
  [
    'model_loading',
    /(?<!(error|fail\w*|could not|when|while) )loading (the )?model|model.{0,60}(is|currently|still) loading|warming up|model.{0,40}(not (yet )?ready|(is|still) (starting( up)?|waking up))|scaled to zero/i,
  ],
  [
    'upstream_timeout',
    /gateway.?time.?out|upstream.{0,30}(timed? ?out|timeout)|(request|operation|response|origin).{0,20}timed out|deadline exceeded|client\.timeout/i,
  ],
  ['overloaded', /overload|at capacity|capacity exceeded|try again later|server (is )?busy/i],
  [
    'key_refused',
    /\b(invalid|incorrect|wrong|missing|expired|no)\b.{0,20}(api.?(secret.?)?key|\btoken\b|credential)|api.?(secret.?)?key.{0,20}(not valid|invalid|expired|missing|required)|\btoken\b.{0,20}(expired|invalid)|login fail|unauthori[sz]ed|unauthenticated|authentication.{0,20}(fail|error|required)|missing.{0,20}authorization|authorization header.{0,20}(missing|required)|无效的(令牌|密钥)|(令牌|密钥|api.?key).{0,6}(无效|错误|过期)/i,
  ],
];

// LM Studio says so with HTTP 200; OpenAI calls it an invalid URL.
const saysWrongPath =
  /unexpected endpoint or method|invalid url \(|no route (matched|for)|cannot post \//i;
const saysLimit =
  /rate.?limit|too many requests|quota|resource.?exhausted|\b(requests?|calls|qps|usage) limit|usage limits|并发|速率限制|请求(过多|频率)/i;
const saysConcurrency = /concurren|simultaneous|parallel|in.flight|at the same time|at once|并发/i;
const saysPerDay =
  /per.?(day|month|week)|daily|monthly|weekly|tomorrow|\b[RT]PD\b|每[日天周月]|[今当]日/i;
const saysPerMinute = /per.?(second|min)|(this|one|each) minute|\b([RT]P[MS]|qps)\b|每(分钟|秒)/i;
/** Codes of an account that has nothing left. */
const saysAccount = /insufficient.?(quota|balance|credit|funds)|billing/i;
const saysQuota = /quota|billing|credit|balance|exhausted|usage limit|余额|欠费|额度/i;
/** Titles of the pages of Cloudflare, Akamai, DDoS-Guard, Vercel and others. */
const saysBotCheck =
  /just a moment|attention required|checking your browser|verify(ing)? (that )?you are (a )?human|ddos.?guard|security checkpoint|bot (check|detect|manage)|captcha|enable javascript and cookies/i;
