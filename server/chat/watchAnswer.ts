import type { Db } from '../../db/client.ts';
import type { Wakeups } from '../../db/wakeups.ts';
import { readWhileAlive } from '../session/index.ts';
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
  const findRow = () => findMessage(db, sessionId, messageId);
  let sent = offset;
  try {
    // Also for a live answer: only the row says whose it is.
    await findRow();
    while (!signal?.aborted) {
      const live = answers.liveText(messageId);
      const row = live === undefined ? await readWhileAlive(db, sessionId, findRow) : undefined;
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
