/**
 * Asks the model one question and writes its answer until that ends, in whatever way.
 * See docs/decisions/0018.
 */
import type { Db, Notifications } from '../../../db/engine/index.ts';
import { retryOnOutage } from '../../../db/engine/index.ts';
import { ModelCallError, type ModelCaller } from '../../endpoint/index.ts';
import type { Session } from '../../sessions/index.ts';
import { type ChatMessage, INTERRUPTED } from '../chatStore.ts';
import type { GatheredEvidence } from '../context/evidence.ts';
import { annotate } from './annotations.ts';
import { type AnswerChange, storeAnswerEnd } from './answerEnd.ts';
import { askModel } from './askModel.ts';
import type { LiveAnswer, LiveAnswers, StopReason } from './liveAnswers.ts';

export interface AnswerTask {
  session: Session;
  model: ModelCaller;
  /** The turns before the question, oldest first. */
  history: Pick<ChatMessage, 'role' | 'content'>[];
  question: ChatMessage;
  /** The row to write to. */
  answer: ChatMessage;
  evidence: Promise<GatheredEvidence>;
}

/**
 * Streams the answer into `live` and stores its end: complete, failed, stopped or interrupted, always
 * with the text that watchers have seen.
 */
export async function writeAnswer(
  deps: { db: Db; notifications: Notifications; answers: LiveAnswers },
  task: AnswerTask,
  live: LiveAnswer,
): Promise<void> {
  const { db, notifications, answers } = deps;
  const { session } = task;
  const messageId = task.answer.id;
  const topic = `chat:${messageId}` as const;
  const unsubscribe = notifications.subscribe(`stop:${messageId}`, () =>
    answers.checkForStop(messageId),
  );
  const stopAtExpiry = setTimeout(
    () => live.stop.abort('expired' satisfies StopReason),
    session.expiresInSeconds * 1000,
  );

  let end: AnswerChange = { status: 'failed', error: INTERNAL_ERROR, errorKind: 'unknown' };
  try {
    end = await streamInto(deps, task, live);
  } finally {
    unsubscribe();
    clearTimeout(stopAtExpiry);
    const texts = { content: live.text, reasoning: live.reasoning || null, ...live.shown };
    const row = await retryOnOutage(() => storeAnswerEnd(db, messageId, { ...end, ...texts }));
    const isSessionAlive = live.stop.signal.reason !== ('expired' satisfies StopReason);
    answers.setEnd(messageId, isSessionAlive ? row : undefined);
    notifications.publishLocally(topic);
  }
}

const INTERNAL_ERROR = 'Something went wrong on our side. Your question is kept: ask again.';

async function streamInto(
  deps: { db: Db; notifications: Notifications },
  task: AnswerTask,
  live: LiveAnswer,
): Promise<AnswerChange> {
  const { db, notifications } = deps;
  const messageId = task.answer.id;
  const topic = `chat:${messageId}` as const;
  const { signal } = live.stop;
  const append = (part: 'text' | 'reasoning') => (piece: string) => {
    // Watchers may have been told already that the answer has ended.
    if (signal.aborted) return;
    live[part] += piece;
    notifications.publishLocally(topic);
  };
  try {
    const { answer, evidence } = await askModel({
      ...task,
      signal,
      onPrompt(prompt) {
        live.shown = { runIds: prompt.runIds, evidence: prompt.evidence };
      },
      onText: append('text'),
      onReasoning: append('reasoning'),
      onCorrection(reasoning) {
        if (signal.aborted) return;
        live.text = '';
        append('reasoning')(reasoning);
      },
    });
    if (answer.refusal !== '' && live.text === '') live.text = answer.refusal;
    const { inputTokens, outputTokens, reasoningTokens, upstreamRequestId } = answer;
    const { latencyMs, ttftMs, timeToFirstReasoningMs: firstThoughtMs } = answer;
    return {
      status: 'complete',
      ...(await retryOnOutage(() => annotate(db, live.text, evidence))),
      inputTokens,
      outputTokens,
      reasoningTokens,
      upstreamRequestId,
      latencyMs,
      ttftMs,
      firstThoughtMs,
    };
  } catch (error) {
    if (signal.aborted) return stoppedEnd(signal.reason as StopReason);
    if (!(error instanceof ModelCallError)) throw error;
    return {
      status: 'failed',
      error: error.message,
      errorKind: error.kind,
      errorReason: error.reason,
      upstreamRequestId: error.upstreamRequestId,
    };
  }
}

function stoppedEnd(reason: StopReason): AnswerChange {
  return reason === 'requested'
    ? { status: 'stopped' }
    : { status: 'interrupted', error: INTERRUPTED };
}
