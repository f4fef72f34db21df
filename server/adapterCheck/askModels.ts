/** The calls of an adapter check: one after another, paced, and bounded in number. */
import { MAX_ADAPTER_CHECK_CALLS } from '../../contract/adapterCheck.ts';
import type { ConnectionRole } from '../../contract/connectionRoles.ts';
import { finishMeaning } from '../../contract/finishReasons.ts';
import { type ModelAnswer, ModelCallError, type ModelCaller } from '../endpoint/index.ts';
import {
  createQuotaTries,
  createSampleRetries,
  type Pacer,
  type QuotaTries,
  settleFailed,
  waitUnlessAborted,
} from '../pacing/index.ts';
import type { CheckPrompt } from './checkPrompts.ts';
import { type Answers, isBeyondTelling } from './judgeAnswers.ts';

export interface PacedModel {
  model: ModelCaller;
  pacer: Pacer;
}

export interface AskedPrompt extends CheckPrompt {
  answers: Answers;
}

export interface FailedSide {
  role: ConnectionRole;
  error: ModelCallError;
}

/**
 * Neither model is always the first; and a server that loads one model at a time loads half as often as with turns.
 */
const ORDER: ConnectionRole[] = ['candidate', 'baseline', 'baseline', 'candidate'];
const MAX_RETRIES = 2;
/** Room for some lines in which two models part; more would cost a slow server minutes. */
const MAX_TOKENS = 64;

const request = {
  maxTokens: MAX_TOKENS,
  stream: true,
  timeoutMs: 60_000,
  // Over what the person added to the connection: the check stands and falls with these two.
  extraBody: { temperature: 0, max_tokens: MAX_TOKENS, max_completion_tokens: null },
  // They are counted, so they are made here.
  connectionRetries: 0,
};

/**
 * Asks each prompt twice of each model, in as few calls as tell what can be told: what is left of a prompt of which
 * a call failed, and all the rest once too few prompts can be comparable, is not asked.
 * @param onCall hears of each call that is made
 * @throws the reason of `signal`; ApiKeyUnreadableError
 */
export async function askModels(
  models: Record<ConnectionRole, PacedModel>,
  prompts: CheckPrompt[],
  { signal, onCall }: { signal: AbortSignal; onCall(): void },
): Promise<{ asked: AskedPrompt[]; failed: FailedSide[] }> {
  const asked: AskedPrompt[] = [];
  const failed: FailedSide[] = [];
  let callsLeft = MAX_ADAPTER_CHECK_CALLS;
  const calling: Calling = {
    signal,
    spend() {
      callsLeft -= 1;
      onCall();
    },
    mayCallAgain: () => callsLeft > 0,
  };
  const quotaTries = { candidate: createQuotaTries(), baseline: createQuotaTries() };
  for (const [index, prompt] of prompts.entries()) {
    const soFar = asked.map(({ answers }) => answers);
    if (callsLeft < ORDER.length || isBeyondTelling(soFar, prompts.length - index)) break;
    const answers: Answers = { candidate: [], baseline: [] };
    asked.push({ ...prompt, answers });
    for (const role of ORDER) {
      const side = { ...models[role], quotaTries: quotaTries[role] };
      const reply = await ask(side, prompt.prompt, calling);
      if ('error' in reply) {
        failed.push({ role, error: reply.error });
        if (reply.isFinal) return { asked, failed };
        break;
      }
      answers[role].push(reply.text);
    }
  }
  return { asked, failed };
}

interface Calling {
  signal: AbortSignal;
  /** Counts a call. */
  spend(): void;
  mayCallAgain(): boolean;
}

type Reply =
  | { text: string }
  /** `isFinal` where every other prompt would fail as well. */
  | { error: ModelCallError; isFinal: boolean };

async function ask(
  { model, pacer, quotaTries }: PacedModel & { quotaTries: QuotaTries },
  prompt: string,
  { signal, spend, mayCallAgain }: Calling,
): Promise<Reply> {
  const question = { ...request, messages: [{ role: 'user' as const, content: prompt }] };
  const retries = createSampleRetries(MAX_RETRIES, quotaTries);
  while (true) {
    const permit = await pacer.acquire({ adaptive: true, signal });
    const startedAt = performance.now();
    spend();
    try {
      // Each event is that of a request more: one that was adapted, or that was made again.
      const answer = await model.call(question, { signal, onEvent: spend });
      permit.succeeded(answer.firstByteMs);
      quotaTries.answered();
      const text = textOf(answer);
      return text === '' ? { error: noText(answer), isFinal: false } : { text };
    } catch (error) {
      if (!(error instanceof ModelCallError)) {
        permit.release();
        throw error;
      }
      const step = retries.next(error, startedAt);
      const pauseAllMs = step.kind === 'call_again' ? step.pauseAllMs : error.retryAfterMs;
      settleFailed(permit, error, pauseAllMs);
      if (step.kind !== 'call_again' || !mayCallAgain()) {
        const isFinal = step.kind === 'end_run' || isOfEveryCall(error);
        return { error, isFinal };
      }
      await waitUnlessAborted(step.backoffMs, signal);
    }
  }
}

function noText({ finishReason }: ModelAnswer): ModelCallError {
  if (finishMeaning(finishReason) !== 'length') return new ModelCallError('no_answer');
  const what = `The model used up the ${MAX_TOKENS} tokens of the check before it wrote anything.`;
  return new ModelCallError('no_answer', { what });
}

function isOfEveryCall({ kind }: ModelCallError): boolean {
  return kind === 'auth' || kind === 'model_not_found';
}

/** All that the model wrote: one that only reasoned within its tokens can be compared by that. */
function textOf({ reasoning, text, refusal }: ModelAnswer): string {
  return [reasoning, text || refusal]
    .map((part) => part.trim())
    .filter(Boolean)
    .join('\n\n');
}
