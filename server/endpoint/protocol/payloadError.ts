/**
 * Errors that endpoints put where an answer was due, with HTTP 200. Shapes that are met are lines of
 * `shapes`; which words in them are the provider's message, `failure/providerMessage.ts` knows.
 */
import { extractMessage } from '../failure/providerMessage.ts';
import { isRecord } from './jsonShapes.ts';

/** The endpoint put an error object where an answer was due. */
export class PayloadError extends Error {
  override name = 'PayloadError';
  readonly payload: unknown;

  constructor(payload: unknown) {
    super('The endpoint reported an error inside its answer.');
    this.payload = payload;
  }
}

type Payload = Record<string, unknown>;

/** The part of a payload that is an error, the first that finds one; undefined where there is none. */
const shapes: ((payload: Payload, name: string) => unknown)[] = [
  ({ error }) => (typeof error === 'object' && !isNothing(error) ? error : undefined),
  // Only a name, or a flag, where the words stand beside it.
  (payload) => (isNothing(payload.error) ? undefined : payload),
  (payload) => (payload.object === 'error' || payload.type === 'error' ? payload : undefined),
  // An answer may say "message", too, so these count only where there are no choices.
  (payload, name) => (saysError(payload, name) ? payload : undefined),
];

/** `{success: false, errors: […]}`, `{base_resp: {status_code: 1004, status_msg: "…"}}`, `{msg: "…"}`. */
function saysError(payload: Payload, name: string): boolean {
  const { choices, base_resp: status, success, usage } = payload;
  if (Array.isArray(choices) ? choices.length > 0 : choices) return false;
  if (isRecord(status) && Number(status.status_code)) return true;
  if (success === false) return true;
  if (usage || saysAllIsWell(payload, name)) return false;
  return Object.entries(payload).some(
    ([field, value]) => wordFields.has(plain(field)) && extractMessage(value) !== '',
  );
}

/** Words in these alone make an error; in others, such as a title, they may be about the answer. */
const wordFields = new Set([
  'message',
  'msg',
  'detail',
  'errors',
  'err',
  'error',
  'errormsg',
  'errormessage',
  'exception',
  'fault',
]);

/** A heartbeat, the place in a queue, or a greeting: `{code: 0, msg: "success"}`, `{type: "ping", …}`. */
function saysAllIsWell(payload: Payload, name: string): boolean {
  if (payload.success === true) return true;
  if ([name, payload.type, payload.object, payload.message, payload.msg].some(isNotice))
    return true;
  return [payload.code, payload.status_code].some((code) =>
    ['0', '200', '20000', 'ok', 'success'].includes(String(code).toLowerCase()),
  );
}

/** What stands in an event that only says that the answer is still to come. */
function isNotice(word: unknown): boolean {
  return typeof word === 'string' && notice.test(word);
}

const notice =
  /^(?:[\w.]*[._])?(?:ping|pong|heart-?beat|keep[-_ ]?alive|queued?|status|progress|processing|waiting|notice|info|chunk)$/i;

/** `{}`, `[]`, `{code: 0, message: ''}`: a field that is always there, and empty while all is well. */
function isNothing(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null) return !error || error === '0';
  return depth < MAX_DEPTH && Object.values(error).every((value) => isNothing(value, depth + 1));
}

/** What is nested deeper is not empty, whatever it is. */
const MAX_DEPTH = 4;

const plain = (field: string) => field.toLowerCase().replaceAll('_', '');

/**
 * @param name of the event in which the payload came
 * @throws PayloadError when a payload is an error and no part of an answer
 */
export function assertNoError(payload: Payload, name = ''): void {
  for (const find of shapes) {
    const error = find(payload, name);
    if (error !== undefined) throw new PayloadError(error);
  }
}

/** @throws PayloadError when a choice carries an error in place of its text, or its message does */
export function assertNoChoiceError(choice: Payload): void {
  for (const { error } of [choice, choice.delta, choice.message].filter(isRecord)) {
    if (!isNothing(error)) throw new PayloadError(error);
  }
}

/** Whether words that are no JSON say that something went wrong, and are no heartbeat. */
export function saysFailure(words: string): boolean {
  return /^\W{0,2}(?:\w*error|exception|fatal|failed|failure|traceback)\b|^(?:http\/\S+ )?[45]\d\d (?:bad|forbidden|gateway|internal|not|service|too many|unauthorized)\b|\b(?:internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out|upstream connect error|out of memory)\b/i.test(
    words.slice(0, MAX_SEARCHED),
  );
}

const MAX_SEARCHED = 200;

/** Whether an event with this name tells of a failure: `error`, `response.failed`, `stream_error`. */
export function isErrorName(name: string): boolean {
  return /(?:^|[._-])(?:error|exception|failed|failure)$/i.test(name);
}

export function toPayloadError(value: unknown): PayloadError {
  return new PayloadError(isRecord(value) && value.error ? value.error : value);
}
