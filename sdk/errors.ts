import type { Problem } from '../contract/problem.ts';
import type { ProblemKind } from '../contract/problemKinds.ts';

/**
 * What an error of this client is about, as a closed list: what the server refuses, and what keeps a call from being
 * answered at all.
 */
export type ByomErrorCode = ProblemKind | 'unreachable' | 'timed_out' | 'answer_failed';

/** What is known of an error beside its code and message. */
export interface ByomErrorDetails {
  /** HTTP status; null where there was no answer. */
  status: number | null;
  /** Input field at fault, in camelCase, with dots and indexes: `prompts.3.prompt`. */
  field?: string;
  /** The first fields at fault, where the input did not keep to its schema. */
  issues?: Problem['issues'];
  /** When trying again makes sense, in ms. */
  retryAfterMs?: number;
  /** Under which the server's log has the request. */
  requestId?: string;
  cause?: unknown;
}

/**
 * What the verbs of a session reject with. Each code has a class of its own, so that both
 * `error instanceof RateLimitedError` and `error.code === 'rate_limited'` tell one kind from the others
 * (docs/decisions/0049).
 */
export class ByomError<Code extends ByomErrorCode = ByomErrorCode> extends Error {
  readonly code: Code;
  /** HTTP status; null where there was no answer. */
  readonly status: number | null;
  /** Input field at fault, in camelCase, with dots and indexes: `prompts.3.prompt`. */
  readonly field: string | undefined;
  /** The first fields at fault, where the input did not keep to its schema. */
  readonly issues: Problem['issues'];
  /** When trying again makes sense, in ms. */
  readonly retryAfterMs: number | undefined;
  /** Under which the server's log has the request. */
  readonly requestId: string | undefined;

  constructor(code: Code, message: string, details: ByomErrorDetails) {
    const { cause } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = details.status;
    this.field = details.field;
    this.issues = details.issues;
    this.retryAfterMs = details.retryAfterMs;
    this.requestId = details.requestId;
    // Bundlers shorten the names of classes.
    this.name = `${code.replace(/(^|_)(\w)/g, (_, _before, letter: string) => letter.toUpperCase())}Error`;
  }
}

/** The input does not keep to its schema; `field` and `issues` say where. */
export class InvalidInputError extends ByomError<'invalid_input'> {}
/** The call needs a session, and none was named. */
export class SessionRequiredError extends ByomError<'session_required'> {}
/** No session has this id. */
export class SessionNotFoundError extends ByomError<'session_not_found'> {}
/** The time of the session is over, and everything of it is deleted. */
export class SessionExpiredError extends ByomError<'session_expired'> {}
/** The address has as many sessions as it may. */
export class SessionLimitError extends ByomError<'session_limit'> {}
/** Too many calls of this kind; `retryAfterMs` says when the next is taken. */
export class RateLimitedError extends ByomError<'rate_limited'> {}
/** Too many streams are open at once. */
export class StreamLimitError extends ByomError<'stream_limit'> {}
/** The body is too large or has too many parts. */
export class TooLargeError extends ByomError<'too_large'> {}
/** The address of the request is too long. */
export class AddressTooLongError extends ByomError<'address_too_long'> {}
/** The headers of the request are too large. */
export class HeadersTooLargeError extends ByomError<'headers_too_large'> {}
/** The address does not take this method. */
export class MethodNotAllowedError extends ByomError<'method_not_allowed'> {}
/** The connection has to be tested first. */
export class ConnectionUntestedError extends ByomError<'connection_untested'> {}
/** The session has no such connection. */
export class ConnectionNotFoundError extends ByomError<'connection_not_found'> {}
/** The session has as many models as it may. */
export class ConnectionLimitError extends ByomError<'connection_limit'> {}
/** The session has a baseline already. */
export class BaselineExistsError extends ByomError<'baseline_exists'> {}
/** The only connection goes with its session. */
export class LastConnectionError extends ByomError<'last_connection'> {}
/** The stored API key can no longer be decrypted: connect the model again. */
export class KeyUnreadableError extends ByomError<'key_unreadable'> {}
/** The address of the endpoint is one that the server must not call. */
export class EndpointBlockedError extends ByomError<'endpoint_blocked'> {}
/** The session has as many suites as it may. */
export class SuiteLimitError extends ByomError<'suite_limit'> {}
/** No suite has this id. */
export class SuiteNotFoundError extends ByomError<'suite_not_found'> {}
/** The session has no such run. */
export class RunNotFoundError extends ByomError<'run_not_found'> {}
/** The session has no such comparison. */
export class ComparisonNotFoundError extends ByomError<'comparison_not_found'> {}
/** The session has no such result. */
export class ResultNotFoundError extends ByomError<'result_not_found'> {}
/** The run is over, so that there is nothing to cancel. */
export class RunNotActiveError extends ByomError<'run_not_active'> {}
/** The run has nothing to go on with. */
export class RunNotResumableError extends ByomError<'run_not_resumable'> {}
/** The run goes on; this wants one that is over. */
export class RunNotOverError extends ByomError<'run_not_over'> {}
/** The session has no such blind vote. */
export class BlindVoteNotFoundError extends ByomError<'blind_vote_not_found'> {}
/** The blind vote is over. */
export class BlindVoteEndedError extends ByomError<'blind_vote_ended'> {}
/** The session has as many blind votes as it may. */
export class BlindVoteLimitError extends ByomError<'blind_vote_limit'> {}
/** The runs share no prompt whose answers differ. */
export class NothingToVoteOnError extends ByomError<'nothing_to_vote_on'> {}
/** The session has no such message. */
export class MessageNotFoundError extends ByomError<'message_not_found'> {}
/** The model is still answering the question before. */
export class AnswerInProgressError extends ByomError<'answer_in_progress'> {}
/** The conversation is as long as it may be: begin a new one. */
export class ConversationFullError extends ByomError<'conversation_full'> {}
/** The caller may not do this here. */
export class ForbiddenError extends ByomError<'forbidden'> {}
/** The server or its database cannot answer at the moment; nothing is lost. */
export class UnavailableError extends ByomError<'unavailable'> {}
/** The server has no such address or procedure. */
export class NotFoundError extends ByomError<'not_found'> {}
/** A fault of the server. Its log has it under `requestId`. */
export class InternalError extends ByomError<'internal'> {}
/** Nobody answered at the address, or somebody who is not BYOM. */
export class UnreachableError extends ByomError<'unreachable'> {}
/** No answer came within `timeoutMs`. */
export class TimedOutError extends ByomError<'timed_out'> {}
/** The model did not answer a question of the chat; `message` has its endpoint's words. */
export class AnswerFailedError extends ByomError<'answer_failed'> {}
