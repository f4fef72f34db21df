/**
 * Sends the events of tRPC subscriptions that resume: byte for byte what tRPC's own adapter sends,
 * from the same procedures, but for a crowd. What watchers share is put into bytes once, a watcher
 * holds nothing but its response, and one timer pings them all (docs/decisions/0016).
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
import { oncePerEvent } from '../../api/oncePerEvent.ts';

/** Proxies close a connection that is silent for longer, often after a minute. */
const PING_EVERY_MS = 10_000;

interface EventStreamsOptions {
  router: AnyTRPCRouter;
  /** Subscriptions whose every event is `tracked`. */
  paths: string[];
  createContext(req: express.Request): unknown;
  /** Hears what broke a stream that had begun; what a procedure throws at once is its own to tell. */
  onBroken(error: unknown, path: string): void;
  pingEveryMs?: number;
}

/** Handles requests for the subscriptions at `paths`; mount it in front of tRPC's adapter. */
export function eventStreams(options: EventStreamsOptions): express.RequestHandler {
  const { router, paths, onBroken, pingEveryMs = PING_EVERY_MS } = options;
  const config = router._def._config;
  const connected = eventText('connected', JSON.stringify(config.sse?.client ?? {}));
  const open = new Set<express.Response>();
  let pings: NodeJS.Timeout | undefined;

  const bytesOf = oncePerEvent((data: object, id) => {
    const json = JSON.stringify(config.transformer.output.serialize(data));
    return Buffer.from(`data: ${json}\nid: ${id}\n\n\n`);
  });

  function enter(res: express.Response): void {
    open.add(res);
    pings ??= setInterval(() => {
      for (const each of open) if (!each.writableNeedDrain) each.write(ping);
    }, pingEveryMs);
  }

  function leave(res: express.Response): void {
    open.delete(res);
    if (open.size > 0) return;
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
    const left = new AbortController();
    res.on('close', () => left.abort());
    const calling = call(options, path, req, left.signal);
    res.writeHead(200, headers);
    res.write(connected);
    enter(res);
    let hasBegun = false;
    try {
      const events = await calling;
      hasBegun = true;
      for await (const [id, data] of events) {
        if (!res.write(bytesOf(data, id))) await drained(res, left.signal);
      }
      res.end(returned);
    } catch (error) {
      if (hasBegun && !left.signal.aborted) onBroken(error, path);
      res.end(errorText(error, path));
    } finally {
      leave(res);
    }
  };
}

/** Calls the procedure as tRPC's adapter does, with the id of the last event from where it may stand. */
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
      const given = parseInput(transformer, input);
      return resumeAfter ? { ...given, lastEventId: resumeAfter } : given;
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

/** Waits until a slow client has taken what it was sent, or has left. */
async function drained(res: express.Response, signal: AbortSignal): Promise<void> {
  await once(res, 'drain', { signal }).catch(() => {});
}

function eventText(event: string, data: string): string {
  return `event: ${event}\ndata: ${data}\n\n\n`;
}

const ping = Buffer.from(eventText('ping', ''));
const returned = eventText('return', '');

const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
  vary: 'trpc-accept, accept',
};
