/**
 * What is large is read in turn, so that a hundred of them at once cost neither much memory nor everybody's
 * time, and parsed only for those who may use it.
 */
import type express from 'express';
import { DomainError } from '../../../contract/domainError.ts';
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
/** Whoever sends slower than that gives way to others, should any wait. */
const TURN_MS = 5_000;

export function createLargeBodies(services: Services): LargeBodies {
  const turns = createHostLimiter({ perHost: MAX_OF_ONE_CLIENT, total: MAX_AT_ONCE });
  let reading = 0;
  let waiting = 0;
  /** Of those who wait, for so many somebody has just made room. */
  let expected = 0;
  return {
    inTurn(read) {
      return async (req, res, next) => {
        if (isSmall(req)) return read(req, res, next);
        const left = new AbortController();
        const leave = () => left.abort();
        res.once('close', leave);
        const client = services.addressBucket(req.ip ?? '');
        waiting += 1;
        const turn = await turns.acquire(client, '', left.signal).catch(() => undefined);
        waiting -= 1;
        expected = Math.max(0, expected - 1);
        res.off('close', leave);
        // Whoever waited for it has gone.
        if (!turn) return;
        reading += 1;
        let isOver = false;
        const release = () => {
          isOver = true;
          reading -= 1;
          clearInterval(giveWay);
          // Others are heard before the next one is parsed.
          setImmediate(turn.release);
        };
        const goOn = (error?: unknown) => {
          if (isOver) return;
          release();
          next(error);
        };
        const giveWay = setInterval(() => {
          if (reading < MAX_AT_ONCE || waiting <= expected) return;
          expected += 1;
          // The rest is not waited for.
          res.setHeader('connection', 'close');
          goOn(tooSlow());
        }, TURN_MS);
        res.once('close', () => isOver || release());
        read(req, res, goOn);
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

function tooSlow(): DomainError {
  const message =
    'The request came in too slowly while others waited. Send it again, or less at once.';
  return new DomainError('unavailable', message, { retryAfterSeconds: 5 });
}

export function isSmall({ headers }: express.Request): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = headers;
  return encoding === undefined && Number(length ?? 0) <= MAX_SMALL_BODY_BYTES;
}
