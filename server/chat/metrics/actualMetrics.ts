/** What the database says of the figure that a claim is about. */
import { labelOf } from '../context/citations.ts';
import type { CategoryMetrics, RunInEvidence } from '../context/evidence.ts';
import type { ClaimedMetric } from './claimedMetrics.ts';

export interface ActualMetrics {
  runs: RunInEvidence[];
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
  figure: string;
  actual: number | null;
}

/** Undefined where the claim is about something that we cannot tell. */
export function actualMetricFor(
  claim: ClaimedMetric,
  { runs, results }: ActualMetrics,
): ActualMetric | undefined {
  const { citation, measure, letter } = claim;
  const run = runs.length === 1 ? runs[0] : runs.find((each) => each.letter === letter);
  if (!run) return undefined;
  const named = (figure: string, actual: number | null): ActualMetric => ({
    figure: runs.length > 1 && !citation ? `${figure} of run ${run.letter}` : figure,
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
    if (measure.of === 'tokens') return named(`output tokens of ${label}`, result.outputTokens);
    return measure.of === 'ttft'
      ? named(`time to first token of ${label}`, result.ttftMs)
      : named(`latency of ${label}`, result.latencyMs);
  }

  const inCategory = categoryOf(claim, run.categories);
  if (inCategory === 'unclear') return undefined;
  if (inCategory) return ofCategory(claim, inCategory, named);
  if ('stat' in measure) return actualLatency(measure, run, named);
  if ('which' in measure) return actualTokens(measure.which, run, named);
  return measure.of === 'share'
    ? actualShare(measure.what, run, named)
    : actualCount(claim, measure.what, run, named);
}

type Named = (figure: string, actual: number | null) => ActualMetric;

/** The category that the clause speaks of; unclear when only the rest of its sentence does. */
function categoryOf(
  { clause }: ClaimedMetric,
  categories: CategoryMetrics[],
): CategoryMetrics | 'unclear' | undefined {
  const names = (text: string) =>
    categories.filter(({ category }) => hasWord(text.toLowerCase(), category.toLowerCase()));
  const [named, another] = names(clause.text);
  if (named && !another) return named;
  const isUnclear = named || names(clause.sentence).length > 0 || /categor/i.test(clause.sentence);
  return isUnclear ? 'unclear' : undefined;
}

function hasWord(text: string, word: string): boolean {
  const spelled = word.replaceAll('_', ' ').trim();
  if (spelled === '') return false;
  return [word, spelled].some((each) => {
    const at = text.indexOf(each);
    const isLetter = (index: number) => /[\p{L}\p{N}]/u.test(text.charAt(index));
    return at !== -1 && !isLetter(at - 1) && !isLetter(at + each.length);
  });
}

function ofCategory(
  { measure }: ClaimedMetric,
  figures: CategoryMetrics,
  named: Named,
): ActualMetric | undefined {
  const { category, avgLatencyMs, failed, wrong } = figures;
  if (measure.of === 'latency' && measure.stat === 'avg') {
    return named(`average latency in ${category}`, avgLatencyMs);
  }
  if (measure.of !== 'count') return undefined;
  if (measure.what === 'failed') return named(`failed prompts in ${category}`, failed);
  if (measure.what === 'wrong') return named(`wrong answers in ${category}`, wrong);
  return undefined;
}

function actualLatency(
  { of, stat }: Extract<ClaimedMetric['measure'], { of: 'latency' | 'ttft' }>,
  { metrics }: RunInEvidence,
  named: Named,
): ActualMetric | undefined {
  if (of === 'ttft') {
    if (stat === 'avg') return named('average time to first token', metrics.avgTtftMs);
    if (stat === 'p50') return named('median time to first token', metrics.p50TtftMs);
    return stat === 'p95' ? named('p95 time to first token', metrics.p95TtftMs) : undefined;
  }
  if (stat === 'avg') return named('average latency', metrics.avgLatencyMs);
  if (stat === 'p50') return named('median latency', metrics.p50LatencyMs);
  if (stat === 'p95') return named('p95 latency', metrics.p95LatencyMs);
  if (stat === 'p99') return named('p99 latency', metrics.p99LatencyMs);
  if (stat === 'min') return named('lowest latency', metrics.minLatencyMs);
  return stat === 'max' ? named('highest latency', metrics.maxLatencyMs) : undefined;
}

function actualTokens(
  which: 'total' | 'input' | 'output',
  { metrics: { totalInputTokens, totalOutputTokens } }: RunInEvidence,
  named: Named,
): ActualMetric {
  if (which === 'input') return named('input tokens', totalInputTokens);
  if (which === 'output') return named('output tokens', totalOutputTokens);
  const isKnown = totalInputTokens !== null || totalOutputTokens !== null;
  return named('total tokens', isKnown ? (totalInputTokens ?? 0) + (totalOutputTokens ?? 0) : null);
}

function actualShare(
  what: 'completed' | 'failed' | 'correct' | 'wrong',
  { metrics: { successRate, accuracy } }: RunInEvidence,
  named: Named,
): ActualMetric {
  const rest = (share: number | null) => (share === null ? null : 100 - share);
  if (what === 'completed') return named('success rate', successRate);
  if (what === 'failed') return named('failure rate', rest(successRate));
  return what === 'correct'
    ? named('share of correct answers', accuracy)
    : named('share of wrong answers', rest(accuracy));
}

function actualCount(
  { outOf }: ClaimedMetric,
  what: 'completed' | 'failed' | 'correct' | 'wrong',
  { run, metrics }: RunInEvidence,
  named: Named,
): ActualMetric | undefined {
  const { gradedPrompts, correctPrompts } = metrics;
  const isGraded = what === 'correct' || what === 'wrong';
  const wholes = isGraded
    ? [gradedPrompts, metrics.totalPrompts, run.totalPrompts]
    : [metrics.totalPrompts, run.totalPrompts];
  // A part of something else, that we cannot tell what of.
  if (outOf !== undefined && !wholes.includes(outOf)) return undefined;
  if (what === 'completed') return named('answered prompts', metrics.completedPrompts);
  if (what === 'failed') return named('failed prompts', metrics.failedPrompts);
  return what === 'correct'
    ? named('correct answers', correctPrompts)
    : named('wrong answers', gradedPrompts - correctPrompts);
}
