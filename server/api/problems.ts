/** What went wrong, as each face of the API says it. */
import { TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { z } from 'zod';
import { DomainError } from '../../contract/domainError.ts';
import type { Problem } from '../../contract/problem.ts';
import { kindOfUnreadable, problemKinds } from '../../contract/problemKinds.ts';
import { isDatabaseOutage } from '../../db/engine/index.ts';

/** Wraps a domain error for tRPC; the original stays reachable as `cause`. */
export function toTrpcError(error: DomainError): TRPCError {
  return new TRPCError({
    code: problemKinds[error.kind].trpc,
    message: error.message,
    cause: error,
  });
}

/** An outage of the database is foreseen: its errors become the refusal `unavailable`; all else stays. */
export function asRefusal(error: unknown): unknown {
  return isDatabaseOutage(error) ? databaseUnavailable() : error;
}

export function databaseUnavailable(): DomainError {
  return new DomainError(
    'unavailable',
    'The database is temporarily unavailable. Nothing that was stored is lost; try again in a few seconds.',
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
      status: problemKinds[cause.kind].http,
      field: cause.field,
      retryAfterSeconds: cause.retryAfterSeconds,
    };
  }
  const internal = problemKinds.internal.http;
  const status = error instanceof TRPCError ? getHTTPStatusCodeFromError(error) : internal;
  if (error instanceof TRPCError && status < internal) {
    // Anywhere else a ZodError means that we do not keep to a schema of our own.
    if (cause instanceof z.ZodError) return invalidInput(cause);
    return { kind: kindOfUnreadable(status), message: error.message, status };
  }
  return {
    kind: 'internal',
    message: 'Something went wrong on our side. Nothing was lost; please try again.',
    status: internal,
  };
}

/** The same for callers in process, who let a fault of ours pass: null for one. */
export function foreseenProblem(error: unknown): Problem | null {
  const problem = toProblem(error);
  return problem.kind === 'internal' ? null : problem;
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
  const status = problemKinds.invalid_input.http;
  return { kind: 'invalid_input', message, status, field: first?.field, issues };
}
