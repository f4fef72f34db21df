import type express from 'express';
import type { Services } from '../../api/context.ts';
import type { ReplyEvent } from '../../chat/index.ts';
import { openStream } from '../streams/openStream.ts';
import { callerForSession, fieldsOf, sessionTokenOf, toWire } from './caseMapping.ts';

/**
 * Chat with the caller's history as server-sent events: pieces `{"content":…}` as they come,
 * `{"type":"token_usage",…}` once the model has said what it cost, `{"type":"error",…}` where it
 * failed in the middle, `[DONE]` at the end. When the client leaves, the call to its model ends.
 * See docs/decisions/0008.
 */
export async function streamAtlas(
  services: Services,
  req: express.Request,
  res: express.Response,
): Promise<void> {
  openStream(services, req, res, sessionTokenOf(services, req));
  const left = new AbortController();
  // The response's `close` is the dependable sign that a client has gone; the request's is not.
  res.on('close', () => left.abort());
  const caller = callerForSession(services, req, left.signal);
  const events = (await caller.chat.reply(
    fieldsOf(req.body) as never,
  )) as AsyncIterable<ReplyEvent>;

  res.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  res.flushHeaders();
  const keepAlive = setInterval(() => res.write(': keep-alive\n\n'), 10_000);
  try {
    for await (const event of events) res.write(`data: ${JSON.stringify(payloadOf(event))}\n\n`);
    res.end('data: [DONE]\n\n');
  } catch (error) {
    if (!left.signal.aborted) {
      services.log.error({ err: error }, 'a chat stream failed');
      res.end('data: {"type":"error","error":"Something went wrong on our side."}\n\n');
    }
  } finally {
    clearInterval(keepAlive);
  }
}

function payloadOf(event: ReplyEvent): Record<string, unknown> {
  if (event.type === 'content') return { content: event.content };
  if (event.type === 'token_usage') return toWire(event);
  return { type: 'error', kind: event.kind, error: event.message };
}
