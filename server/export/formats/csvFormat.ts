import type { Input } from 'csv-stringify/sync';
import type { SessionMetrics } from '../../../contract/metrics.ts';
import { shownPercentage } from '../../../contract/shownPercentage.ts';
import {
  namedTargets,
  type SloReport,
  sloTargetDefinitions,
} from '../../../contract/sloTargets.ts';
import type { Run } from '../../runs/index.ts';
import { commentLine, csv } from './csvText.ts';
import { type ExportFormat, exportedColumns } from './exportFormat.ts';

/**
 * CSV as the audit lays it out: comment lines, a block of summary figures, then the results.
 * Texts that a spreadsheet would run as a formula get a leading apostrophe (CWE-1236); numbers are
 * written as numbers. RFC 4180 quoting. A byte-exact copy of every text is in the JSON export.
 */
export const csvFormat: ExportFormat = {
  contentType: 'text/csv; charset=utf-8',
  header({ model, connection, runs, metrics, exportedAt }) {
    return [
      '# Demo Batch Test Export\n',
      commentLine('Model', model?.name ?? 'several, see each run'),
      ...runs.flatMap((run) => [
        commentLine('Run', runText(run, model === null)),
        commentLine('Parameters', JSON.stringify(run.parameters)),
        ...(run.slo ? [commentLine('Targets', sloText(run.slo))] : []),
      ]),
      ...Object.values(connection.adaptations).map(({ change }) => commentLine('Adapted', change)),
      commentLine('Export Date', exportedAt.toISOString()),
      ...(metrics
        ? ['\n# Summary Metrics\n', csv(summaryOf(metrics))]
        : runs.flatMap((run) =>
            run.metrics
              ? [
                  '\n',
                  commentLine('Summary Metrics', runText(run, true)),
                  csv(summaryOf(run.metrics)),
                ]
              : [],
          )),
      '\n# Individual Results\n',
      `${exportedColumns.join(',')}\n`,
    ].join('');
  },
  rows: 'csv',
  chat: null,
  footer: () => '',
};

function summaryOf(metrics: SessionMetrics): Input {
  const tokens = (count: number | null) => (count === null ? 'unknown' : count);
  const percent = (value: number | null) => (value === null ? 'unknown' : `${value.toFixed(1)}%`);
  const ms = (value: number | null) => (value === null ? 'unknown' : Math.round(value));
  /** Milliseconds and rates of single tokens need their decimals. */
  const fine = (value: number | null) => (value === null ? 'unknown' : value.toFixed(1));
  return [
    ['Total Prompts', metrics.totalPrompts],
    ['Successful', metrics.completedPrompts],
    ['Failed', metrics.failedPrompts],
    ['Success Rate', percent(metrics.successRate)],
    ['Average Latency (ms)', ms(metrics.avgLatencyMs)],
    ['P50 Latency (ms)', ms(metrics.p50LatencyMs)],
    ['P95 Latency (ms)', ms(metrics.p95LatencyMs)],
    ['P99 Latency (ms)', ms(metrics.p99LatencyMs)],
    ['Min Latency (ms)', ms(metrics.minLatencyMs)],
    ['Max Latency (ms)', ms(metrics.maxLatencyMs)],
    ['P50 Time to First Token (ms)', ms(metrics.p50TtftMs)],
    ['P95 Time to First Token (ms)', ms(metrics.p95TtftMs)],
    ['P99 Time to First Token (ms)', ms(metrics.p99TtftMs)],
    ['P50 Time per Output Token (ms)', fine(metrics.p50TpotMs)],
    ['P95 Time per Output Token (ms)', fine(metrics.p95TpotMs)],
    ['P99 Time per Output Token (ms)', fine(metrics.p99TpotMs)],
    ['Average Output Tokens per Second', fine(metrics.avgOutputTokensPerSecond)],
    ['P50 Output Tokens per Second', fine(metrics.p50OutputTokensPerSecond)],
    ['Input Tokens', tokens(metrics.totalInputTokens)],
    ['Output Tokens', tokens(metrics.totalOutputTokens)],
    ['Graded', metrics.gradedPrompts],
    ['Correct', metrics.correctPrompts],
    ['Left Out of Grading', metrics.leftOutPrompts],
    ['Accuracy', percent(metrics.accuracy)],
    ['Accuracy 95% Low', percent(metrics.accuracyLow)],
    ['Accuracy 95% High', percent(metrics.accuracyHigh)],
  ];
}

function runText(
  { name, suiteName, status, modelName, modelId, clockDelayP99Ms }: Run,
  withModel: boolean,
): string {
  const model = withModel ? `, ${modelName ?? modelId}` : '';
  const clock = clockDelayP99Ms === null ? '' : `, clock delay p99 ${clockDelayP99Ms} ms`;
  const title = name === null ? suiteName : `${name} (${suiteName})`;
  return `${title}${model}, ${status}${clock}`;
}

/** `TTFT ≤ 500 ms, TPOT ≤ 50 ms: 92.0% of 100 calls within, 95% interval 85.0% to 95.9%, …` */
function sloText(slo: SloReport): string {
  const limits = namedTargets(slo.targets).map(
    ([name, limitMs]) => `${sloTargetDefinitions[name].label} ≤ ${limitMs} ms`,
  );
  const { sloAttainment, sloAttainmentLow, sloAttainmentHigh, goodput } = slo;
  const percent = (value: number | null) =>
    value === null ? 'unknown' : `${shownPercentage(value).toFixed(1)}%`;
  const perSecond = (value: number) => (value < 1 ? value.toPrecision(2) : value.toFixed(2));
  const rate = goodput === null ? 'unknown' : `${perSecond(goodput)} calls/s`;
  return [
    `${limits.join(', ')}: ${percent(sloAttainment)} of ${slo.calls} calls within`,
    `95% interval ${percent(sloAttainmentLow)} to ${percent(sloAttainmentHigh)}`,
    `${slo.unjudged} not judged`,
    `goodput ${rate}`,
  ].join(', ');
}
