/** Looks up the actual value of a metric that an answer claims. */
import { labelOf } from '../context/citations.ts';
import type { CategoryMetrics, RunInEvidence } from '../context/evidence.ts';
import type { VerdictInEvidence } from '../context/verdict.ts';
import type { ClaimedMetric } from './claimedMetrics.ts';
import { hasWord } from './hasWord.ts';
import { meantRun } from './meantRun.ts';

export interface ActualMetrics {
  runs: RunInEvidence[];
  /** Tells which of two runs is the candidate's. */
  verdict: VerdictInEvidence | null;
  /** The results that the answer cites. */
  results: CitedResult[];
}

export interface CitedResult {
  testRunId: string;
  promptIndex: number;
  sample: number;
  latencyMs: number | null;
  ttftMs: number | null;
  outputTokens: number | null;
}

interface ActualMetric {
  name: string;
  actual: number | null;
}

/** Undefined where the claim is about something that we do not know. */
export function actualMetricFor(
  claim: ClaimedMetric,
  { runs, verdict, results }: ActualMetrics,
): ActualMetric | undefined {
  const { citation, measure } = claim;
  const run = meantRun(claim, runs, verdict);
  if (!run) return undefined;
  const toMetric = (figure: string, actual: number | null): ActualMetric => ({
    name: runs.length > 1 && !citation ? `${figure} of run ${run.letter}` : figure,
    actual,
  });

  if (citation) {
    const result = results.find(
      ({ testRunId, promptIndex, sample }) =>
        testRunId === run.run.id &&
        promptIndex === citation.promptIndex &&
        sample === citation.sample,
    );
    if (!result) return undefined;
    const label = labelOf(run.letter, result);
    if (measure.of === 'tokens') return toMetric(`output tokens of ${label}`, result.outputTokens);
    return measure.of === 'ttft'
      ? toMetric(`time to first token of ${label}`, result.ttftMs)
      : toMetric(`latency of ${label}`, result.latencyMs);
  }

  const inCategory = categoryOf(claim, run.categories);
  if (inCategory === 'unclear') return undefined;
  if (inCategory) return ofCategory(claim, inCategory, toMetric);
  if ('stat' in measure) return actualLatency(measure, run, toMetric);
  if ('which' in measure) return actualTokens(measure.which, run, toMetric);
  return measure.of === 'share'
    ? actualShare(measure.what, run, toMetric)
    : actualCount(claim, measure.what, run, toMetric);
}

type ToMetric = (figure: string, actual: number | null) => ActualMetric;

/** The category that the clause speaks of; unclear when only the rest of its sentence does. */
function categoryOf(
  { clause }: ClaimedMetric,
  categories: CategoryMetrics[],
): CategoryMetrics | 'unclear' | undefined {
  const names = (text: string) => categories.filter(({ category }) => hasWord(text, category));
  const [toMetric, another] = names(clause.text);
  if (toMetric && !another) return toMetric;
  const isUnclear =
    toMetric || names(clause.sentence).length > 0 || /categor/i.test(clause.sentence);
  return isUnclear ? 'unclear' : undefined;
}

function ofCategory(
  { measure }: ClaimedMetric,
  categoryMetrics: CategoryMetrics,
  toMetric: ToMetric,
): ActualMetric | undefined {
  const { category, avgLatencyMs, failed, wrong } = categoryMetrics;
  if (measure.of === 'latency' && measure.stat === 'avg') {
    return toMetric(`average latency in ${category}`, avgLatencyMs);
  }
  if (measure.of !== 'count') return undefined;
  if (measure.what === 'failed') return toMetric(`failed prompts in ${category}`, failed);
  if (measure.what === 'wrong') return toMetric(`wrong answers in ${category}`, wrong);
  return undefined;
}

function actualLatency(
  { of, stat }: Extract<ClaimedMetric['measure'], { of: 'latency' | 'ttft' }>,
  { metrics }: RunInEvidence,
  toMetric: ToMetric,
): ActualMetric | undefined {
  if (of === 'ttft') {
    if (stat === 'avg') return toMetric('average time to first token', metrics.avgTtftMs);
    if (stat === 'p50') return toMetric('median time to first token', metrics.p50TtftMs);
    return stat === 'p95' ? toMetric('p95 time to first token', metrics.p95TtftMs) : undefined;
  }
  if (stat === 'avg') return toMetric('average latency', metrics.avgLatencyMs);
  if (stat === 'p50') return toMetric('median latency', metrics.p50LatencyMs);
  if (stat === 'p95') return toMetric('p95 latency', metrics.p95LatencyMs);
  if (stat === 'p99') return toMetric('p99 latency', metrics.p99LatencyMs);
  if (stat === 'min') return toMetric('lowest latency', metrics.minLatencyMs);
  return stat === 'max' ? toMetric('highest latency', metrics.maxLatencyMs) : undefined;
}

function actualTokens(
  which: 'total' | 'input' | 'output',
  { metrics: { totalInputTokens, totalOutputTokens } }: RunInEvidence,
  toMetric: ToMetric,
): ActualMetric {
  if (which === 'input') return toMetric('input tokens', totalInputTokens);
  if (which === 'output') return toMetric('output tokens', totalOutputTokens);
  const isKnown = totalInputTokens !== null || totalOutputTokens !== null;
  return toMetric(
    'total tokens',
    isKnown ? (totalInputTokens ?? 0) + (totalOutputTokens ?? 0) : null,
  );
}

function actualShare(
  what: 'completed' | 'failed' | 'correct' | 'wrong',
  { metrics: { successRate, accuracy } }: RunInEvidence,
  toMetric: ToMetric,
): ActualMetric {
  const rest = (share: number | null) => (share === null ? null : 100 - share);
  if (what === 'completed') return toMetric('success rate', successRate);
  if (what === 'failed') return toMetric('failure rate', rest(successRate));
  return what === 'correct'
    ? toMetric('share of correct answers', accuracy)
    : toMetric('share of wrong answers', rest(accuracy));
}

function actualCount(
  { outOf }: ClaimedMetric,
  what: 'completed' | 'failed' | 'correct' | 'wrong',
  { run, metrics }: RunInEvidence,
  toMetric: ToMetric,
): ActualMetric | undefined {
  const { gradedPrompts, correctPrompts } = metrics;
  const isGraded = what === 'correct' || what === 'wrong';
  const wholes = isGraded
    ? [gradedPrompts, metrics.totalPrompts, run.totalPrompts]
    : [metrics.totalPrompts, run.totalPrompts];
  // "3 of 7" where neither total is 7: a part of something that we do not know.
  if (outOf !== undefined && !wholes.includes(outOf)) return undefined;
  if (what === 'completed') return toMetric('answered prompts', metrics.completedPrompts);
  if (what === 'failed') return toMetric('failed prompts', metrics.failedPrompts);
  return what === 'correct'
    ? toMetric('correct answers', correctPrompts)
    : toMetric('wrong answers', gradedPrompts - correctPrompts);
}
