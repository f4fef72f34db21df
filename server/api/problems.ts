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

/** Whoever sends more that is wrong than this learns from the first. */
const MAX_ISSUES = 10;
const MAX_NAME_CHARACTERS = 100;
const MAX_MESSAGE_CHARACTERS = 300;

function invalidInput(error: z.ZodError): Problem {
  const issues: { field: string; message: string }[] = [];
  let more = 0;
  const tell = (path: PropertyKey[], message: string) => {
    if (issues.length === MAX_ISSUES) more += 1;
    else issues.push({ field: nameOf(path), message: shortened(message, MAX_MESSAGE_CHARACTERS) });
  };
  for (const { path, ...issue } of error.issues) {
    if (issue.code !== 'unrecognized_keys') tell(path, issue.message);
    else {
      for (const key of issue.keys) {
        tell([...path, key], 'is not a known field; check the spelling or leave it out');
      }
    }
  }
  const [first] = issues;
  const said = issues.map((issue) => `${issue.field || 'input'}: ${issue.message}`).join('; ');
  const problem: Problem = {
    kind: 'invalid_input',
    message: `${said}${more > 0 ? `; and ${more} more` : ''}`,
    status: problemKinds.invalid_input.http,
    field: first?.field,
    issues,
  };
  return more > 0 ? { ...problem, moreIssues: more } : problem;
}

/** Names that the caller made up may be of any length. */
function nameOf(path: PropertyKey[]): string {
  return shortened(path.map(String).join('.'), MAX_NAME_CHARACTERS);
}

function shortened(text: string, characters: number): string {
  return text.length > characters ? `${text.slice(0, characters)}…` : text;
}
