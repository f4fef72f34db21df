import snakecaseKeys from 'snakecase-keys';
import { adapterCheckMessage, countComparable } from '../../../contract/adapterCheck.ts';
import type { ProposedFilter } from '../../../contract/annotations.ts';
import type { SessionMetrics } from '../../../contract/metrics.ts';
import type { RunSettings } from '../../../contract/runSettings.ts';
import { runWallMs } from '../../../contract/runs.ts';
import type { SloReport } from '../../../contract/sloTargets.ts';
import type { AdapterCheck } from '../../adapterCheck/index.ts';
import type { ChatMessage } from '../../chat/index.ts';
import type { Comparison } from '../../runs/index.ts';
import { exportedVote } from './exportedVote.ts';
import type { ExportedRun, ExportFormat } from './exportFormat.ts';

/** JSON with every text exactly as it was stored; one result a line, so that it streams. */
export const jsonFormat: ExportFormat = {
  contentType: 'application/json; charset=utf-8',
  header({ model, connection, runs, adapterChecks, blindVotes, metrics, exportedAt }) {
    const head = {
      model: model?.name ?? null,
      model_id: model?.id ?? null,
      endpoint_url: connection.endpointUrl,
      header_names: connection.headersEncrypted.map(({ name }) => name),
      export_date: exportedAt.toISOString(),
      server_model: connection.connectionReport?.serverModel ?? null,
      adaptations: Object.values(connection.adaptations).map(({ change }) => change),
      summary: metrics && exportedMetrics(metrics),
      runs: runs.map((run) => ({
        id: run.id,
        suite: run.suiteName,
        // Only where somebody named it.
        ...(run.name !== null && { name: run.name }),
        status: run.status,
        model: run.modelName,
        model_id: run.modelId ?? connection.modelId,
        ...(run.comparison && exportedComparison(run.comparison, run)),
        total_prompts: run.totalPrompts,
        completed_prompts: run.completedPrompts,
        failed_prompts: run.failedPrompts,
        config: exportedSettings(run.config),
        parameters: run.parameters,
        started_at: run.startedAt.toISOString(),
        completed_at: run.completedAt?.toISOString() ?? null,
        wall_ms: runWallMs(run),
        clock_delay_p99_ms: run.clockDelayP99Ms,
        slo: run.slo && exportedSlo(run.slo),
        summary: run.metrics && exportedMetrics(run.metrics),
      })),
      // Only where there are any: most sessions hold one model, and their document stays as it was.
      ...(adapterChecks.length > 0 && { adapter_checks: adapterChecks.map(exportedCheck) }),
      ...(blindVotes.length > 0 && { blind_votes: blindVotes.map(exportedVote) }),
    };
    return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "results": [\n`;
  },
  rows: 'json_in_list',
  chat: {
    header: () => '  ],\n  "chat": [',
    row: (message, index) =>
      `${index === 0 ? '' : ','}\n    ${JSON.stringify(exportedMessage(message))}`,
  },
  footer: () => '\n  ]\n}\n',
};

function exportedComparison({ id, promptOrder, seed }: Comparison, { role }: ExportedRun) {
  return { comparison_id: id, role, prompt_order: promptOrder, prompt_order_seed: seed };
}

/** As REST takes them. Names within the extra parameters are those of the endpoint. */
function exportedSettings(settings: RunSettings) {
  const extraBody: keyof RunSettings = 'extraBody';
  return snakecaseKeys({ ...settings }, { deep: true, shouldRecurse: (key) => key !== extraBody });
}

function exportedMetrics(metrics: SessionMetrics) {
  return {
    total_prompts: metrics.totalPrompts,
    successful: metrics.completedPrompts,
    failed: metrics.failedPrompts,
    success_rate: metrics.successRate,
    avg_latency_ms: metrics.avgLatencyMs,
    p50_latency_ms: metrics.p50LatencyMs,
    p95_latency_ms: metrics.p95LatencyMs,
    p99_latency_ms: metrics.p99LatencyMs,
    min_latency_ms: metrics.minLatencyMs,
    max_latency_ms: metrics.maxLatencyMs,
    p50_ttft_ms: metrics.p50TtftMs,
    p95_ttft_ms: metrics.p95TtftMs,
    p99_ttft_ms: metrics.p99TtftMs,
    p50_tpot_ms: metrics.p50TpotMs,
    p95_tpot_ms: metrics.p95TpotMs,
    p99_tpot_ms: metrics.p99TpotMs,
    avg_output_tokens_per_second: metrics.avgOutputTokensPerSecond,
    p50_output_tokens_per_second: metrics.p50OutputTokensPerSecond,
    total_input_tokens: metrics.totalInputTokens,
    total_output_tokens: metrics.totalOutputTokens,
    total_reasoning_tokens: metrics.totalReasoningTokens,
    avg_response_length: metrics.avgResponseLength,
    graded: metrics.gradedPrompts,
    correct: metrics.correctPrompts,
    left_out: metrics.leftOutPrompts,
    accuracy: metrics.accuracy,
    accuracy_low: metrics.accuracyLow,
    accuracy_high: metrics.accuracyHigh,
    success_rate_low: metrics.successRateLow,
    success_rate_high: metrics.successRateHigh,
  };
}

function exportedFilter({ runId, ...filter }: ProposedFilter) {
  return { test_run_id: runId, ...filter };
}

function exportedCheck(check: AdapterCheck) {
  return {
    id: check.id,
    candidate: { connection_id: check.candidateConnectionId, model_id: check.candidateModelId },
    baseline: { connection_id: check.baselineConnectionId, model_id: check.baselineModelId },
    outcome: check.outcome,
    message: adapterCheckMessage(check),
    ...countComparable(check.prompts),
    calls: check.calls,
    failure: check.failure,
    prompts: check.prompts.map(({ prompt, isOwn, finding, answers }) => ({
      prompt,
      is_own: isOwn,
      finding,
      answers,
    })),
    started_at: check.startedAt.toISOString(),
    ended_at: check.endedAt?.toISOString() ?? null,
  };
}

function exportedSlo(slo: SloReport) {
  return {
    targets: {
      ttft_ms: slo.targets.ttftMs,
      tpot_ms: slo.targets.tpotMs,
      latency_ms: slo.targets.latencyMs,
    },
    calls: slo.calls,
    met: slo.met,
    unjudged: slo.unjudged,
    slo_attainment: slo.sloAttainment,
    slo_attainment_low: slo.sloAttainmentLow,
    slo_attainment_high: slo.sloAttainmentHigh,
    duration_ms: slo.durationMs,
    goodput: slo.goodput,
  };
}

function exportedMessage(message: ChatMessage) {
  return {
    conversation: message.conversation,
    role: message.role,
    status: message.status,
    content: message.content,
    reasoning: message.reasoning,
    error: message.error,
    error_kind: message.errorKind,
    error_reason: message.errorReason,
    upstream_request_id: message.upstreamRequestId,
    discussed_result_id: message.discussedResultId,
    test_run_ids: message.runIds,
    evidence: message.evidence && {
      given: message.evidence.given,
      total: message.evidence.total,
      results: message.evidence.results.map(({ resultId, runId, label }) => ({
        result_id: resultId,
        test_run_id: runId,
        label,
      })),
    },
    checks: message.checks,
    proposed_filter: message.proposedFilter && exportedFilter(message.proposedFilter),
    input_tokens: message.inputTokens,
    output_tokens: message.outputTokens,
    reasoning_tokens: message.reasoningTokens,
    latency_ms: message.latencyMs,
    ttft_ms: message.ttftMs,
    first_thought_ms: message.firstThoughtMs,
    output_tokens_per_second: message.outputTokensPerSecond,
    created_at: message.createdAt.toISOString(),
    completed_at: message.completedAt?.toISOString() ?? null,
  };
}
