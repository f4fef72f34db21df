import { createServer, type Server } from 'node:http';
import { MAX_HEAD_BYTES } from './security/requestSize.ts';

const SECOND_MS = 1_000;

/** How long a client may take. */
export interface ClientTimeouts {
  /** For the head of a request. */
  headersMs: number;
  /** For a whole request, its body included. */
  requestMs: number;
  /** Between two bytes in either direction. A connection test sends nothing for up to minutes. */
  idleMs: number;
}

const defaultTimeouts: ClientTimeouts = {
  headersMs: 10 * SECOND_MS,
  requestMs: 60 * SECOND_MS,
  idleMs: 300 * SECOND_MS,
};

/**
 * Creates the HTTP server. It closes connections whose client sends too slowly or does not read what it is
 * sent. Node answers 408 and 431 by itself.
 */
export function createHttpServer({
  headersMs,
  requestMs,
  idleMs,
}: ClientTimeouts = defaultTimeouts): Server {
  const server = createServer({
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(headersMs, requestMs) / 4,
    keepAliveTimeout: 65 * SECOND_MS,
    maxHeaderSize: MAX_HEAD_BYTES,
  });
  server.timeout = idleMs;
  return server;
}
