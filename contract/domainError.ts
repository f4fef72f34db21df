import type { DomainErrorKind } from './problemKinds.ts';

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
