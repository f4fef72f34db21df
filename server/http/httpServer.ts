import { createServer, type Server } from 'node:http';
import { MAX_HEAD_BYTES } from './security/requestSize.ts';

const SECOND_MS = 1_000;

/** What a client may take its time for. */
export interface ClientPatience {
  /** For the head of a request. */
  headersMs: number;
  /** For a whole request, its body included. */
  requestMs: number;
  /** For taking the next bytes of an answer. A connection test says nothing for up to minutes. */
  silenceMs: number;
}

const patience: ClientPatience = {
  headersMs: 10 * SECOND_MS,
  requestMs: 60 * SECOND_MS,
  silenceMs: 300 * SECOND_MS,
};

/**
 * The HTTP server, which ends connections that drip instead of sending, or that take nothing of what
 * they are sent. Node answers 408 and 431 by itself.
 */
export function createHttpServer({
  headersMs,
  requestMs,
  silenceMs,
}: ClientPatience = patience): Server {
  const server = createServer({
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(headersMs, requestMs) / 4,
    keepAliveTimeout: 65 * SECOND_MS,
    maxHeaderSize: MAX_HEAD_BYTES,
  });
  server.timeout = silenceMs;
  return server;
}
