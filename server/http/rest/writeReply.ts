import type { ReplyEvent } from '../../chat/index.ts';
import { toWire } from './caseMapping.ts';
import type { RestResponder } from './restRoute.ts';

const KEEP_ALIVE_EVERY_MS = 10_000;

/**
 * Writes a reply as server-sent events: pieces `{"content":…}` as they come,
 * `{"type":"content_was_reasoning"}` where all of them turn out to be reasoning, `{"type":"token_usage",…}`
 * once the model has said what it cost, `{"type":"error",…}` where it failed in the middle, `[DONE]` at
 * the end (docs/decisions/0008).
 */
export async function writeReply(
  events: AsyncIterable<ReplyEvent>,
  { res, signal, onBroken }: RestResponder,
): Promise<void> {
  res.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  res.flushHeaders();
  const keepAlive = setInterval(() => res.write(': keep-alive\n\n'), KEEP_ALIVE_EVERY_MS);
  try {
    for await (const event of events) res.write(`data: ${JSON.stringify(payloadOf(event))}\n\n`);
    res.end('data: [DONE]\n\n');
  } catch (error) {
    if (!signal.aborted) {
      onBroken(error);
      res.end('data: {"type":"error","error":"Something went wrong on our side."}\n\n');
    }
  } finally {
    clearInterval(keepAlive);
  }
}

function payloadOf(event: ReplyEvent): Record<string, unknown> {
  if (event.type === 'content') return { content: event.content };
  if (event.type === 'content_was_reasoning') return event;
  if (event.type === 'token_usage') return toWire(event);
  const { type, kind, message, upstreamRequestId } = event;
  return { type, kind, error: message, upstream_request_id: upstreamRequestId };
}
