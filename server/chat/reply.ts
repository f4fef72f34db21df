import { z } from 'zod';
import type { DomainError } from '../../contract/domainError.ts';
import { pgText } from '../../contract/schemas/pgText.ts';
import type { Db, Notifications } from '../../db/engine/index.ts';
import { type ApiKeyCipher, modelCallerOf, untilDisconnected } from '../connections/index.ts';
import { ModelCallError, type ModelClient } from '../endpoint/index.ts';
import type { Session } from '../sessions/index.ts';
import { askModel } from './answers/askModel.ts';
import type { EvidenceStore } from './context/evidence.ts';

export const streamReplyInput = z.strictObject({
  messages: z
    .array(
      z.strictObject({
        role: z.enum(['user', 'assistant'], { error: 'must be user or assistant' }),
        content: pgText().max(32_000, 'is longer than 32,000 characters'),
      }),
    )
    .min(1, 'must hold at least one message')
    .max(100, 'must hold at most 100 messages')
    .refine((messages) => messages.at(-1)?.role === 'user', 'must end with a message of the user'),
});

/** A piece of a reply, or what it cost, or why it ended early (docs/decisions/0008). */
export type ReplyEvent =
  | { type: 'content'; content: string }
  /** All content so far was reasoning and no part of the reply. */
  | { type: 'content_was_reasoning' }
  | { type: 'token_usage'; inputTokens: number | null; outputTokens: number | null }
  | { type: 'error'; kind: string; message: string; upstreamRequestId: string | null };

/**
 * Answers a conversation whose history the caller keeps: nothing is stored, and the call to the model
 * ends as soon as the caller disconnects or the session ends. A failure of the endpoint is an event and
 * not an error, since the text before it stays valid.
 */
export async function* streamReply(
  deps: {
    db: Db;
    notifications: Notifications;
    modelClient: ModelClient;
    cipher: ApiKeyCipher;
    evidence: EvidenceStore;
  },
  session: Session,
  { messages }: z.output<typeof streamReplyInput>,
  signal?: AbortSignal,
): AsyncGenerator<ReplyEvent> {
  const stop = new AbortController();
  const stopNow = () => stop.abort();
  signal?.addEventListener('abort', stopNow);
  if (signal?.aborted) stopNow();
  const sessionLifetime = untilDisconnected(deps, session);
  sessionLifetime.signal.addEventListener('abort', stopNow);

  const question = {
    content: messages.at(-1)?.content ?? '',
    discussedResultId: null,
    comparedRunIds: null,
  };
  const pieces: string[] = [];
  let isCorrected = false;
  let notify = () => {};
  try {
    const call = askModel({
      session,
      model: modelCallerOf(deps, session),
      question,
      evidence: deps.evidence.gather(session, question),
      history: messages.slice(0, -1),
      signal: stop.signal,
      onText(text) {
        pieces.push(text);
        notify();
      },
      onCorrection() {
        pieces.splice(0);
        isCorrected = true;
        notify();
      },
    }).then(
      ({ answer }): ReplyEvent => ({
        type: 'token_usage',
        inputTokens: answer.inputTokens,
        outputTokens: answer.outputTokens,
      }),
      (error: unknown): ReplyEvent => {
        if (sessionLifetime.signal.aborted) {
          const { kind, message } = sessionLifetime.signal.reason as DomainError;
          return { type: 'error', kind, message, upstreamRequestId: null };
        }
        if (error instanceof ModelCallError) {
          const { kind, message, upstreamRequestId } = error;
          return { type: 'error', kind, message, upstreamRequestId };
        }
        throw error;
      },
    );
    let last: ReplyEvent | undefined;
    const lastEvent = call.then((event) => {
      last = event;
      notify();
    });
    lastEvent.catch(() => notify());
    while (true) {
      const changed = new Promise<void>((resolve) => {
        notify = resolve;
      });
      if (isCorrected) {
        isCorrected = false;
        yield { type: 'content_was_reasoning' };
      }
      const content = pieces.splice(0).join('');
      if (content !== '') yield { type: 'content', content };
      else if (last) break;
      else await Promise.race([changed, lastEvent]);
    }
    yield last;
  } finally {
    signal?.removeEventListener('abort', stopNow);
    sessionLifetime.release();
    stop.abort();
  }
}
