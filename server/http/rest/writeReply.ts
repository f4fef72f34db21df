import { z } from 'zod';
import type { ReplyEvent } from '../../chat/index.ts';
import { toWire } from './caseMapping.ts';
import type { RestResponder } from './restRoute.ts';
import { type WireEvent, writeEvents } from './writeEvents.ts';

/**
 * Pieces of a reply as they come, `content_was_reasoning` where all of them turn out to be reasoning, `token_usage`
 * once the model has said what it cost, `error` where it failed in the middle (docs/decisions/0008).
 */
export const replyEventOutput = z.union([
  z.object({ content: z.string() }),
  z.object({ type: z.literal('content_was_reasoning') }),
  z.object({
    type: z.literal('token_usage'),
    inputTokens: z.number().int().nullable(),
    outputTokens: z.number().int().nullable(),
  }),
  z.object({
    type: z.literal('error'),
    error: z.string(),
    // Of a failure of the model; without them it was one of ours.
    kind: z.string().optional(),
    upstreamRequestId: z.string().nullable().optional(),
  }),
]);

/** Writes a reply as server-sent events. */
export async function writeReply(
  events: AsyncIterable<ReplyEvent>,
  responder: RestResponder,
): Promise<void> {
  await writeEvents(wireEvents(events), responder, (error) => {
    responder.onBroken(error);
    return { type: 'error', error: 'Something went wrong on our side.' };
  });
}

async function* wireEvents(events: AsyncIterable<ReplyEvent>): AsyncGenerator<WireEvent> {
  for await (const event of events) yield { data: toWire(payloadOf(event)) };
}

function payloadOf(event: ReplyEvent): z.output<typeof replyEventOutput> {
  if (event.type === 'content') return { content: event.content };
  if (event.type !== 'error') return event;
  const { type, kind, message: error, upstreamRequestId } = event;
  return { type, kind, error, upstreamRequestId };
}
