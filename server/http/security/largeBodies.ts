/**
 * What is large is read in turn, so that a hundred of them at once cost neither much memory nor everybody's
 * time, and parsed only for those who may use it.
 */
import type express from 'express';
import { admitLargeInput, type LargeProcedureName, type Services } from '../../api/index.ts';
import { createHostLimiter } from '../../pacing/index.ts';
import { requestContext } from '../requestContext.ts';
import { MAX_SMALL_BODY_BYTES } from './requestSize.ts';

export interface LargeBodies {
  /** The same reader of a body, which waits for its turn where the body is large. */
  inTurn(read: express.RequestHandler): express.RequestHandler;
  /**
   * To be called before a body is parsed; does nothing where it is small.
   * @param sessionToken by default that of the header or the cookie
   * @throws DomainError where the session is none, or may not call `procedure` any more for now
   */
  admit(req: express.Request, procedure: LargeProcedureName, sessionToken?: string): Promise<void>;
}

/** Large bodies that are read at once, of all clients and of one. */
const MAX_AT_ONCE = 4;
const MAX_OF_ONE_CLIENT = 2;

export function createLargeBodies(services: Services): LargeBodies {
  const turns = createHostLimiter({ perHost: MAX_OF_ONE_CLIENT, total: MAX_AT_ONCE });
  return {
    inTurn(read) {
      return async (req, res, next) => {
        if (isSmall(req)) return read(req, res, next);
        const left = new AbortController();
        const leave = () => left.abort();
        res.once('close', leave);
        const client = services.addressBucket(req.ip ?? '');
        const turn = await turns.acquire(client, '', left.signal).catch(() => undefined);
        res.off('close', leave);
        // Whoever waited for it has gone.
        if (!turn) return;
        let isOver = false;
        const release = () => {
          if (isOver) return;
          isOver = true;
          // Others are heard before the next one is parsed.
          setImmediate(turn.release);
        };
        res.once('close', release);
        read(req, res, (error?: unknown) => {
          release();
          next(error);
        });
      };
    },
    async admit(req, procedure, sessionToken) {
      if (isSmall(req)) return;
      const context = requestContext(services, req);
      const named = sessionToken === undefined ? context : { ...context, sessionToken };
      await admitLargeInput(named, procedure);
    },
  };
}

export function isSmall({ headers }: express.Request): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = headers;
  return encoding === undefined && Number(length ?? 0) <= MAX_SMALL_BODY_BYTES;
}
