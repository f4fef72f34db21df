import type { Db } from '../../db/client.ts';
import {
  type ModelAnswer,
  ModelCallError,
  type ModelClient,
  type ModelEndpoint,
} from '../endpoint/index.ts';
import type { Session } from '../session/index.ts';
import { answerSettings } from './answerSettings.ts';
import { contextBudget, smallerBudget } from './contextBudget.ts';
import { gatherEvidence, type RunInView } from './evidence.ts';
import { type Conversation, composePrompt, type Prompt } from './prompt.ts';

export interface Asked {
  answer: ModelAnswer;
  prompt: Prompt;
  runs: RunInView[];
}

/**
 * Puts evidence together for a question and asks the model; once more with less where the server says
 * that the request is too long.
 * @throws ModelCallError, or the reason of `signal`
 */
export async function askModel(
  deps: { db: Db; modelClient: ModelClient },
  request: Conversation & {
    session: Session;
    endpoint: ModelEndpoint;
    signal: AbortSignal;
    onPrompt?: (prompt: Prompt) => void;
    onText: (text: string) => void;
    onReasoning?: (text: string) => void;
  },
): Promise<Asked> {
  const { session, endpoint, signal, onPrompt, onText, onReasoning } = request;
  const evidence = await gatherEvidence(deps.db, session, request.question);
  const call = async (prompt: Prompt): Promise<Asked> => {
    const { messages, maxTokens } = prompt;
    const answer = deps.modelClient.call(
      endpoint,
      { messages, maxTokens, ...answerSettings, signal },
      onText,
      onReasoning,
    );
    onPrompt?.(prompt);
    return { answer: await answer, prompt, runs: evidence.runs };
  };

  const prompt = composePrompt(evidence, request, contextBudget(session.connectionReport));
  try {
    return await call(prompt);
  } catch (error) {
    if (!(error instanceof ModelCallError && error.reason === 'context_too_long')) throw error;
    return call(composePrompt(evidence, request, smallerBudget(prompt.tokens, error.said)));
  }
}
