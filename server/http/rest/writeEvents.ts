/** Server-sent events of REST: JSON in snake_case, `[DONE]` at the end. */
import { isTrackedEnvelope } from '@trpc/server';
import { z } from 'zod';
import { answerProgressOutput, progressOutput, runOutput, toProblem } from '../../api/index.ts';
import { toWire } from './caseMapping.ts';
import { drained } from './drained.ts';
import type { RestResponder } from './restRoute.ts';

const KEEP_ALIVE_EVERY_MS = 10_000;
/** So long the head of a stream waits for its first event, since what is refused by then is a plain refusal. */
const HEAD_WAITS_MS = 1_000;

/** The last event of a stream that broke after it had begun. */
const brokenEvent = z.object({ type: z.literal('error'), code: z.string(), error: z.string() });
export const runProgressEventOutput = z.union([progressOutput, brokenEvent]);
export const answerEventOutput = z.union([answerProgressOutput, brokenEvent]);
export const comparisonEventOutput = z.union([z.object({ run: runOutput }), brokenEvent]);

/** An event as it is sent; `id` is what a client that comes back says it has. */
export interface WireEvent {
  id?: string;
  data: object;
}

/** Writes what a subscription tells, with the ids of its events where it has them. */
export async function writeTracked(
  events: AsyncIterable<unknown>,
  responder: RestResponder,
): Promise<void> {
  await writeEvents(wireEvents(events), responder, (error) => {
    const { kind, message } = toProblem(error);
    if (kind === 'internal') responder.onBroken(error);
    return { type: 'error', code: kind, error: message };
  });
}

async function* wireEvents(events: AsyncIterable<unknown>): AsyncGenerator<WireEvent> {
  for await (const event of events) {
    if (isTrackedEnvelope(event)) yield { id: event[0], data: toWire(event[1] as object) };
    else yield { data: toWire(event as object) };
  }
}

/**
 * Writes events until there are no more, or the client has left, as fast as it takes them.
 * @param brokenBy what to tell of an error after the head is out
 * @throws what the events threw before that
 */
export async function writeEvents(
  events: AsyncGenerator<WireEvent>,
  { res, signal }: RestResponder,
  brokenBy: (error: unknown) => object,
): Promise<void> {
  let next = events.next();
  await settledWithin(HEAD_WAITS_MS, next);
  res.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  res.flushHeaders();
  const keepAlive = setInterval(() => {
    if (!res.writableNeedDrain) res.write(': keep-alive\n\n');
  }, KEEP_ALIVE_EVERY_MS);
  try {
    for (let event = await next; !event.done && !signal.aborted; event = await next) {
      const { id, data } = event.value;
      const named = id === undefined ? '' : `id: ${id}\n`;
      if (!res.write(`${named}data: ${JSON.stringify(data)}\n\n`)) await drained(res);
      next = events.next();
    }
    res.end('data: [DONE]\n\n');
  } catch (error) {
    if (!signal.aborted) res.end(`data: ${JSON.stringify(brokenBy(error))}\n\n`);
  } finally {
    clearInterval(keepAlive);
    await events.return(undefined);
  }
}

/**
 * Waits so long for a promise at most, and leaves no timer behind that would hold on to what waits.
 * @throws what it rejects with in this time
 */
async function settledWithin(ms: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
