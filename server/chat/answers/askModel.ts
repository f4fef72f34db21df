import { type ModelAnswer, ModelCallError, type ModelCaller } from '../../endpoint/index.ts';
import type { Session } from '../../sessions/index.ts';
import {
  type ComposedPrompt,
  composePrompt,
  type QuestionInContext,
} from '../context/composePrompt.ts';
import { contextBudget, smallerBudget } from '../context/contextBudget.ts';
import type { GatheredEvidence } from '../context/evidence.ts';
import { answerSettings } from './answerSettings.ts';

interface AskedAnswer {
  answer: ModelAnswer;
  /** What it was told. */
  evidence: GatheredEvidence;
}

/**
 * Asks the model a question with as much evidence as fits its context window. If the server says that
 * the request is too long, it is sent once more with less.
 * @throws ModelCallError, or the reason of `signal`
 */
export async function askModel(
  request: QuestionInContext & {
    session: Session;
    evidence: Promise<GatheredEvidence>;
    model: ModelCaller;
    signal: AbortSignal;
    onPrompt?: (prompt: ComposedPrompt) => void;
    onText: (text: string) => void;
    onReasoning?: (text: string) => void;
    /** All text so far was reasoning, namely this. */
    onCorrection: (reasoning: string) => void;
  },
): Promise<AskedAnswer> {
  const { session, model, signal, onPrompt, onText, onReasoning, onCorrection } = request;
  const evidence = await request.evidence;
  signal.throwIfAborted();
  const call = async (prompt: ComposedPrompt): Promise<AskedAnswer> => {
    const { messages, maxTokens } = prompt;
    const answer = model.call(
      { messages, maxTokens, ...answerSettings, textEvents: true },
      {
        signal,
        onEvent(event) {
          if (event.type === 'text') onText(event.text);
          else if (event.type === 'reasoning') onReasoning?.(event.text);
          else if (event.type === 'correction') onCorrection(event.reasoning);
        },
      },
    );
    onPrompt?.(prompt);
    return { answer: await answer, evidence };
  };

  const prompt = composePrompt(
    evidence,
    request,
    contextBudget(session.connection.connectionReport),
  );
  try {
    return await call(prompt);
  } catch (error) {
    if (!(error instanceof ModelCallError && error.reason === 'context_too_long')) throw error;
    return call(
      composePrompt(evidence, request, smallerBudget(prompt.tokens, error.providerMessage)),
    );
  }
}
