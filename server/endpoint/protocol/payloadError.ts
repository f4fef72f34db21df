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
const shapes: ((payload: Payload) => unknown)[] = [
  // Only a name where the words stand beside it.
  (payload) => (typeof payload.error === 'string' && payload.error !== '' ? payload : undefined),
  ({ error }) => error || undefined,
  (payload) => (payload.object === 'error' ? payload : undefined),
  // An answer may say "message", too, so these count only where there are no choices.
  (payload) => (!payload.choices && saysError(payload) ? payload : undefined),
];

/** `{success: false, errors: […]}`, `{base_resp: {status_code: 1004, status_msg: "…"}}`, `{msg: "…"}`. */
function saysError(payload: Payload): boolean {
  const { base_resp: status, success, usage } = payload;
  if (isRecord(status) && status.status_code) return true;
  if (success === false) return true;
  return !usage && wordFields.some((name) => extractMessage(payload[name]) !== '');
}

/** Words in these alone make an error; in others, such as a title, they may be about the answer. */
const wordFields = ['message', 'msg', 'detail', 'errors', 'error_msg', 'error_message'];

/** @throws PayloadError when a payload is an error and no part of an answer */
export function assertNoError(payload: Payload): void {
  for (const find of shapes) {
    const error = find(payload);
    if (error !== undefined) throw new PayloadError(error);
  }
}

/** @throws PayloadError when a choice carries an error in place of its text */
export function assertNoChoiceError({ error }: Record<string, unknown>): void {
  if (error) throw new PayloadError(error);
}

export function toPayloadError(value: unknown): PayloadError {
  return new PayloadError(isRecord(value) && value.error ? value.error : value);
}
