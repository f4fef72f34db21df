import { and, asc, desc, eq, gt, gte, isNull, lt, type SQL, sql } from 'drizzle-orm';
import { DomainError } from '../../contract/domainError.ts';
import type { Db } from '../../db/engine/index.ts';
import { chatMessages, modelConfigs } from '../../db/schema.ts';

export type ChatMessage = typeof chatMessages.$inferSelect;

/** An answer whose writer has not touched its row for so long has lost its writer. */
const WRITER_LOST_AFTER_SECONDS = 10;

/** The messages of the current conversation, oldest first. */
export function listMessages(db: Db, sessionHash: string): Promise<ChatMessage[]> {
  return readMessages(db, sessionHash, isCurrent(sessionHash));
}

/** Messages of every conversation of the session, those after number `afterSeq`, in order. */
export function messagesAfter(
  db: Db,
  sessionHash: string,
  afterSeq: number,
  limit: number,
): Promise<ChatMessage[]> {
  return db
    .select()
    .from(chatMessages)
    .where(and(isShown(sessionHash), gt(chatMessages.seq, afterSeq)))
    .orderBy(asc(chatMessages.seq))
    .limit(limit);
}

/** @throws DomainError `message_not_found`, also when the message is somebody else's */
export async function findMessage(
  db: Db,
  sessionHash: string,
  messageId: string,
): Promise<ChatMessage> {
  const isThisMessage = and(
    eq(chatMessages.id, messageId),
    eq(chatMessages.sessionHash, sessionHash),
  );
  const [message] = await readMessages(db, sessionHash, isThisMessage);
  if (!message) throw messageNotFound();
  return message;
}

/** Messages of the same conversation that come before `message`, oldest first. */
export function messagesBefore(db: Db, message: ChatMessage): Promise<ChatMessage[]> {
  return readMessages(
    db,
    message.sessionHash,
    and(
      isShown(message.sessionHash),
      eq(chatMessages.conversation, message.conversation),
      lt(chatMessages.seq, message.seq),
    ),
  );
}

/** Reads messages in order, after marking answers that lost their writer as interrupted. */
async function readMessages(
  db: Db,
  sessionHash: string,
  where: SQL | undefined,
): Promise<ChatMessage[]> {
  const rows = await db
    .select({ message: chatMessages, isAbandoned })
    .from(chatMessages)
    .where(where)
    .orderBy(asc(chatMessages.seq));
  if (rows.some((row) => row.isAbandoned)) {
    await interruptAbandoned(db, sessionHash);
    return readMessages(db, sessionHash, where);
  }
  return rows.map(({ message }) => message);
}

/** The question that an answer answers. */
export async function questionOf(db: Db, answer: ChatMessage): Promise<ChatMessage> {
  const [question] = await db
    .select()
    .from(chatMessages)
    .where(
      and(
        eq(chatMessages.sessionHash, answer.sessionHash),
        eq(chatMessages.conversation, answer.conversation),
        eq(chatMessages.role, 'user'),
        lt(chatMessages.seq, answer.seq),
      ),
    )
    .orderBy(desc(chatMessages.seq))
    .limit(1);
  if (!question) throw messageNotFound();
  return question;
}

export interface NewQuestion {
  content: string;
  /** The result that it is about. */
  discuss?: string;
  /** The two runs that it is about, in place of the newest. */
  compare?: { candidate: string; baseline: string };
  idempotencyKey?: string;
}

export interface ChatExchange {
  question: ChatMessage;
  answer: ChatMessage;
}

/** As they are stored. */
export function comparedRunIdsOf(compare: NewQuestion['compare']): ChatMessage['comparedRunIds'] {
  return compare ? [compare.candidate, compare.baseline] : null;
}

/**
 * Stores a question and the empty answer that is about to grow, in one statement.
 * @throws DomainError `answer_in_progress` while another answer is being written
 */
export async function insertExchange(
  db: Db,
  sessionHash: string,
  { content, discuss, compare, idempotencyKey }: NewQuestion,
): Promise<ChatExchange> {
  const common = { sessionHash, conversation: currentConversation(sessionHash) };
  const [question, answer] = await db
    .insert(chatMessages)
    .values([
      {
        ...common,
        role: 'user',
        status: 'complete',
        content,
        discussedResultId: discuss,
        comparedRunIds: comparedRunIdsOf(compare),
        idempotencyKey,
      },
      { ...common, role: 'assistant', status: 'streaming' },
    ])
    .returning();
  if (!question || !answer) throw new Error('The messages were not inserted.');
  return { question, answer };
}

/** Stores another empty answer to the last question of the conversation. */
export async function insertAnswer(db: Db, sessionHash: string): Promise<ChatMessage> {
  const [answer] = await db
    .insert(chatMessages)
    .values({
      sessionHash: sessionHash,
      conversation: currentConversation(sessionHash),
      role: 'assistant',
      status: 'streaming',
    })
    .returning();
  if (!answer) throw new Error('The answer was not inserted.');
  return answer;
}

/** Takes `message` and all later ones out of the conversation; their rows stay, marked as replaced. */
export async function replaceFrom(db: Db, message: ChatMessage): Promise<void> {
  await db
    .update(chatMessages)
    .set({ replacedAt: sql`now()` })
    .where(
      and(
        isShown(message.sessionHash),
        eq(chatMessages.conversation, message.conversation),
        gte(chatMessages.seq, message.seq),
      ),
    );
}

/** The question that was sent under this key before, with its answer. */
export async function findExchangeByKey(
  db: Db,
  sessionHash: string,
  idempotencyKey: string,
): Promise<ChatExchange | undefined> {
  const inSession = eq(chatMessages.sessionHash, sessionHash);
  const [question] = await db
    .select()
    .from(chatMessages)
    .where(and(inSession, eq(chatMessages.idempotencyKey, idempotencyKey)));
  if (!question) return undefined;
  const [answer] = await db
    .select()
    .from(chatMessages)
    .where(and(inSession, eq(chatMessages.role, 'assistant'), gt(chatMessages.seq, question.seq)))
    .orderBy(asc(chatMessages.seq))
    .limit(1);
  return answer && { question, answer };
}

/** Starts a new conversation, unless the current one is still empty. */
export async function startConversation(db: Db, sessionHash: string): Promise<void> {
  const hasMessages = sql`exists (select 1 from ${chatMessages}
    where ${chatMessages.sessionHash} = ${modelConfigs.sessionHash}
      and ${chatMessages.conversation} = ${modelConfigs.conversation})`;
  await db
    .update(modelConfigs)
    .set({ conversation: sql`${modelConfigs.conversation} + 1` })
    .where(and(eq(modelConfigs.sessionHash, sessionHash), hasMessages));
}

/** Marks answers that lost their writer as interrupted; they keep their text. Returns how many. */
export async function interruptAbandoned(db: Db, sessionHash: string): Promise<number> {
  const interrupted = await db
    .update(chatMessages)
    .set({
      status: 'interrupted',
      error: INTERRUPTED,
      completedAt: sql`now()`,
    })
    .where(and(eq(chatMessages.sessionHash, sessionHash), isAbandoned))
    .returning({ id: chatMessages.id });
  return interrupted.length;
}

export const INTERRUPTED =
  'The answer was interrupted on our side; what had come is kept. Ask again to get a whole one.';

const isAbandoned = sql<boolean>`(${chatMessages.status} = 'streaming'
  and ${chatMessages.touchedAt} < now() - make_interval(secs => ${WRITER_LOST_AFTER_SECONDS}))`;

function isCurrent(sessionHash: string): SQL {
  const isInConversation = eq(chatMessages.conversation, currentConversation(sessionHash));
  return and(isShown(sessionHash), isInConversation) as SQL;
}

function isShown(sessionHash: string): SQL {
  return and(eq(chatMessages.sessionHash, sessionHash), isNull(chatMessages.replacedAt)) as SQL;
}

function currentConversation(sessionHash: string): SQL<number> {
  return sql<number>`(select ${modelConfigs.conversation} from ${modelConfigs} where ${modelConfigs.sessionHash} = ${sessionHash})`;
}

function messageNotFound(): DomainError {
  return new DomainError('message_not_found', 'There is no such message in this session.', {
    field: 'messageId',
  });
}
