/** What makes the model answer: a question, the same question again, or another in its place. */
import { z } from 'zod';
import { constraintViolated, type Db } from '../../db/client.ts';
import type { Wakeups } from '../../db/wakeups.ts';
import { findResult } from '../batch/index.ts';
import { DomainError } from '../domainError.ts';
import type { ModelClient } from '../endpoint/index.ts';
import { type ApiKeyCipher, endpointOf, type Session } from '../session/index.ts';
import { storableText } from '../storableText.ts';
import type { Answers } from './answers.ts';
import {
  type ChatMessage,
  type Exchange,
  exchangeSentBefore,
  findMessage,
  insertAnswer,
  insertExchange,
  interruptAbandoned,
  latestMessages,
  listMessages,
  messagesBefore,
  type NewQuestion,
  questionOf,
  replaceFrom,
  startConversation,
} from './chatStore.ts';
import { type GatheredEvidence, gatherEvidence } from './evidence.ts';
import { MOST_TURNS } from './prompt.ts';
import { stopAnswer } from './stopAnswer.ts';
import { type AnswerTask, writeAnswer } from './writeAnswer.ts';

export interface ChatDeps {
  db: Db;
  wakeups: Wakeups;
  modelClient: ModelClient;
  cipher: ApiKeyCipher;
  answers: Answers;
  onError: (error: unknown) => void;
}

const MOST_MESSAGES = 400;

export const chatQuestion = storableText()
  .trim()
  .min(1, 'must not be empty')
  .max(8_000, 'is longer than 8,000 characters');

export const askInput = z.strictObject({
  content: chatQuestion,
  /** Puts this result first among what the model is shown. */
  discuss: z.uuid('must be the id of a result').optional(),
  /** The same key sent again gets the first question and its answer, and asks nothing. */
  idempotencyKey: storableText().min(1).max(200, 'is longer than 200 characters').optional(),
});

/** Asked before anything is stored or sent; rejects when it is too much. */
type Permit = () => Promise<void>;

/**
 * Stores a question, starts its answer and returns both rows without waiting for the model.
 * @throws DomainError `answer_in_progress`, `conversation_full`, `result_not_found`, and what `permit`
 *   throws
 */
export async function ask(
  deps: ChatDeps,
  session: Session,
  question: NewQuestion,
  permit: Permit,
): Promise<Exchange> {
  const { db } = deps;
  const { sessionId } = session;
  const endpoint = endpointOf(deps, session);
  // What takes time is done at once: the model's answer waits for all of it.
  const evidence = gather(deps, session, question.content, question.discuss ?? null);
  const [{ messages: history, total }] = await Promise.all([
    latestMessages(db, sessionId, MOST_TURNS),
    permit(),
    question.discuss && findResult(db, sessionId, question.discuss),
  ]);
  assertRoom(total);
  try {
    const exchange = await onceAnswered(db, sessionId, () =>
      insertExchange(db, sessionId, question),
    );
    begin(deps, { session, endpoint, history, evidence, ...exchange });
    return exchange;
  } catch (error) {
    const { idempotencyKey } = question;
    if (constraintViolated(error) !== 'demo_chat_messages_asked_once' || !idempotencyKey) {
      throw error;
    }
    const before = await exchangeSentBefore(db, sessionId, idempotencyKey);
    if (!before) throw error;
    return before;
  }
}

/**
 * Answers a question once more: the answer and what followed it give way to a new one.
 * @throws DomainError as `ask`, and `message_not_found`
 */
export async function regenerate(
  deps: ChatDeps,
  session: Session,
  messageId: string,
  permit: Permit,
): Promise<Exchange> {
  const { db } = deps;
  const endpoint = endpointOf(deps, session);
  const [old] = await Promise.all([
    findShown(db, session.sessionId, messageId, 'assistant'),
    permit(),
  ]);
  const question = await questionOf(db, old);
  const evidence = gather(deps, session, question.content, question.discussedResultId);
  const history = await messagesBefore(db, question);
  const answer = await onceAnswered(db, session.sessionId, () =>
    db.transaction(async (tx) => {
      await replaceFrom(tx, old);
      return insertAnswer(tx, session.sessionId);
    }),
  );
  begin(deps, { session, endpoint, history, evidence, question, answer });
  return { question, answer };
}

/**
 * Puts another question in the place of an earlier one; all that followed it gives way.
 * @throws DomainError as `ask`, and `message_not_found`
 */
export async function editQuestion(
  deps: ChatDeps,
  session: Session,
  { messageId, content }: { messageId: string; content: string },
  permit: Permit,
): Promise<Exchange> {
  const { db } = deps;
  const endpoint = endpointOf(deps, session);
  const [old] = await Promise.all([findShown(db, session.sessionId, messageId, 'user'), permit()]);
  const evidence = gather(deps, session, content, old.discussedResultId);
  const history = await messagesBefore(db, old);
  const exchange = await onceAnswered(db, session.sessionId, () =>
    db.transaction(async (tx) => {
      await replaceFrom(tx, old);
      const discuss = old.discussedResultId ?? undefined;
      return insertExchange(tx, session.sessionId, { content, discuss });
    }),
  );
  begin(deps, { session, endpoint, history, evidence, ...exchange });
  return exchange;
}

/** Begins an empty conversation; an answer that is being written is stopped. */
export async function newConversation(
  deps: Pick<ChatDeps, 'db' | 'wakeups' | 'answers'>,
  sessionId: string,
): Promise<void> {
  const messages = await listMessages(deps.db, sessionId);
  const answering = messages.find(({ status }) => status === 'streaming');
  if (answering) await stopAnswer(deps, sessionId, answering.id);
  await startConversation(deps.db, sessionId);
}

function begin(deps: ChatDeps, task: AnswerTask): void {
  deps.answers.begin(task.answer.id, (live) => writeAnswer(deps, task, live).catch(deps.onError));
}

function gather(
  { db }: ChatDeps,
  session: Session,
  content: string,
  discussedResultId: string | null,
): Promise<GatheredEvidence> {
  const evidence = gatherEvidence(db, session, { content, discussedResultId });
  // Whoever answers hears of a failure; a refused question has nobody who would.
  evidence.catch(() => {});
  return evidence;
}

/** @throws DomainError `conversation_full` */
function assertRoom(messages: number): void {
  if (messages < MOST_MESSAGES) return;
  throw new DomainError(
    'conversation_full',
    `This conversation has ${MOST_MESSAGES} messages, which is the most. Start a new one.`,
  );
}

/**
 * One answer at a time, which the table's unique index sees to. An answer that lost its writer does
 * not stand in the way.
 */
async function onceAnswered<T>(db: Db, sessionId: string, insert: () => Promise<T>): Promise<T> {
  try {
    return await insert();
  } catch (error) {
    if (constraintViolated(error) !== 'demo_chat_messages_one_answer') throw error;
    if ((await interruptAbandoned(db, sessionId)) > 0) return insert();
    throw new DomainError(
      'answer_in_progress',
      'The model is still answering. Wait for it, or stop it first.',
    );
  }
}

async function findShown(
  db: Db,
  sessionId: string,
  messageId: string,
  role: ChatMessage['role'],
): Promise<ChatMessage> {
  const message = await findMessage(db, sessionId, messageId);
  if (message.role === role && message.replacedAt === null) return message;
  const what = role === 'user' ? 'question' : 'answer';
  throw new DomainError('message_not_found', `There is no such ${what} in the conversation.`, {
    field: 'messageId',
  });
}
