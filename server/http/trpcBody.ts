/** The bodies and inputs of tRPC requests: bounded before tRPC sees them, and refused in its words. */
import { getTRPCErrorShape, TRPCError, transformTRPCResponse } from '@trpc/server';
import type express from 'express';
import { DomainError } from '../../contract/domainError.ts';
import { appRouter, type Services, toTrpcError } from '../api/index.ts';
import { requestContext } from './requestContext.ts';
import { requestProblem } from './requestProblem.ts';
import { retryAfterHeader } from './retryAfterHeader.ts';
import { jsonText } from './security/jsonBody.ts';
import type { LargeBodies } from './security/largeBodies.ts';
import { assertModestJson } from './security/modestJson.ts';

/** Calls of procedures in one HTTP request: the server takes no more. */
export const MAX_BATCH_SIZE = 20;

/** Reads what a call sends, or several calls in one request; tells clients of tRPC why one was not taken. */
export function trpcBody(services: Services, largeBodies: LargeBodies): express.RequestHandler {
  return (req, res, next) => {
    const names = req.path.slice(1).split(',');
    const refuse = (error?: unknown) => {
      const refusal = error instanceof DomainError ? toTrpcError(error) : refusalOf(error);
      if (!refusal) return next(error);
      const { _config: config } = appRouter._def;
      const shape = getTRPCErrorShape({
        config,
        error: refusal,
        type: 'unknown',
        path: undefined,
        input: undefined,
        ctx: requestContext(services, req),
      });
      const answer = transformTRPCResponse(config, { error: shape });
      const answers = names.slice(0, MAX_BATCH_SIZE).map(() => answer);
      const isBatch = req.query.batch !== undefined;
      res
        .status(shape.data.httpStatus)
        .set(retryAfterHeader(shape.data.problem))
        .json(isBatch ? answers : answer);
    };
    try {
      assertModestInput(req);
    } catch (error) {
      return refuse(error);
    }
    jsonText(largeBodies, names)(req, res, refuse);
  };
}

/** An input in the address is JSON like one in the body. tRPC reads the first where there are several. */
function assertModestInput({ originalUrl }: express.Request): void {
  const { searchParams } = new URL(originalUrl, 'http://here');
  for (const input of searchParams.getAll('input')) assertModestJson(Buffer.from(input));
}

function refusalOf(error: unknown): TRPCError | undefined {
  if (error instanceof TRPCError) return error;
  const problem = requestProblem(error);
  if (problem?.status !== 413) return undefined;
  return new TRPCError({ code: 'PAYLOAD_TOO_LARGE', message: problem.message });
}
