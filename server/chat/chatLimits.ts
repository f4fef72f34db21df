import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';
import { chatMessages } from '../../db/schema.ts';
import { DomainError } from '../domainError.ts';
import type { Session } from '../session/index.ts';

const MESSAGES_PER_CONVERSATION = 400;

/** @throws DomainError `conversation_full` */
export async function assertConversationHasRoom(db: Db, session: Session): Promise<void> {
  const [counted] = await db
    .select({ messages: sql<number>`count(*)::int` })
    .from(chatMessages)
    .where(
      and(
        eq(chatMessages.demoSessionId, session.sessionId),
        eq(chatMessages.conversation, session.conversation),
        isNull(chatMessages.replacedAt),
      ),
    );
  if (!counted || counted.messages < MESSAGES_PER_CONVERSATION) return;
  throw new DomainError(
    'conversation_full',
    `This conversation has ${MESSAGES_PER_CONVERSATION} messages, which is the most. Start a new one.`,
  );
}
