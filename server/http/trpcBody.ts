/** The bodies of tRPC requests: read within bounds before tRPC sees them, and refused in its words. */
import { getTRPCErrorShape, TRPCError, transformTRPCResponse } from '@trpc/server';
import type express from 'express';
import { DomainError } from '../../contract/domainError.ts';
import { MAX_BATCH_SIZE } from '../../contract/requestBounds.ts';
import { appRouter, type ProcedureName, type Services, toTrpcError } from '../api/index.ts';
import { requestContext } from './requestContext.ts';
import { requestProblem } from './requestProblem.ts';
import type { JsonReader } from './security/jsonBody.ts';
import { MAX_BODY_BYTES, MAX_SMALL_BODY_BYTES } from './security/requestSize.ts';

/** What takes lists of prompts or messages. */
const takesMuch: ReadonlySet<string> = new Set<ProcedureName>([
  'batch.start',
  'batch.estimate',
  'batch.rerun',
  'chat.reply',
]);

/** Reads what a call sends, or several calls in one request; tells clients of tRPC why one was not taken. */
export function trpcBody(services: Services, json: JsonReader): express.RequestHandler {
  const [small, large] = [json.text(MAX_SMALL_BODY_BYTES), json.text(MAX_BODY_BYTES)];
  return (req, res, next) => {
    const names = req.path.slice(1).split(',');
    const read = names.some((name) => takesMuch.has(name)) ? large : small;
    read(req, res, (error?: unknown) => {
      const refusal = error instanceof DomainError ? toTrpcError(error) : tooLarge(error);
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
      res.status(shape.data.httpStatus).json(isBatch ? answers : answer);
    });
  };
}

function tooLarge(error: unknown): TRPCError | undefined {
  const problem = requestProblem(error);
  if (problem?.status !== 413) return undefined;
  return new TRPCError({ code: 'PAYLOAD_TOO_LARGE', message: problem.message });
}
