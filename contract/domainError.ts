/** Everything that can be refused, as a closed list: adding one makes `errors.ts` fail to compile. */
export type DomainErrorKind =
  | 'invalid_input'
  | 'session_required'
  | 'session_not_found'
  | 'session_expired'
  | 'session_limit'
  | 'rate_limited'
  | 'stream_limit'
  | 'too_large'
  | 'connection_untested'
  | 'key_unreadable'
  | 'endpoint_blocked'
  | 'suite_not_found'
  | 'run_not_found'
  | 'result_not_found'
  | 'run_not_active'
  | 'run_not_resumable'
  | 'message_not_found'
  | 'answer_in_progress'
  | 'conversation_full'
  | 'forbidden'
  | 'unavailable';

/**
 * A refusal that a person can act on: `message` is written for them and names the remedy, `field`
 * names the input at fault in camelCase, `retryAfterSeconds` says when trying again makes sense.
 */
export class DomainError extends Error {
  override name = 'DomainError';
  readonly kind: DomainErrorKind;
  readonly field: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    kind: DomainErrorKind,
    message: string,
    details: { field?: string; retryAfterSeconds?: number } = {},
  ) {
    super(message);
    this.kind = kind;
    this.field = details.field;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}
