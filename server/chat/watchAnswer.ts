import type { Db } from '../../db/client.ts';
import type { Wakeups } from '../../db/wakeups.ts';
import { assertSessionAlive } from '../session/index.ts';
import type { Answers } from './answering.ts';
import { type ChatMessage, findMessage } from './chatStore.ts';

export interface AnswerProgress {
  /** The text from the offset that was asked for, or from the end of the last event, on. */
  delta: string;
  /** Length of the text so far, in UTF-16 units; resume from here. */
  offset: number;
  /** The whole row, once the answer has ended. */
  ended: ChatMessage | null;
}

/**
 * Follows an answer from `offset` on until it has ended. The text a watcher puts together equals the
 * stored text, however often it comes back.
 * @throws DomainError `message_not_found`; `session_expired` also in the middle
 */
export async function* watchAnswer(
  { db, wakeups, answers }: { db: Db; wakeups: Wakeups; answers: Answers },
  sessionId: string,
  messageId: string,
  offset: number,
  signal?: AbortSignal,
): AsyncGenerator<AnswerProgress> {
  const changes = wakeups.watch(`chat:${messageId}`, signal);
  let sent = offset;
  try {
    // Also for a live answer: only the row says whose it is.
    await findMessage(db, sessionId, messageId);
    while (!signal?.aborted) {
      const live = answers.liveText(messageId);
      const row = live === undefined ? await findAlive(db, sessionId, messageId) : undefined;
      const text = row?.content ?? live ?? '';
      const ended = row && row.status !== 'streaming' ? row : null;
      const delta = text.slice(sent);
      sent = Math.max(sent, text.length);
      if (delta !== '' || ended) yield { delta, offset: sent, ended };
      if (ended) return;
      await changes.next();
    }
  } finally {
    changes.end();
  }
}

async function findAlive(db: Db, sessionId: string, messageId: string): Promise<ChatMessage> {
  const [found] = await Promise.allSettled([findMessage(db, sessionId, messageId)]);
  // Asked second: a session that ends takes its messages along, and that is what to say.
  await assertSessionAlive(db, sessionId);
  if (found.status === 'rejected') throw found.reason;
  return found.value;
}
