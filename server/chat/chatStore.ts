import { and, asc, eq, sql } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';
import { chatMessages } from '../../db/schema.ts';
import { DomainError } from '../domainError.ts';

export type ChatMessage = typeof chatMessages.$inferSelect;

/** An answer whose writer has been silent for so long has lost it. */
const WRITER_LOST_AFTER_SECONDS = 15;

/** A session's conversation, oldest first. */
export async function listMessages(db: Db, sessionId: string): Promise<ChatMessage[]> {
  await interruptAbandoned(db, sessionId);
  return db
    .select()
    .from(chatMessages)
    .where(eq(chatMessages.demoSessionId, sessionId))
    .orderBy(asc(chatMessages.seq));
}

/** @throws DomainError `message_not_found`, also when the message is somebody else's */
export async function findMessage(
  db: Db,
  sessionId: string,
  messageId: string,
): Promise<ChatMessage> {
  await interruptAbandoned(db, sessionId);
  const [message] = await db
    .select()
    .from(chatMessages)
    .where(and(eq(chatMessages.id, messageId), eq(chatMessages.demoSessionId, sessionId)));
  if (!message) {
    throw new DomainError('message_not_found', 'There is no such message in this session.', {
      field: 'messageId',
    });
  }
  return message;
}

/**
 * Stores a question and the empty answer that is about to grow.
 * @throws DomainError `answer_in_progress` while the last answer is still being written
 */
export async function storeQuestion(
  db: Db,
  sessionId: string,
  content: string,
): Promise<{ question: ChatMessage; answer: ChatMessage; history: ChatMessage[] }> {
  return db.transaction(async (tx) => {
    await tx.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${`chat:${sessionId}`}, 0))`,
    );
    const history = await listMessages(tx, sessionId);
    if (history.some((message) => message.status === 'streaming')) {
      throw new DomainError(
        'answer_in_progress',
        'The model is still answering. Wait for it, or stop it first.',
      );
    }
    const insert = async (row: Pick<ChatMessage, 'role' | 'status' | 'content'>) => {
      const [message] = await tx
        .insert(chatMessages)
        .values({ ...row, demoSessionId: sessionId })
        .returning();
      if (!message) throw new Error('The message was not inserted.');
      return message;
    };
    const question = await insert({ role: 'user', status: 'complete', content });
    const answer = await insert({ role: 'assistant', status: 'streaming', content: '' });
    return { question, answer, history };
  });
}

/** Writes how far an answer has come. False when it was stopped or deleted meanwhile. */
export async function storeAnswer(
  db: Db,
  messageId: string,
  answer: Partial<
    Pick<
      ChatMessage,
      | 'content'
      | 'reasoning'
      | 'status'
      | 'error'
      | 'errorKind'
      | 'inputTokens'
      | 'outputTokens'
      | 'reasoningTokens'
      | 'latencyMs'
      | 'ttftMs'
    >
  >,
): Promise<boolean> {
  const ended = answer.status !== undefined && answer.status !== 'streaming';
  const stored = await db
    .update(chatMessages)
    .set({ ...answer, touchedAt: sql`now()`, ...(ended ? { completedAt: sql`now()` } : {}) })
    .where(and(eq(chatMessages.id, messageId), eq(chatMessages.status, 'streaming')))
    .returning({ id: chatMessages.id });
  return stored.length > 0;
}

/** Marks answers whose writer died as interrupted, with what they had. */
async function interruptAbandoned(db: Db, sessionId: string): Promise<void> {
  await db
    .update(chatMessages)
    .set({
      status: 'interrupted',
      error: 'The answer was interrupted. Ask again to get a new one.',
      completedAt: sql`now()`,
    })
    .where(
      and(
        eq(chatMessages.demoSessionId, sessionId),
        eq(chatMessages.status, 'streaming'),
        sql`${chatMessages.touchedAt} < now() - make_interval(secs => ${WRITER_LOST_AFTER_SECONDS})`,
      ),
    );
}
