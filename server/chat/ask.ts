/** What makes the model answer: a question, the same question again, or another in its place. */
import { z } from 'zod';
import { DomainError } from '../../contract/domainError.ts';
import { pgText } from '../../contract/schemas/pgText.ts';
import type { Notifications } from '../../db/engine/index.ts';
import { constraintViolated, type Db } from '../../db/engine/index.ts';
import { type ApiKeyCipher, modelCallerOf } from '../connections/index.ts';
import type { ModelClient } from '../endpoint/index.ts';
import { findResult } from '../results/index.ts';
import type { Session } from '../sessions/index.ts';
import type { Answers } from './answers/liveAnswers.ts';
import { stopAnswer } from './answers/stopAnswer.ts';
import { type AnswerTask, writeAnswer } from './answers/writeAnswer.ts';
import {
  type ChatExchange,
  type ChatMessage,
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
import { MAX_TURNS } from './context/composePrompt.ts';
import { type GatheredEvidence, gatherEvidence } from './context/evidence.ts';

export interface ChatDeps {
  db: Db;
  notifications: Notifications;
  modelClient: ModelClient;
  cipher: ApiKeyCipher;
  answers: Answers;
  onError: (error: unknown) => void;
}

const MAX_MESSAGES = 400;

export const chatQuestion = pgText()
  .trim()
  .min(1, 'must not be empty')
  .max(8_000, 'is longer than 8,000 characters');

export const askInput = z.strictObject({
  content: chatQuestion,
  /** Puts this result first among what the model is shown. */
  discuss: z.uuid('must be the id of a result').optional(),
  /** The same key sent again gets the first question and its answer, and asks nothing. */
  idempotencyKey: pgText().min(1).max(200, 'is longer than 200 characters').optional(),
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
): Promise<ChatExchange> {
  const { db } = deps;
  const { sessionHash } = session;
  const model = modelCallerOf(deps, session);
  // What takes time is done at once: the model's answer waits for all of it.
  const evidence = gather(deps, session, question.content, question.discuss ?? null);
  const [{ messages: history, total }] = await Promise.all([
    latestMessages(db, sessionHash, MAX_TURNS),
    permit(),
    question.discuss && findResult(db, sessionHash, question.discuss),
  ]);
  assertRoom(total);
  try {
    const exchange = await onceAnswered(db, sessionHash, () =>
      insertExchange(db, sessionHash, question),
    );
    begin(deps, { session, model, history, evidence, ...exchange });
    return exchange;
  } catch (error) {
    const { idempotencyKey } = question;
    if (constraintViolated(error) !== 'demo_chat_messages_asked_once' || !idempotencyKey) {
      throw error;
    }
    const before = await exchangeSentBefore(db, sessionHash, idempotencyKey);
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
): Promise<ChatExchange> {
  const { db } = deps;
  const model = modelCallerOf(deps, session);
  const [old] = await Promise.all([
    findShown(db, session.sessionHash, messageId, 'assistant'),
    permit(),
  ]);
  const question = await questionOf(db, old);
  const evidence = gather(deps, session, question.content, question.discussedResultId);
  const history = await messagesBefore(db, question);
  const answer = await onceAnswered(db, session.sessionHash, () =>
    db.transaction(async (tx) => {
      await replaceFrom(tx, old);
      return insertAnswer(tx, session.sessionHash);
    }),
  );
  begin(deps, { session, model, history, evidence, question, answer });
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
): Promise<ChatExchange> {
  const { db } = deps;
  const model = modelCallerOf(deps, session);
  const [old] = await Promise.all([
    findShown(db, session.sessionHash, messageId, 'user'),
    permit(),
  ]);
  const evidence = gather(deps, session, content, old.discussedResultId);
  const history = await messagesBefore(db, old);
  const exchange = await onceAnswered(db, session.sessionHash, () =>
    db.transaction(async (tx) => {
      await replaceFrom(tx, old);
      const discuss = old.discussedResultId ?? undefined;
      return insertExchange(tx, session.sessionHash, { content, discuss });
    }),
  );
  begin(deps, { session, model, history, evidence, ...exchange });
  return exchange;
}

/** Begins an empty conversation; an answer that is being written is stopped. */
export async function newConversation(
  deps: Pick<ChatDeps, 'db' | 'notifications' | 'answers'>,
  sessionHash: string,
): Promise<void> {
  const messages = await listMessages(deps.db, sessionHash);
  const answering = messages.find(({ status }) => status === 'streaming');
  if (answering) await stopAnswer(deps, sessionHash, answering.id);
  await startConversation(deps.db, sessionHash);
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
  if (messages < MAX_MESSAGES) return;
  throw new DomainError(
    'conversation_full',
    `This conversation has ${MAX_MESSAGES} messages, which is the most. Start a new one.`,
  );
}

/**
 * One answer at a time, which the table's unique index sees to. An answer that lost its writer does
 * not stand in the way.
 */
async function onceAnswered<T>(db: Db, sessionHash: string, insert: () => Promise<T>): Promise<T> {
  try {
    return await insert();
  } catch (error) {
    if (constraintViolated(error) !== 'demo_chat_messages_one_answer') throw error;
    if ((await interruptAbandoned(db, sessionHash)) > 0) return insert();
    throw new DomainError(
      'answer_in_progress',
      'The model is still answering. Wait for it, or stop it first.',
    );
  }
}

async function findShown(
  db: Db,
  sessionHash: string,
  messageId: string,
  role: ChatMessage['role'],
): Promise<ChatMessage> {
  const message = await findMessage(db, sessionHash, messageId);
  if (message.role === role && message.replacedAt === null) return message;
  const what = role === 'user' ? 'question' : 'answer';
  throw new DomainError('message_not_found', `There is no such ${what} in the conversation.`, {
    field: 'messageId',
  });
}
