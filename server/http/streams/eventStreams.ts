/**
 * Sends the events of resumable tRPC subscriptions: byte for byte what tRPC's own adapter sends, from the
 * same procedures, but cheap for many watchers. An object that watchers share is serialised once, a
 * watcher costs nothing but its response, and one timer pings them all (docs/decisions/0016).
 */
import { once } from 'node:events';
import {
  type AnyTRPCRouter,
  callTRPCProcedure,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  type TRPCCombinedDataTransformer,
  TRPCError,
  type TrackedEnvelope,
} from '@trpc/server';
import type express from 'express';
import { oncePerEvent } from '../../api/index.ts';

/** Proxies close a connection that is silent for longer, often after a minute. */
const PING_EVERY_MS = 10_000;

interface EventStreamsOptions {
  router: AnyTRPCRouter;
  /** Subscriptions whose every event is `tracked`. */
  paths: string[];
  createContext(req: express.Request): unknown;
  /** Called with the error that ended a stream after it had begun; earlier ones the procedure reports. */
  onStreamError(error: unknown, path: string): void;
  pingEveryMs?: number;
}

/** Handles requests for the subscriptions at `paths`; mount it in front of tRPC's adapter. */
export function eventStreams(options: EventStreamsOptions): express.RequestHandler {
  const { router, paths, onStreamError, pingEveryMs = PING_EVERY_MS } = options;
  const config = router._def._config;
  const connected = eventText('connected', JSON.stringify(config.sse?.client ?? {}));
  const openStreams = new Set<express.Response>();
  let pings: NodeJS.Timeout | undefined;

  const bytesOf = oncePerEvent((data: object, id) => {
    const json = JSON.stringify(config.transformer.output.serialize(data));
    return Buffer.from(`data: ${json}\nid: ${id}\n\n\n`);
  });

  function addStream(res: express.Response): void {
    openStreams.add(res);
    pings ??= setInterval(() => {
      for (const stream of openStreams) if (!stream.writableNeedDrain) stream.write(pingEvent);
    }, pingEveryMs);
  }

  function removeStream(res: express.Response): void {
    openStreams.delete(res);
    if (openStreams.size > 0) return;
    clearInterval(pings);
    pings = undefined;
  }

  function errorText(cause: unknown, path: string): string {
    const error = getTRPCErrorFromUnknown(cause);
    const call = { error, path, type: 'subscription', input: undefined, ctx: undefined } as const;
    const shape = getTRPCErrorShape({ config, ...call });
    return eventText(
      'serialized-error',
      JSON.stringify(config.transformer.output.serialize(shape)),
    );
  }

  return async (req, res, next) => {
    const path = req.path.slice(1);
    if (req.method !== 'GET' || !paths.includes(path) || req.query.batch) return next();
    const disconnected = new AbortController();
    res.on('close', () => disconnected.abort());
    const eventsPromise = call(options, path, req, disconnected.signal);
    res.writeHead(200, responseHeaders);
    res.write(connected);
    addStream(res);
    let hasBegun = false;
    try {
      const events = await eventsPromise;
      hasBegun = true;
      for await (const [id, data] of events) {
        if (!res.write(bytesOf(data, id))) await waitForDrain(res, disconnected.signal);
      }
      res.end(returnEvent);
    } catch (error) {
      if (hasBegun && !disconnected.signal.aborted) onStreamError(error, path);
      res.end(errorText(error, path));
    } finally {
      removeStream(res);
    }
  };
}

/** Calls the procedure as tRPC's adapter does; the last event's id may be in the header or in the query. */
async function call(
  { router, createContext }: EventStreamsOptions,
  path: string,
  req: express.Request,
  signal: AbortSignal,
): Promise<AsyncIterable<TrackedEnvelope<object>>> {
  const { transformer } = router._def._config;
  return callTRPCProcedure({
    router,
    path,
    type: 'subscription',
    ctx: createContext(req),
    signal,
    batchIndex: 0,
    async getRawInput() {
      const { input, lastEventId } = req.query;
      const resumeAfter = req.get('last-event-id') ?? lastEventId;
      const parsed = parseInput(transformer, input);
      return resumeAfter ? { ...parsed, lastEventId: resumeAfter } : parsed;
    },
  });
}

function parseInput(transformer: TRPCCombinedDataTransformer, input: unknown) {
  try {
    return input === undefined ? undefined : transformer.input.deserialize(JSON.parse(`${input}`));
  } catch (cause) {
    throw new TRPCError({ code: 'BAD_REQUEST', cause });
  }
}

/** Waits until a slow client has read what it was sent, or has disconnected. */
async function waitForDrain(res: express.Response, signal: AbortSignal): Promise<void> {
  await once(res, 'drain', { signal }).catch(() => {});
}

function eventText(event: string, data: string): string {
  return `event: ${event}\ndata: ${data}\n\n\n`;
}

const pingEvent = Buffer.from(eventText('ping', ''));
const returnEvent = eventText('return', '');

const responseHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
  vary: 'trpc-accept, accept',
};
