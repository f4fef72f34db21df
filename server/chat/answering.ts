/**
 * Answers questions with the user's own model. The answer's row in the table is what watchers on any
 * node read; watchers in this process are served from memory at once, ahead of the row.
 */
import { sql } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';
import { notify, type Wakeups } from '../../db/wakeups.ts';
import { ModelCallError, type ModelClient, type ModelEndpoint } from '../endpoint/index.ts';
import { type ApiKeyCipher, endpointOf, type Session } from '../session/index.ts';
import { answerSettings } from './answerSettings.ts';
import { type ChatMessage, storeAnswer, storeQuestion } from './chatStore.ts';
import { buildConversation } from './conversation.ts';

const STORE_EVERY_MS = 200;

interface LiveAnswer {
  text: string;
  hasEnded: boolean;
  stop: AbortController;
  done: Promise<void>;
}

export interface ChatDeps {
  db: Db;
  wakeups: Wakeups;
  modelClient: ModelClient;
  cipher: ApiKeyCipher;
  answers: Answers;
}

/** The answers that this process is writing. */
export interface Answers {
  /** What has arrived so far; undefined when another process writes the answer, or none does. */
  liveText(messageId: string): string | undefined;
  /** Ends an answer that this process writes, keeping its text. */
  stop(messageId: string): void;
  /** Stops all and waits until their last words are stored. */
  close(): Promise<void>;
}

export interface AnswerWriter extends Answers {
  begin(messageId: string, write: (live: LiveAnswer) => Promise<void>): void;
  /** The text is in its row now; whoever is told next shall read it there. */
  ended(messageId: string): void;
}

export function createAnswers(): AnswerWriter {
  const live = new Map<string, LiveAnswer>();
  return {
    begin(messageId, write) {
      const answer: LiveAnswer = {
        text: '',
        hasEnded: false,
        stop: new AbortController(),
        done: Promise.resolve(),
      };
      live.set(messageId, answer);
      answer.done = write(answer).finally(() => live.delete(messageId));
    },
    ended(messageId) {
      const answer = live.get(messageId);
      if (answer) answer.hasEnded = true;
    },
    liveText(messageId) {
      const answer = live.get(messageId);
      return answer?.hasEnded ? undefined : answer?.text;
    },
    stop: (messageId) => live.get(messageId)?.stop.abort(),
    async close() {
      for (const answer of live.values()) answer.stop.abort();
      await Promise.allSettled([...live.values()].map((answer) => answer.done));
    },
  };
}

/**
 * Stores a question, starts its answer and returns both rows without waiting for the model.
 * @throws DomainError `answer_in_progress`
 */
export async function ask(
  deps: Omit<ChatDeps, 'answers'> & { answers: AnswerWriter; onError: (error: unknown) => void },
  session: Session,
  content: string,
): Promise<{ question: ChatMessage; answer: ChatMessage }> {
  const endpoint = endpointOf(deps, session);
  const { question, answer, history } = await storeQuestion(deps.db, session.sessionId, content);
  deps.answers.begin(answer.id, (live) =>
    writeAnswer(deps, session, endpoint, answer.id, [...history, question], live).catch(
      deps.onError,
    ),
  );
  return { question, answer };
}

async function writeAnswer(
  deps: Omit<ChatDeps, 'answers'> & { answers: AnswerWriter },
  session: Session,
  endpoint: ModelEndpoint,
  messageId: string,
  conversation: ChatMessage[],
  live: LiveAnswer,
): Promise<void> {
  const topic = `chat:${messageId}` as const;
  const { db } = deps;
  let storing: Promise<void> = Promise.resolve();
  // One write at a time, each with the newest text: a slow database delays rows, not the stream.
  const timer = setInterval(() => {
    const write = async () => {
      if (!(await storeAnswer(db, messageId, { content: live.text }))) live.stop.abort();
      else await db.execute(sql`select ${notify(topic)}`);
    };
    storing = storing.then(write).catch(() => {});
  }, STORE_EVERY_MS);
  const stopAtExpiry = setTimeout(() => live.stop.abort(), session.expiresInSeconds * 1000);

  let outcome: Parameters<typeof storeAnswer>[2] = {
    status: 'failed',
    error: 'Something went wrong on our side. Ask again.',
  };
  try {
    const messages = await buildConversation(db, session, conversation);
    const answer = await deps.modelClient.call(
      endpoint,
      {
        messages,
        ...answerSettings,
        signal: live.stop.signal,
      },
      (text) => {
        live.text += text;
        deps.wakeups.wakeLocally(topic);
      },
    );
    const { inputTokens, outputTokens, reasoningTokens, latencyMs, ttftMs } = answer;
    outcome = {
      status: 'complete',
      reasoning: answer.reasoning || null,
      inputTokens,
      outputTokens,
      reasoningTokens,
      latencyMs,
      ttftMs,
    };
    if (answer.refusal !== '' && live.text === '') live.text = answer.refusal;
  } catch (error) {
    if (live.stop.signal.aborted) outcome = { status: 'stopped' };
    else if (error instanceof ModelCallError) {
      outcome = {
        status: 'failed',
        reasoning: error.partialReasoning || null,
        error: error.message,
        errorKind: error.kind,
      };
    } else throw error;
  } finally {
    clearInterval(timer);
    clearTimeout(stopAtExpiry);
    await storing;
    await storeAnswer(db, messageId, { ...outcome, content: live.text });
    deps.answers.ended(messageId);
    await db.execute(sql`select ${notify(topic)}`);
  }
}
