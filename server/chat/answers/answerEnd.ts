import { and, eq, getTableColumns, sql } from 'drizzle-orm';
import type { Db } from '../../../db/engine/index.ts';
import { publish } from '../../../db/engine/index.ts';
import { chatMessages } from '../../../db/schema.ts';
import type { ChatMessage } from '../chatStore.ts';

export type AnswerChange = Partial<
  Pick<
    ChatMessage,
    | 'content'
    | 'reasoning'
    | 'status'
    | 'error'
    | 'errorKind'
    | 'errorReason'
    | 'upstreamRequestId'
    | 'runIds'
    | 'evidence'
    | 'checks'
    | 'proposedFilter'
    | 'inputTokens'
    | 'outputTokens'
    | 'reasoningTokens'
    | 'latencyMs'
    | 'ttftMs'
    | 'firstThoughtMs'
  >
>;

/**
 * Stores the end of an answer, notifies its watchers and returns the row, if it is still there. An answer
 * that was marked as interrupted meanwhile stays so, but gets the text that watchers have seen.
 */
export async function storeAnswerEnd(
  db: Db,
  messageId: string,
  end: AnswerChange,
): Promise<ChatMessage | undefined> {
  const { content, reasoning } = end;
  const returned = { ...getTableColumns(chatMessages), notified: publish(`chat:${messageId}`) };
  const isAnswer = eq(chatMessages.id, messageId);
  const [ended] = await db
    .update(chatMessages)
    .set({ ...end, touchedAt: sql`now()`, completedAt: sql`now()` })
    .where(and(isAnswer, eq(chatMessages.status, 'streaming')))
    .returning(returned);
  if (ended) return ended;
  const [interrupted] = await db
    .update(chatMessages)
    .set({ content, reasoning })
    .where(and(isAnswer, eq(chatMessages.status, 'interrupted')))
    .returning(returned);
  return interrupted;
}
