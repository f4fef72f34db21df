/** What is in exported files, as far as programs read them: JSON, and each line of JSON Lines. */
import { z } from 'zod';
import { resultRowSchema } from '../../../db/rowSchemas.ts';

const result = resultRowSchema.shape;

/** A result, under the names of the columns of the CSV. */
export const exportedResultOutput = z.object({
  prompt_id: z.number().int(),
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
  tpot_ms: result.tpotMs,
  output_tokens_per_second: result.outputTokensPerSecond,
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
  sample: z.number().int(),
  upstream_request_id: result.upstreamRequestId,
  probably_truncated: result.probablyTruncated,
  prompt_cut: result.promptCut,
  created_at: result.createdAt,
  grader: z.string().nullable(),
  grade_score: z.number().nullable(),
  grade_reason: z.string().nullable(),
  overruled: z.boolean().nullable(),
  overrule_note: z.string().nullable(),
});

/** Results, with what stands around them in words of its own: runs, their figures, and the chat. */
export const exportOutput = z.looseObject({
  model: z.string().nullable(),
  model_id: z.string().nullable(),
  endpoint_url: z.string(),
  export_date: z.iso.datetime(),
  results: z.array(exportedResultOutput),
});

/** The prompts of two runs with both results, behind the fields of their verdict. */
export const comparisonExportOutput = z.looseObject({
  export_date: z.iso.datetime(),
  pairs: z.array(
    z.object({
      prompt_key: z.string(),
      prompt_id: z.number().int(),
      sample: z.number().int(),
      category: z.string().nullable(),
      state: z.string(),
      prompt: z.string(),
      expected_answer: z.string().nullable(),
      candidate: exportedResultOutput.nullable(),
      baseline: exportedResultOutput.nullable(),
    }),
  ),
});
