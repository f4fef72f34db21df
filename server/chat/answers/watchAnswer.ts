import type { Db, Notifications } from '../../../db/engine/index.ts';
import { readWhileAlive } from '../../sessions/index.ts';
import { type ChatMessage, findMessage } from '../chatStore.ts';
import type { LiveAnswers } from './liveAnswers.ts';

/** How much of an answer a watcher has, in UTF-16 units of the text and of the reasoning. */
export interface AnswerOffsets {
  text: number;
  reasoning: number;
}

export interface AnswerUpdate {
  /** The text after the watcher's offset, or after the last event. */
  delta: string;
  /** The same of the reasoning. */
  reasoningDelta: string;
  /** Length of the text and of the reasoning with these deltas; resume from here. */
  offsets: AnswerOffsets;
  /** The whole row, once the answer has ended. */
  ended: ChatMessage | null;
}

/**
 * Follows an answer from `offsets` on until it has ended. The text a watcher puts together equals the
 * stored text, however often it comes back.
 * @throws DomainError `message_not_found`; `session_expired` also while watching
 */
export async function* watchAnswer(
  { db, notifications, answers }: { db: Db; notifications: Notifications; answers: LiveAnswers },
  sessionHash: string,
  messageId: string,
  offsets: AnswerOffsets,
  signal?: AbortSignal,
): AsyncGenerator<AnswerUpdate> {
  const changes = notifications.watch(`chat:${messageId}`, signal);
  const findRow = () => findMessage(db, sessionHash, messageId);
  let { text: sentText, reasoning: sentReasoning } = offsets;
  try {
    // Also for a live answer: only the row tells to which session it belongs.
    await findRow();
    let live = answers.find(messageId);
    while (!signal?.aborted) {
      // Over without a row to show: its end could not be stored, or the session is over. The read
      // below finds out which.
      if (live?.isOver && !live.end) live = undefined;
      const row = live ? live.end : await readWhileAlive(db, sessionHash, findRow);
      const text = row?.content ?? live?.text ?? '';
      const reasoning = row ? (row.reasoning ?? '') : (live?.reasoning ?? '');
      const ended = row && row.status !== 'streaming' ? row : null;
      const delta = text.slice(sentText);
      const reasoningDelta = reasoning.slice(sentReasoning);
      sentText = Math.max(sentText, text.length);
      sentReasoning = Math.max(sentReasoning, reasoning.length);
      if (delta !== '' || reasoningDelta !== '' || ended) {
        const sent = { text: sentText, reasoning: sentReasoning };
        yield { delta, reasoningDelta, offsets: sent, ended };
      }
      if (ended) return;
      await changes.next();
    }
  } finally {
    changes.end();
  }
}
