/**
 * Reads the JSON of a request within bounds that are known before anything is parsed. What is large is read
 * in turn, so that a hundred of them at once cost neither much memory nor everybody's time.
 */
import express from 'express';
import { createHostLimiter } from '../../pacing/index.ts';
import { assertModestJson } from './modestJson.ts';
import { MAX_SMALL_BODY_BYTES } from './requestSize.ts';

export interface JsonReader {
  /** Parses into `req.body`. */
  parsed(maxBytes: number): express.RequestHandler;
  /** Puts the text into `req.body`, for those who parse it themselves. */
  text(maxBytes: number): express.RequestHandler;
}

/** Large bodies that are read at once, of all clients and of one. */
const MAX_AT_ONCE = 4;
const MAX_OF_ONE_CLIENT = 2;

/** @param clientOf whose bodies are bounded together */
export function createJsonReader(clientOf: (req: express.Request) => string): JsonReader {
  const turns = createHostLimiter({ perHost: MAX_OF_ONE_CLIENT, total: MAX_AT_ONCE });

  function inTurn(read: express.RequestHandler): express.RequestHandler {
    return async (req, res, next) => {
      if (isSmall(req)) return read(req, res, next);
      const left = new AbortController();
      const leave = () => left.abort();
      res.once('close', leave);
      const turn = await turns.acquire(clientOf(req), '', left.signal).catch(() => undefined);
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
  }

  const verify = (_req: unknown, _res: unknown, bytes: Uint8Array) => assertModestJson(bytes);
  return {
    parsed: (limit) => inTurn(express.json({ limit, verify })),
    text: (limit) => inTurn(express.text({ limit, verify, type: 'application/json' })),
  };
}

function isSmall({ headers }: express.Request): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = headers;
  return encoding === undefined && Number(length ?? 0) <= MAX_SMALL_BODY_BYTES;
}
