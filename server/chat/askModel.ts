import type { Db } from '../../db/client.ts';
import type { ModelAnswer, ModelClient, ModelEndpoint } from '../endpoint/index.ts';
import type { Session } from '../session/index.ts';
import { answerSettings } from './answerSettings.ts';
import { buildPrompt, type Prompt, type PromptInput } from './prompt.ts';

/**
 * Puts evidence together for a question and asks the model.
 * @throws ModelCallError, or the reason of `signal`
 */
export async function askModel(
  deps: { db: Db; modelClient: ModelClient },
  request: PromptInput & {
    session: Session;
    endpoint: ModelEndpoint;
    signal: AbortSignal;
    onPrompt?: (prompt: Prompt) => void;
    onText: (text: string) => void;
    onReasoning?: (text: string) => void;
  },
): Promise<{ answer: ModelAnswer; prompt: Prompt }> {
  const { session, endpoint, signal, onPrompt, onText, onReasoning } = request;
  const prompt = await buildPrompt(deps.db, session, request);
  const { messages } = prompt;
  const call = deps.modelClient.call(
    endpoint,
    { messages, ...answerSettings, signal },
    onText,
    onReasoning,
  );
  onPrompt?.(prompt);
  return { answer: await call, prompt };
}
