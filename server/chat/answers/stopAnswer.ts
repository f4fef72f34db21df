import { eq, sql } from 'drizzle-orm';
import type { Db } from '../../../db/engine/index.ts';
import { type Notifications, publish } from '../../../db/engine/index.ts';
import { chatMessages } from '../../../db/schema.ts';
import { type ChatMessage, findMessage } from '../chatStore.ts';
import { storeAnswerEnd } from './answerEnd.ts';
import type { LiveAnswers } from './liveAnswers.ts';

/** A writer that has not reacted by then is taken to be gone. */
const WRITER_REACTS_WITHIN_MS = 4_000;

/**
 * Stops an answer, which keeps its text. Only its writer has the newest text and therefore stores the
 * end. A writer in this process is stopped at once; one in another process is notified, and only if it
 * does not react is the end stored here, with the text of the row.
 * @throws DomainError `message_not_found`
 */
export async function stopAnswer(
  deps: { db: Db; notifications: Notifications; answers: LiveAnswers },
  sessionHash: string,
  messageId: string,
): Promise<ChatMessage> {
  const { db, notifications, answers } = deps;
  const message = await findMessage(db, sessionHash, messageId);
  if (message.status !== 'streaming') return message;
  const stopping = answers.stop(messageId);
  if (stopping) {
    await stopping;
    return findMessage(db, sessionHash, messageId);
  }

  const changes = notifications.watch(`chat:${messageId}`);
  try {
    await db
      .update(chatMessages)
      .set({ stopRequested: true })
      .where(eq(chatMessages.id, messageId));
    await db.execute(sql`select ${publish(`stop:${messageId}`)}`);
    const giveUpAt = performance.now() + WRITER_REACTS_WITHIN_MS;
    while (performance.now() < giveUpAt) {
      const message = await findMessage(db, sessionHash, messageId);
      if (message.status !== 'streaming') return message;
      await changes.next();
    }
  } finally {
    changes.end();
  }
  await storeAnswerEnd(db, messageId, { status: 'stopped' });
  return findMessage(db, sessionHash, messageId);
}
