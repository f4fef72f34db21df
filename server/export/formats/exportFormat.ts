import type { EndedBlindVote } from '../../../contract/blindVotes.ts';
import type { SessionMetrics } from '../../../contract/metrics.ts';
import type { SloReport } from '../../../contract/sloTargets.ts';
import type { AdapterCheck } from '../../adapterCheck/index.ts';
import type { ChatMessage } from '../../chat/index.ts';
import type { Connection } from '../../connections/index.ts';
import type { RunResult } from '../../results/index.ts';
import type { Comparison, Run } from '../../runs/index.ts';

export interface ExportedRun extends Run {
  /** How many of its calls are within its targets; null where it has none. */
  slo: SloReport | null;
  /** What its requests asked with, beside model and messages. */
  parameters: Record<string, unknown>;
  /** Its own figures, of its own model; null in formats that do not tell them. */
  metrics: SessionMetrics | null;
  /** What it was started as a part of; null of one that was started alone. */
  comparison: Comparison | null;
}

export interface ExportHead {
  /** Null where the runs are of several models. */
  model: { name: string; id: string } | null;
  connection: Connection;
  runs: ExportedRun[];
  /** Those that came to an end, oldest first. */
  adapterChecks: AdapterCheck[];
  /** Those that have ended, newest first; none in the export of one run. */
  blindVotes: EndedBlindVote[];
  /** Over all runs; null where these are of several models, whose figures are never put together, or not told. */
  metrics: SessionMetrics | null;
  exportedAt: Date;
}

/** How a result is written: a line of CSV, or an object; in a list behind a comma, the first one too. */
export type RowFormat = 'csv' | 'json' | 'json_in_list';

/** A file format as pure functions from data to text, in the order in which the parts stand in a file. */
export interface ExportFormat {
  contentType: string;
  header(head: ExportHead): string;
  /** How the database writes a result. */
  rows: RowFormat;
  /** The messages of the chat, after the results; null in formats without them. */
  chat: { header(): string; row(message: ChatMessage, index: number): string } | null;
  footer(): string;
}

/** The columns of a result, in order, under the names that both formats use. */
const columns = {
  prompt_id: (result) => result.promptIndex + 1,
  prompt: (result) => result.prompt,
  response: (result) => result.response,
  latency_ms: (result) => result.latencyMs,
  success: (result) => result.success,
  error: (result) => result.error,
  error_kind: (result) => result.errorKind,
  error_reason: (result) => result.errorReason,
  outcome: (result) => result.outcome,
  attempts: (result) => result.attempts,
  queued_ms: (result) => result.queuedMs,
  backoff_ms: (result) => result.backoffMs,
  first_byte_ms: (result) => result.firstByteMs,
  ttft_ms: (result) => result.ttftMs,
  first_thought_ms: (result) => result.firstThoughtMs,
  tpot_ms: (result) => result.tpotMs,
  output_tokens_per_second: (result) => result.outputTokensPerSecond,
  input_tokens: (result) => result.inputTokens,
  output_tokens: (result) => result.outputTokens,
  reasoning_tokens: (result) => result.reasoningTokens,
  reasoning: (result) => result.reasoning,
  finish_reason: (result) => result.finishReason,
  category: (result) => result.category,
  expected_answer: (result) => result.expectedAnswer,
  correct: (result) => result.correct,
  model_id: (result) => result.modelId,
  test_run_id: (result) => result.testRunId,
  sample: (result) => result.sample + 1,
  upstream_request_id: (result) => result.upstreamRequestId,
  probably_truncated: (result) => result.probablyTruncated,
  prompt_cut: (result) => result.promptCut,
  created_at: (result) => result.createdAt.toISOString(),
  grader: (result) => result.grade?.grader ?? null,
  grade_score: (result) => result.grade?.score ?? null,
  grade_reason: (result) => result.grade?.reason ?? null,
  overruled: (result) => result.overrule?.pass ?? null,
  overrule_note: (result) => result.overrule?.note ?? null,
} satisfies Record<string, (result: RunResult) => string | number | boolean | null>;

export type ExportedColumn = keyof typeof columns;
export const exportedColumns = Object.keys(columns) as ExportedColumn[];

/** A result's values by the names of their columns. */
export function exportedResult(
  result: RunResult,
): Record<string, string | number | boolean | null> {
  return Object.fromEntries(Object.entries(columns).map(([name, read]) => [name, read(result)]));
}
