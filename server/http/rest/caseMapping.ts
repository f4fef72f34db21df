/**
 * Between REST's snake_case and the procedures' camelCase: what comes in, what goes out, and how a
 * refusal is written, with the field under the name that the caller used.
 */
import camelcaseKeys from 'camelcase-keys';
import type express from 'express';
import snakecaseKeys from 'snakecase-keys';
import { DomainError } from '../../../contract/domainError.ts';
import type { Problem } from '../../../contract/problem.ts';
import { type Caller, createCaller } from '../../api/appRouter.ts';
import type { Services } from '../../api/context.ts';
import { toProblem } from '../../api/problems.ts';
import { currentRequestId } from '../../ops/log/index.ts';
import { requestContext } from '../requestContext.ts';
import { requestProblem } from '../requestProblem.ts';
import { retryAfterHeader } from '../retryAfterHeader.ts';

type Json = Record<string, unknown>;

/** A handler that answers with what `work` returns, in snake_case, or with its refusal. */
export function answerWith(
  work: (req: express.Request, res: express.Response) => Promise<object>,
): express.RequestHandler {
  return (req, res, next) => {
    work(req, res).then((answer) => res.json(toWire(answer)), next);
  };
}

/** Keys of an answer in snake_case, dates as ISO 8601 texts. */
export function toWire(answer: object): Json {
  return snakecaseKeys(answer as Json, {
    deep: true,
    // The audit spells this one count in camelCase.
    exclude: ['testRuns'],
    shouldRecurse: (_key, value) => !(value instanceof Date),
  });
}

/** The request's fields in camelCase, without `session_id`, which is not an input but the caller. */
export function fieldsOf(source: unknown): Json {
  if (typeof source !== 'object' || source === null || Array.isArray(source)) return {};
  const { sessionId: _sessionId, ...fields } = camelcaseKeys(source as Json) as Json;
  // The prompts' field names are part of the stored contract and stay as they are.
  if (isRecord(fields.config)) fields.config = camelcaseKeys(fields.config);
  return fields;
}

/**
 * A caller of procedures on behalf of the session that the request names: by its `session_id` field,
 * an `Authorization: Bearer demo-…` header, or the wizard's cookie. `signal` ends subscriptions.
 * @throws DomainError `invalid_input` on `sessionId` when it names none
 */
export function callerForSession(
  services: Services,
  req: express.Request,
  signal?: AbortSignal,
): Caller {
  const context = requestContext(services, req);
  return createCaller({ ...context, sessionToken: sessionTokenOf(services, req) }, { signal });
}

/**
 * The session id that a request names; not yet checked whether there is such a session.
 * @throws DomainError as `callerForSession`
 */
export function sessionTokenOf(services: Services, req: express.Request): string {
  const named = isRecord(req.body) ? req.body.session_id : undefined;
  const token = named ?? req.query.session_id ?? requestContext(services, req).sessionToken;
  if (token === undefined || token === '') {
    throw new DomainError('invalid_input', 'is required: the id that POST configure returned', {
      field: 'sessionId',
    });
  }
  if (typeof token !== 'string') {
    throw new DomainError('invalid_input', 'must be a string', { field: 'sessionId' });
  }
  return token;
}

/** Writes a refusal. Express calls it for everything that a REST handler throws. */
export function restErrors(services: Services): express.ErrorRequestHandler {
  return (error, req, res, _next) => {
    const problem = requestProblem(error) ?? toProblem(error);
    if (problem.kind === 'internal') {
      services.log.error({ err: error, path: req.path }, 'a REST request failed');
    }
    res.status(problem.status).set(retryAfterHeader(problem)).json(problemBody(problem));
  };
}

/** A refusal as JSON: `error` for people, `code` for programs, `field` where one is at fault. */
export function problemBody(problem: Problem): Json {
  const issues = problem.issues?.map(({ field, message }) => ({ field: snake(field), message }));
  const named = problem.field === undefined ? undefined : snake(problem.field);
  const isInput = problem.kind === 'invalid_input';
  return {
    error: issues
      ? issues.map((issue) => `${issue.field || 'input'}: ${issue.message}`).join('; ')
      : isInput && named
        ? `${named}: ${problem.message}`
        : problem.message,
    code: problem.kind,
    field: named,
    issues: issues && issues.length > 1 ? issues : undefined,
    retry_after_seconds: problem.retryAfterSeconds,
    request_id: currentRequestId(),
  };
}

function snake(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
