import type { ChatMessage } from '../../chat/index.ts';
import type { Connection } from '../../connections/index.ts';
import type { RunResult, SessionMetrics } from '../../results/index.ts';
import type { Run } from '../../runs/index.ts';

export interface ExportHead {
  modelName: string;
  connection: Connection;
  runs: Run[];
  metrics: SessionMetrics;
  exportedAt: Date;
}

/** A file format as three pure functions from data to text. */
export interface ExportFormat {
  contentType: string;
  header(head: ExportHead): string;
  /** `index` counts the rows of the whole document from 0. */
  row(result: RunResult, index: number): string;
  /** What comes between the results and the messages of the chat; null where a format has no place for them. */
  chat: { header(): string; row(message: ChatMessage, index: number): string } | null;
  footer(): string;
}

/** The columns of a result, in order, under the names that both formats use. */
export function exportedResult(result: RunResult) {
  return {
    prompt_id: result.promptIndex + 1,
    prompt: result.prompt,
    response: result.response,
    latency_ms: result.latencyMs,
    success: result.success,
    error: result.error,
    error_kind: result.errorKind,
    error_reason: result.errorReason,
    outcome: result.outcome,
    attempts: result.attempts,
    queued_ms: result.queuedMs,
    backoff_ms: result.backoffMs,
    first_byte_ms: result.firstByteMs,
    ttft_ms: result.ttftMs,
    first_thought_ms: result.firstThoughtMs,
    input_tokens: result.inputTokens,
    output_tokens: result.outputTokens,
    reasoning_tokens: result.reasoningTokens,
    reasoning: result.reasoning,
    finish_reason: result.finishReason,
    category: result.category,
    expected_answer: result.expectedAnswer,
    correct: result.correct,
    model_id: result.modelId,
    test_run_id: result.testRunId,
    sample: result.sample + 1,
    created_at: result.createdAt.toISOString(),
  };
}

export const exportedColumns = [
  'prompt_id',
  'prompt',
  'response',
  'latency_ms',
  'success',
  'error',
  'error_kind',
  'error_reason',
  'outcome',
  'attempts',
  'queued_ms',
  'backoff_ms',
  'first_byte_ms',
  'ttft_ms',
  'first_thought_ms',
  'input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'reasoning',
  'finish_reason',
  'category',
  'expected_answer',
  'correct',
  'model_id',
  'test_run_id',
  'sample',
  'created_at',
] as const satisfies (keyof ReturnType<typeof exportedResult>)[];
