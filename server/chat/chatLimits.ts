import { and, eq, sql } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';
import { chatMessages } from '../../db/schema.ts';
import { DomainError } from '../domainError.ts';
import type { Session } from '../session/index.ts';

const ANSWERS_PER_MINUTE = 20;
const MESSAGES_PER_CONVERSATION = 400;

/**
 * Counted in the table, so that the limits hold whichever node is asked.
 * @throws DomainError `too_many_questions` or `conversation_full`
 */
export async function assertMayAsk(db: Db, session: Session): Promise<void> {
  const isRecent = sql`${chatMessages.role} = 'assistant' and ${chatMessages.createdAt} > now() - interval '1 minute'`;
  const [counted] = await db
    .select({
      recent: sql<number>`(count(*) filter (where ${isRecent}))::int`,
      secondsUntilFree: sql<
        number | null
      >`ceil(extract(epoch from min(${chatMessages.createdAt}) filter (where ${isRecent}) + interval '1 minute' - now()))::int`,
      inConversation: sql<number>`(count(*) filter (where ${chatMessages.conversation} = ${session.conversation} and ${chatMessages.replacedAt} is null))::int`,
    })
    .from(chatMessages)
    .where(and(eq(chatMessages.demoSessionId, session.sessionId)));
  if (!counted) return;
  if (counted.recent >= ANSWERS_PER_MINUTE) {
    const seconds = counted.secondsUntilFree ?? 60;
    throw new DomainError(
      'too_many_questions',
      `That were ${ANSWERS_PER_MINUTE} questions within a minute. Ask again in ${seconds} s.`,
      { retryAfterSeconds: seconds },
    );
  }
  if (counted.inConversation >= MESSAGES_PER_CONVERSATION) {
    throw new DomainError(
      'conversation_full',
      `This conversation has ${MESSAGES_PER_CONVERSATION} messages, which is the most. Start a new one.`,
    );
  }
}
