import { eq, sql } from 'drizzle-orm';
import type { Db } from '../../../db/engine/index.ts';
import { type Notifications, publish } from '../../../db/engine/index.ts';
import { chatMessages } from '../../../db/schema.ts';
import { type ChatMessage, findMessage } from '../chatStore.ts';
import { storeEnd } from './answerEnd.ts';
import type { Answers } from './liveAnswers.ts';

/** A writer that does not react in this time is not going to. */
const WRITER_REACTS_WITHIN_MS = 4_000;

/**
 * Ends an answer and keeps what it has. Only its writer knows the newest text, so that one stores the
 * end: in this process at once; in another it is notified, and only where it stays silent is the
 * answer ended here, with what its row holds.
 * @throws DomainError `message_not_found`
 */
export async function stopAnswer(
  deps: { db: Db; notifications: Notifications; answers: Answers },
  sessionHash: string,
  messageId: string,
): Promise<ChatMessage> {
  const { db, notifications, answers } = deps;
  const found = await findMessage(db, sessionHash, messageId);
  if (found.status !== 'streaming') return found;
  const stopped = answers.stop(messageId);
  if (stopped) {
    await stopped;
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
  await storeEnd(db, messageId, { status: 'stopped' });
  return findMessage(db, sessionHash, messageId);
}
