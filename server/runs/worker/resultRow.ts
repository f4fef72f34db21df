import { type ErrorReason, errorReasonDefinitions } from '../../../contract/errorReasons.ts';
import { finishMeaning } from '../../../contract/finishReasons.ts';
import { isSuccess, type Outcome, outcomeDefinitions } from '../../../contract/outcomes.ts';
import type { ModelAnswer, ModelCallError } from '../../endpoint/index.ts';
import type { NewResult } from '../results/storeResults.ts';

/** The part of a result that a call determines; the prompt, its grade and the waiting are added later. */
export type CallResult = Omit<
  NewResult,
  | 'promptIndex'
  | 'sample'
  | 'prompt'
  | 'category'
  | 'expectedAnswer'
  | 'modelId'
  | 'attempts'
  | 'queuedMs'
  | 'backoffMs'
>;

/**
 * What is stored of a call that the endpoint answered.
 * @param maxTokens the limit that was sent; null when none was
 */
export function toResultRow(answer: ModelAnswer, maxTokens: number | null): CallResult {
  const outcome = outcomeOfAnswer(answer);
  const text = answer.text || answer.refusal;
  const failure = failures[outcome];
  return {
    outcome,
    success: isSuccess(outcome),
    correct: null,
    grade: null,
    overrule: null,
    response: text,
    reasoning: answer.reasoning || null,
    error: failure?.message(answer, maxTokens) ?? null,
    errorKind: failure ? errorReasonDefinitions[failure.reason].kind : null,
    errorReason: failure?.reason ?? null,
    upstreamRequestId: answer.upstreamRequestId,
    latencyMs: answer.latencyMs,
    firstByteMs: answer.firstByteMs,
    ttftMs: answer.ttftMs,
    firstThoughtMs: answer.timeToFirstReasoningMs,
    finishReason: answer.finishReason,
    probablyTruncated: outcome === 'answered' && isAtLimit(answer, maxTokens),
    // Found out when the run is over, by its other prompts.
    promptCut: false,
    inputTokens: answer.inputTokens,
    outputTokens: answer.outputTokens,
    reasoningTokens: answer.reasoningTokens,
  };
}

/** What is stored of a call that failed, with the part of the answer that had arrived. */
export function toFailedResultRow(error: ModelCallError): CallResult {
  const outcome = outcomeOfError(error);
  return {
    outcome,
    success: isSuccess(outcome),
    correct: null,
    grade: null,
    overrule: null,
    response: error.partialText || null,
    reasoning: error.partialReasoning || null,
    error: error.message,
    errorKind: error.kind,
    errorReason: error.reason,
    upstreamRequestId: error.upstreamRequestId,
    latencyMs: error.latencyMs,
    firstByteMs: null,
    ttftMs: null,
    firstThoughtMs: null,
    finishReason: null,
    probablyTruncated: false,
    promptCut: false,
    inputTokens: null,
    outputTokens: null,
    reasoningTokens: null,
  };
}

function outcomeOfAnswer(answer: ModelAnswer): Outcome {
  const { text, reasoning, reasoningTokens, refusal } = answer;
  const meaning = finishMeaning(answer.finishReason);
  if (meaning === 'refused' || refusal !== '') return 'refused';
  if (text.trim() !== '') {
    if (meaning === 'length') return 'truncated';
    return meaning === 'whole' ? 'answered' : 'unclear';
  }
  // Some servers neither send nor count the reasoning that used the tokens up.
  const hasReasoned = reasoning !== '' || reasoningTokens || meaning === 'length';
  return hasReasoned ? 'thinking_only' : 'empty';
}

/** Servers of the llama.cpp family say `stop`, too, where the limit ended the answer. */
function isAtLimit({ outputTokens, finishReason }: ModelAnswer, maxTokens: number | null): boolean {
  return finishReason !== null && outputTokens !== null && outputTokens === maxTokens;
}

function outcomeOfError({ kind, reason, partialText, partialReasoning }: ModelCallError): Outcome {
  if (kind === 'rate_limit') return 'rate_limited';
  if (kind === 'timeout') return 'timed_out';
  if (reason === 'content_filter') return 'refused';
  if (reason === 'no_answer') return 'empty';
  const isPart = partialText !== '' || partialReasoning !== '';
  if (isPart || reason === 'truncated_stream' || reason === 'damaged_stream') return 'broken';
  return reason === 'tool_call' ? 'empty' : 'failed';
}

/** Why an answer is no success, for the outcomes of calls that ended without an error. */
const failures: Partial<Record<Outcome, AnswerFailure>> = {
  thinking_only: {
    reason: 'no_answer',
    message: ({ finishReason }, maxTokens) =>
      finishMeaning(finishReason) === 'length'
        ? `The model used up its ${maxTokens ?? 'output'} tokens before it answered. Raise max output tokens.`
        : 'The model reasoned, and then ended without an answer. Run this prompt again; if every prompt ' +
          "ends so, the server takes its answers for reasoning: check its reasoning parser's setting.",
  },
  refused: {
    reason: 'content_filter',
    message: () =>
      'The answer was withheld: the model or a content filter of the endpoint declined.',
  },
  empty: { reason: 'no_answer', message: () => outcomeDefinitions.empty.meaning },
};

interface AnswerFailure {
  reason: ErrorReason;
  message(answer: ModelAnswer, maxTokens: number | null): string;
}
