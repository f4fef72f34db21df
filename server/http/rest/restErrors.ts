import type express from 'express';
import type { Problem } from '../../../contract/problem.ts';
import type { Services } from '../../api/index.ts';
import { toProblem } from '../../api/index.ts';
import { currentRequestId } from '../../ops/log/index.ts';
import { requestProblem } from '../requestProblem.ts';
import { retryAfterHeader } from '../retryAfterHeader.ts';
import { toWireField } from './caseMapping.ts';

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
export function problemBody(problem: Problem): Record<string, unknown> {
  const issues = problem.issues?.map(({ field, message }) => ({
    field: toWireField(field),
    message,
  }));
  const named = problem.field === undefined ? undefined : toWireField(problem.field);
  const more = problem.moreIssues ? `; and ${problem.moreIssues} more` : '';
  const isInput = problem.kind === 'invalid_input';
  return {
    error: issues
      ? issues.map((issue) => `${issue.field || 'input'}: ${issue.message}`).join('; ') + more
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
