import { DomainError } from '../../contract/domainError.ts';
import type { Problem } from '../../contract/problem.ts';
import { kindOfUnreadable, problemKinds } from '../../contract/problemKinds.ts';
import { bodyTooLarge, MAX_BODY_BYTES } from './security/requestSize.ts';

/** By the types of errors that body parsers throw. */
const messages: Record<string, (limit: unknown) => string> = {
  'entity.too.large': (limit) => bodyTooLarge(typeof limit === 'number' ? limit : MAX_BODY_BYTES),
  'entity.parse.failed': () =>
    'The body is not valid JSON. Send JSON with the header content-type: application/json.',
  'type.unsupported': () => 'Send JSON with the header content-type: application/json.',
  'encoding.unsupported': () =>
    'The body is compressed in a way that is not read here. Send it uncompressed.',
};

/**
 * The problem of a request that express or its body parsers could not read: a URL that cannot be decoded,
 * a body that is not JSON, too large, or not what its headers say. Undefined for all other errors.
 */
export function requestProblem(error: unknown): Problem | undefined {
  // Refused by us, while it was being read.
  if (error instanceof DomainError) return undefined;
  const { status, type, expose, limit } = (error ?? {}) as Record<string, unknown>;
  const isUrl = error instanceof URIError;
  if (typeof status !== 'number' || status >= 500 || !(isUrl || expose === true)) {
    return undefined;
  }
  const message = isUrl
    ? 'The address cannot be decoded. Encode it as UTF-8, then with percent signs.'
    : (messages[String(type)]?.(limit) ??
      'The body cannot be read: it is not what its headers say.');
  return { kind: kindOfUnreadable(status), message, status };
}

/** The same as a refusal of ours; any other error as it is. */
export function asRequestRefusal(error: unknown): unknown {
  const problem = requestProblem(error);
  if (!problem) return error;
  const kind = problem.status === problemKinds.too_large.http ? 'too_large' : 'invalid_input';
  return new DomainError(kind, problem.message);
}
