import type express from 'express';
import { z } from 'zod';
import type { Problem } from '../../../contract/problem.ts';
import { problemKindNames } from '../../../contract/problemKinds.ts';
import { toProblem } from '../../api/index.ts';
import { currentRequestId, type Log } from '../../ops/log/index.ts';
import { requestProblem } from '../requestProblem.ts';
import { retryAfterHeader } from '../retryAfterHeader.ts';
import { toWire, toWireField, wireName } from './caseMapping.ts';

/** A refusal as JSON: `error` for people, `code` for programs, `field` where one is at fault. */
export const problemOutput = z.object({
  error: z.string(),
  code: z.enum(problemKindNames),
  field: z.string().optional(),
  issues: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  retryAfterSeconds: z.number().optional(),
  requestId: z.string().optional(),
});

/** Writes a refusal. Express calls it for everything that a REST handler throws. */
export function restErrors({ log }: { log: Log }): express.ErrorRequestHandler {
  return (error, req, res, next) => {
    if (res.headersSent) return next(error);
    const problem = requestProblem(error) ?? toProblem(error);
    if (problem.kind === 'internal') {
      log.error({ err: error, path: req.path }, 'a REST request failed');
    }
    res.status(problem.status).set(retryAfterHeader(problem)).json(problemBody(problem));
  };
}

/** Of fields to sort by. */
function inWireNames(message: string): string {
  return message.replace(/[a-z]+[A-Z]\w*/g, wireName);
}

/** A refusal as it is written. */
export function problemBody(problem: Problem): Record<string, unknown> {
  const issues = problem.issues?.map(({ field, message }) => ({
    field: toWireField(field),
    message: field === 'sort' ? inWireNames(message) : message,
  }));
  const named = problem.field === undefined ? undefined : toWireField(problem.field);
  const more = problem.moreIssues ? `; and ${problem.moreIssues} more` : '';
  const isInput = problem.kind === 'invalid_input';
  const body: z.output<typeof problemOutput> = {
    error: issues
      ? issues.map((issue) => `${issue.field || 'input'}: ${issue.message}`).join('; ') + more
      : isInput && named
        ? `${named}: ${problem.message}`
        : problem.message,
    code: problem.kind,
    field: named,
    issues: issues && issues.length > 1 ? issues : undefined,
    retryAfterSeconds: problem.retryAfterSeconds,
    requestId: currentRequestId(),
  };
  return toWire(body);
}
