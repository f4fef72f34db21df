/**
 * Errors that endpoints put where an answer was due, with HTTP 200. Shapes that are met are lines of
 * `shapes`; which words in them are the provider's message, `failure/providerMessage.ts` knows.
 */
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
  ({ error }) => error || undefined,
  (payload) => (payload.object === 'error' ? payload : undefined),
  (payload) => {
    const hasWords = payload.message || payload.detail;
    return !('choices' in payload) && hasWords ? payload : undefined;
  },
];

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
