/** The one table from "what went wrong" to how each face of the API says it. */
import { TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { z } from 'zod';
import { DomainError, type DomainErrorKind } from '../../contract/domainError.ts';
import { isDatabaseOutage } from '../../db/engine/index.ts';

type TrpcCode = TRPCError['code'];

const faces = {
  invalid_input: { trpc: 'BAD_REQUEST', http: 400 },
  session_required: { trpc: 'UNAUTHORIZED', http: 401 },
  session_not_found: { trpc: 'NOT_FOUND', http: 404 },
  session_expired: { trpc: 'PRECONDITION_FAILED', http: 410 },
  session_limit: { trpc: 'TOO_MANY_REQUESTS', http: 429 },
  rate_limited: { trpc: 'TOO_MANY_REQUESTS', http: 429 },
  stream_limit: { trpc: 'TOO_MANY_REQUESTS', http: 429 },
  too_large: { trpc: 'PAYLOAD_TOO_LARGE', http: 413 },
  connection_untested: { trpc: 'CONFLICT', http: 409 },
  key_unreadable: { trpc: 'CONFLICT', http: 409 },
  endpoint_blocked: { trpc: 'BAD_REQUEST', http: 400 },
  suite_not_found: { trpc: 'NOT_FOUND', http: 404 },
  run_not_found: { trpc: 'NOT_FOUND', http: 404 },
  result_not_found: { trpc: 'NOT_FOUND', http: 404 },
  run_not_active: { trpc: 'CONFLICT', http: 409 },
  run_not_resumable: { trpc: 'CONFLICT', http: 409 },
  message_not_found: { trpc: 'NOT_FOUND', http: 404 },
  answer_in_progress: { trpc: 'CONFLICT', http: 409 },
  conversation_full: { trpc: 'CONFLICT', http: 409 },
  forbidden: { trpc: 'FORBIDDEN', http: 403 },
  unavailable: { trpc: 'SERVICE_UNAVAILABLE', http: 503 },
} as const satisfies Record<DomainErrorKind, { trpc: TrpcCode; http: number }>;

/** A problem as every face of the API reports it. */
export interface Problem {
  kind: DomainErrorKind | 'not_found' | 'internal';
  message: string;
  /** HTTP status. */
  status: number;
  /** Input field at fault, in camelCase, with dots and indexes: `prompts.3.prompt`. */
  field?: string;
  /** Every field at fault when there are several. */
  issues?: { field: string; message: string }[];
  retryAfterSeconds?: number;
}

/** Wraps a domain error for tRPC; the original stays reachable as `cause`. */
export function toTrpcError(error: DomainError): TRPCError {
  return new TRPCError({ code: faces[error.kind].trpc, message: error.message, cause: error });
}

/** A database that is away is nothing unforeseen: its failures become `unavailable`. */
export function asRefusal(error: unknown): unknown {
  return isDatabaseOutage(error) ? databaseUnavailable() : error;
}

export function databaseUnavailable(): DomainError {
  return new DomainError(
    'unavailable',
    'The database cannot be used just now. Nothing that was stored is lost; try again in a few seconds.',
    { retryAfterSeconds: 2 },
  );
}

/** What to tell the caller about `error`. Anything unforeseen becomes a 500 without details. */
export function toProblem(error: unknown): Problem {
  const cause = asRefusal(error instanceof TRPCError && error.cause ? error.cause : error);
  if (cause instanceof DomainError) {
    return {
      kind: cause.kind,
      message: cause.message,
      status: faces[cause.kind].http,
      field: cause.field,
      retryAfterSeconds: cause.retryAfterSeconds,
    };
  }
  const status = error instanceof TRPCError ? getHTTPStatusCodeFromError(error) : 500;
  if (error instanceof TRPCError && status < 500) {
    // Anywhere else a ZodError means that we do not keep to a schema of our own.
    if (cause instanceof z.ZodError) return invalidInput(cause);
    const kind = status === 404 ? 'not_found' : 'invalid_input';
    return { kind, message: error.message, status };
  }
  return {
    kind: 'internal',
    message: 'Something went wrong on our side. Nothing was lost; please try again.',
    status: 500,
  };
}

function invalidInput(error: z.ZodError): Problem {
  const issues = error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code !== 'unrecognized_keys') {
      return [{ field: path.join('.'), message: issue.message }];
    }
    return issue.keys.map((key) => ({
      field: [...path, key].join('.'),
      message: 'is not a known field; check the spelling or leave it out',
    }));
  });
  const [first] = issues;
  const message = issues.map((issue) => `${issue.field || 'input'}: ${issue.message}`).join('; ');
  return { kind: 'invalid_input', message, status: 400, field: first?.field, issues };
}
