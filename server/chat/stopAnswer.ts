import { sql } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';
import { notify } from '../../db/wakeups.ts';
import type { Answers } from './answering.ts';
import { type ChatMessage, findMessage, storeAnswer } from './chatStore.ts';

/**
 * Ends an answer and keeps what it has. Written by this process: its call is aborted at once; by
 * another: that one notices when it next stores.
 * @throws DomainError `message_not_found`
 */
export async function stopAnswer(
  { db, answers }: { db: Db; answers: Answers },
  sessionId: string,
  messageId: string,
): Promise<ChatMessage> {
  await findMessage(db, sessionId, messageId);
  const text = answers.liveText(messageId);
  await storeAnswer(db, messageId, {
    status: 'stopped',
    ...(text === undefined ? {} : { content: text }),
  });
  answers.stop(messageId);
  await db.execute(sql`select ${notify(`chat:${messageId}`)}`);
  return findMessage(db, sessionId, messageId);
}
