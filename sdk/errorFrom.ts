import type { TRPCClientError } from '@trpc/client';
import type { AppRouter } from '../server/api/index.ts';
import { byomError } from './byomError.ts';
import type { ByomError } from './errors.ts';
import { problemOf } from './problemOf.ts';

/**
 * What a call of the tRPC client rejected with, as an error of a class of its own. Anything that is no failure of a
 * call, such as an abort, comes back as it is.
 */
export function errorFrom(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'TRPCClientError') return error;
  const { cause, data } = error as TRPCClientError<AppRouter>;
  const problem = problemOf(error);
  if (problem) {
    return byomError(problem.kind, problem.message, {
      status: problem.status,
      field: problem.field,
      issues: problem.issues,
      retryAfterMs: inMs(problem.retryAfterSeconds),
      requestId: data?.requestId,
      cause: error,
    });
  }
  return notAnswered(cause ?? error);
}

/** An answer of something else than BYOM. */
export class ForeignAnswer extends Error {
  readonly status: number;

  constructor({ ok, status }: Response) {
    super(
      ok
        ? 'The address answered, but not as BYOM does. Is baseUrl the address of a BYOM server?'
        : `The address answered with status ${status}, and not as BYOM does.`,
    );
    this.status = status;
  }
}

/**
 * Why a request was not answered by BYOM. An abort of the caller's own comes back as it is.
 * @param failure what `fetch` rejected with, or what reading the answer did
 */
export function notAnswered(failure: unknown): unknown {
  const { name, message } = failure instanceof Error ? failure : { name: '', message: '' };
  if (name === 'AbortError') return failure;
  if (name === 'TimeoutError') {
    const said = 'BYOM did not answer in time. Try again, or give a larger timeoutMs.';
    return byomError('timed_out', said, { status: null, cause: failure });
  }
  const isForeign = failure instanceof ForeignAnswer;
  const said = isForeign ? message : `BYOM could not be reached${whyOf(failure)}.`;
  return byomError('unreachable', said, {
    status: isForeign ? failure.status : null,
    cause: failure,
  });
}

/** Node's `fetch` says only that it failed, and why in the cause; for a name with several addresses, in a code. */
function whyOf(failure: unknown): string {
  const { message = '', cause } = failure instanceof Error ? failure : {};
  const { message: inner, code } = (cause ?? {}) as { message?: string; code?: string };
  const why = inner || code || message;
  return why && `: ${why}`;
}

/** A refusal of REST v2, from its status and body. */
export async function refusalFrom(response: Response): Promise<ByomError> {
  const body: unknown = await response.json().catch(() => null);
  const told = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (typeof told.code !== 'string' || typeof told.error !== 'string') {
    return notAnswered(new ForeignAnswer(response)) as ByomError;
  }
  return byomError(told.code as ByomError['code'], told.error, {
    status: response.status,
    ...(typeof told.field === 'string' && { field: camelCased(told.field) }),
    ...(Array.isArray(told.issues) && {
      issues: told.issues.map(({ field, message }) => ({ field: camelCased(field), message })),
    }),
    retryAfterMs: inMs(told.retry_after_seconds),
    ...(typeof told.request_id === 'string' && { requestId: told.request_id }),
  });
}

function inMs(seconds: unknown): number | undefined {
  return typeof seconds === 'number' ? seconds * 1_000 : undefined;
}

function camelCased(field: string): string {
  return field.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
