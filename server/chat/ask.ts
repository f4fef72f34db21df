/** What makes the model answer: a new question, the same question again, or an edited one. */

import { z } from 'zod';
import { DomainError } from '../../contract/domainError.ts';
import { idempotencyKeyInput } from '../../contract/schemas/idempotencyKey.ts';
import { pgText } from '../../contract/schemas/pgText.ts';
import type { Notifications } from '../../db/engine/index.ts';
import { constraintViolated, type Db } from '../../db/engine/index.ts';
import { comparedRunsInput } from '../comparison/index.ts';
import { type ApiKeyCipher, modelCallerOf } from '../connections/index.ts';
import type { ModelClient } from '../endpoint/index.ts';
import type { Session } from '../sessions/index.ts';
import type { LiveAnswers } from './answers/liveAnswers.ts';
import { stopAnswer } from './answers/stopAnswer.ts';
import { type AnswerTask, writeAnswer } from './answers/writeAnswer.ts';
import {
  type ChatExchange,
  type ChatMessage,
  comparedRunIdsOf,
  findExchangeByKey,
  findMessage,
  insertAnswer,
  insertExchange,
  interruptAbandoned,
  listMessages,
  messagesBefore,
  type NewQuestion,
  questionOf,
  replaceFrom,
  startConversation,
} from './chatStore.ts';
import type { AskedQuestion, EvidenceStore, GatheredEvidence } from './context/evidence.ts';
import type { OpenExchange } from './openExchange.ts';

export interface ChatDeps {
  db: Db;
  notifications: Notifications;
  modelClient: ModelClient;
  cipher: ApiKeyCipher;
  answers: LiveAnswers;
  evidence: EvidenceStore;
  openExchange: OpenExchange;
  onError: (error: unknown) => void;
}

export const chatQuestion = pgText()
  .trim()
  .min(1, 'must not be empty')
  .max(8_000, 'is longer than 8,000 characters');

export const askInput = z.strictObject({
  content: chatQuestion,
  /** The result that the question is about; it comes first in the model's prompt. */
  discuss: z.uuid('must be the id of a result').optional(),
  /** The two runs that it is about; without them the newest. */
  compare: comparedRunsInput.optional(),
  /** A key that was sent before returns the exchange of then, and asks nothing. */
  idempotencyKey: idempotencyKeyInput({ minLength: 1 }).optional(),
});

/** Called before anything is stored or sent; rejects when a rate limit is reached. */
type AssertAllowed = () => Promise<void>;

/**
 * Stores a question, starts its answer and returns both rows without waiting for the model.
 * @throws DomainError `answer_in_progress`, `conversation_full`, `result_not_found`, `run_not_found`, `rate_limited`
 */
export async function ask(
  deps: ChatDeps,
  session: Session,
  question: NewQuestion,
): Promise<ChatExchange> {
  const { db } = deps;
  const { sessionHash } = session;
  const model = modelCallerOf(deps, session);
  const { content, discuss = null, compare, idempotencyKey } = question;
  try {
    const opening = deps.openExchange(sessionHash, question);
    const gathering = deps.evidence.begin(session, {
      content,
      discussedResultId: discuss,
      comparedRunIds: comparedRunIdsOf(compare),
    });
    const { exchange: opened, history, runs } = await opening;
    if (opened === 'asked_before') return await sentBefore(db, sessionHash, idempotencyKey);
    const evidence = unlessRefused(gathering.complete(runs));
    const exchange =
      opened === 'answer_in_progress'
        ? await insertAfterAbandoned(db, sessionHash, () =>
            insertExchange(db, sessionHash, question),
          )
        : opened;
    startAnswer(deps, { session, model, history, evidence, ...exchange });
    return exchange;
  } catch (error) {
    // The same question, or another one, came to another node in the same moment.
    const violated = constraintViolated(error);
    if (violated === 'demo_chat_messages_asked_once') {
      return sentBefore(db, sessionHash, idempotencyKey);
    }
    throw violated === ONE_ANSWER ? answerInProgress() : error;
  }
}

async function sentBefore(db: Db, sessionHash: string, idempotencyKey = ''): Promise<ChatExchange> {
  const exchange = await findExchangeByKey(db, sessionHash, idempotencyKey);
  if (!exchange) throw new Error('The question that was sent before has no answer.');
  return exchange;
}

/**
 * Answers a question once more. The new answer replaces the old one and everything after it.
 * @throws DomainError as `ask`, and `message_not_found`
 */
export async function regenerate(
  deps: ChatDeps,
  session: Session,
  messageId: string,
  assertAllowed: AssertAllowed,
): Promise<ChatExchange> {
  const { db } = deps;
  const model = modelCallerOf(deps, session);
  const [old] = await Promise.all([
    findInConversation(db, session.sessionHash, messageId, 'assistant'),
    assertAllowed(),
  ]);
  const question = await questionOf(db, old);
  const evidence = startGathering(deps, session, question);
  const history = await messagesBefore(db, question);
  const answer = await insertUnlessAnswering(db, session.sessionHash, () =>
    db.transaction(async (tx) => {
      await replaceFrom(tx, old);
      return insertAnswer(tx, session.sessionHash);
    }),
  );
  startAnswer(deps, { session, model, history, evidence, question, answer });
  return { question, answer };
}

/**
 * Replaces a question, and everything after it, by an edited one.
 * @throws DomainError as `ask`, and `message_not_found`
 */
export async function editQuestion(
  deps: ChatDeps,
  session: Session,
  { messageId, content }: { messageId: string; content: string },
  assertAllowed: AssertAllowed,
): Promise<ChatExchange> {
  const { db } = deps;
  const model = modelCallerOf(deps, session);
  const [old] = await Promise.all([
    findInConversation(db, session.sessionHash, messageId, 'user'),
    assertAllowed(),
  ]);
  const evidence = startGathering(deps, session, { ...old, content });
  const history = await messagesBefore(db, old);
  const exchange = await insertUnlessAnswering(db, session.sessionHash, () =>
    db.transaction(async (tx) => {
      await replaceFrom(tx, old);
      const discuss = old.discussedResultId ?? undefined;
      const [candidate, baseline] = old.comparedRunIds ?? [];
      const compare = candidate && baseline ? { candidate, baseline } : undefined;
      return insertExchange(tx, session.sessionHash, { content, discuss, compare });
    }),
  );
  startAnswer(deps, { session, model, history, evidence, ...exchange });
  return exchange;
}

/** Starts an empty conversation; an answer that is being written is stopped. */
export async function newConversation(
  deps: Pick<ChatDeps, 'db' | 'notifications' | 'answers'>,
  sessionHash: string,
): Promise<void> {
  const messages = await listMessages(deps.db, sessionHash);
  const answering = messages.find(({ status }) => status === 'streaming');
  if (answering) await stopAnswer(deps, sessionHash, answering.id);
  await startConversation(deps.db, sessionHash);
}

function startAnswer(deps: ChatDeps, task: AnswerTask): void {
  deps.answers.begin(task.answer, (live) => writeAnswer(deps, task, live).catch(deps.onError));
}

function startGathering(
  deps: ChatDeps,
  session: Session,
  question: AskedQuestion,
): Promise<GatheredEvidence> {
  return unlessRefused(deps.evidence.gather(session, question));
}

/**
 * The answer awaits this promise and reports a failure. A refused question has no answer, and its
 * rejection must not count as unhandled.
 */
function unlessRefused(evidence: Promise<GatheredEvidence>): Promise<GatheredEvidence> {
  evidence.catch(() => {});
  return evidence;
}

const ONE_ANSWER = 'demo_chat_messages_one_answer';

/**
 * Inserts an answer unless another one is being written, which the table's unique index refuses. One that
 * lost its writer is marked as interrupted first.
 */
async function insertUnlessAnswering<T>(
  db: Db,
  sessionHash: string,
  insert: () => Promise<T>,
): Promise<T> {
  try {
    return await insert();
  } catch (error) {
    if (constraintViolated(error) !== ONE_ANSWER) throw error;
    return insertAfterAbandoned(db, sessionHash, insert);
  }
}

/** Inserts where another answer stands in the way, if that one has lost its writer. */
async function insertAfterAbandoned<T>(
  db: Db,
  sessionHash: string,
  insert: () => Promise<T>,
): Promise<T> {
  if ((await interruptAbandoned(db, sessionHash)) > 0) return insert();
  throw answerInProgress();
}

function answerInProgress(): DomainError {
  return new DomainError(
    'answer_in_progress',
    'The model is still answering. Wait for it, or stop it first.',
  );
}

async function findInConversation(
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
