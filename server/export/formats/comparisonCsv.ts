import type { Input } from 'csv-stringify/sync';
import type { EndedBlindVote } from '../../../contract/blindVotes.ts';
import type { Interval, Ratio, RunComparison } from '../../../contract/runComparison.ts';
import { runTitle } from '../../../contract/runs.ts';
import { nonInferiorityNote, voteSentence } from '../../../contract/verdictSentence.ts';
import type { RunResult } from '../../results/index.ts';
import type { ComparisonFormat } from './comparisonFormat.ts';
import { commentLine, csv } from './csvText.ts';
import { exportedResult } from './exportFormat.ts';

/** What stands of either side, under its name in the export of a run. */
const sideColumns = [
  'response',
  'correct',
  'grader',
  'grade_score',
  'grade_reason',
  'overruled',
  'outcome',
  'error',
  'latency_ms',
  'ttft_ms',
  'tpot_ms',
  'input_tokens',
  'output_tokens',
  'finish_reason',
] as const;

const columns = [
  'prompt_id',
  'sample',
  'category',
  'state',
  'prompt',
  'expected_answer',
  ...sideColumns.map((name) => `candidate_${name}`),
  ...sideColumns.map((name) => `baseline_${name}`),
];

/** Of figures that were computed. */
const DIGITS = 6;

const voteColumns = ['place', 'prompt', 'voted_for', 'candidate_answer', 'baseline_answer'];

/** CSV in the manner of the export of a run: comment lines, a block of figures, then a row a prompt and sample. */
export const comparisonCsv: ComparisonFormat = {
  contentType: 'text/csv; charset=utf-8',
  header({ runs, comparison, exportedAt }) {
    const { candidate, baseline, sentence, doubts } = comparison;
    return [
      '# Demo Comparison Export\n',
      commentLine('Candidate', `${candidate.model}, ${runTitle(runs.candidate)}`),
      commentLine('Baseline', `${baseline.model}, ${runTitle(runs.baseline)}`),
      commentLine('Verdict', sentence),
      ...(comparison.verdict === 'no_worse' ? [commentLine('Note', nonInferiorityNote)] : []),
      ...doubts.map(({ text }) => commentLine('Note', text)),
      commentLine('Export Date', exportedAt.toISOString()),
      '\n# Comparison\n',
      csv(figuresOf(comparison)),
      '\n# Categories\n',
      csv([
        [
          'category',
          'pairs',
          'missing',
          'gained',
          'lost',
          'difference',
          'low',
          'high',
          'p_value',
          'p_adjusted',
          'verdict',
        ],
        ...comparison.categories.map((category) => [
          category.category,
          category.n,
          category.missing,
          category.gained,
          category.lost,
          points(category.difference),
          ...bounds(category.interval),
          known(category.pValue),
          known(category.pAdjusted),
          category.verdict,
        ]),
      ]),
      '\n# Prompts\n',
      `${columns.join(',')}\n`,
    ].join('');
  },
  row({ promptIndex, sample, category, prompt, expectedAnswer, state, candidate, baseline }) {
    return csv([
      [
        promptIndex + 1,
        sample + 1,
        category,
        state,
        prompt,
        expectedAnswer,
        ...sideOf(candidate),
        ...sideOf(baseline),
      ],
    ]);
  },
  footer: (votes) => votes.map(blindVote).join(''),
};

function sideOf(result: RunResult | null) {
  const exported = result && exportedResult(result);
  return sideColumns.map((name) => exported?.[name] ?? null);
}

function figuresOf(comparison: RunComparison): Input {
  const { candidate, baseline } = comparison;
  return [
    ['Verdict', comparison.verdict],
    ['Pairs', comparison.n],
    ['Both Right', comparison.bothRight],
    ['Both Wrong', comparison.bothWrong],
    ['Gained', comparison.gained],
    ['Lost', comparison.lost],
    ['Missing', comparison.missing],
    ['Not Comparable', comparison.notComparable],
    ['Not Graded', comparison.ungraded],
    ['Candidate Accuracy', percent(candidate.accuracy)],
    ['Baseline Accuracy', percent(baseline.accuracy)],
    ['Difference (points)', points(comparison.difference)],
    ['Difference 95% Low', bounds(comparison.interval)[0]],
    ['Difference 95% High', bounds(comparison.interval)[1]],
    ['P Value', known(comparison.pValue)],
    ['Margin (points)', comparison.margin],
    ['Not Inferior', comparison.nonInferior],
    ['Smallest Visible Difference (points)', points(comparison.smallestVisibleDifference)],
    ['Further Prompts to Decide (about)', known(comparison.promptsToDecide)],
    ...ratio('Latency', comparison.latencyRatio),
    ...ratio('Time to First Token', comparison.ttftRatio),
    ...ratio('Time per Output Token', comparison.tpotRatio),
    ...ratio('Output Tokens', comparison.outputTokensRatio),
  ];
}

/** Votes are preferences: they stand in a block of their own, after all grades. */
function blindVote({ endedAt, result, votes }: EndedBlindVote): string {
  return [
    '\n',
    commentLine('Blind Vote', `${voteSentence(result)} Ended ${endedAt.toISOString()}.`),
    `${voteColumns.join(',')}\n`,
    csv(
      votes.map(({ place, prompt, votedFor, candidateAnswer, baselineAnswer }) => [
        place + 1,
        prompt,
        votedFor,
        candidateAnswer,
        baselineAnswer,
      ]),
    ),
  ].join('');
}

function ratio(name: string, told: Ratio | null): [string, number | string][] {
  const [low, high] = told?.interval ?? [null, null];
  return [
    [`${name} Ratio`, points(told?.value ?? null)],
    [`${name} Ratio 95% Low`, points(low)],
    [`${name} Ratio 95% High`, points(high)],
  ];
}

const known = (value: number | null) => value ?? 'unknown';
/** Not to a number of decimals: a bound just above 0 must not read as 0. */
const points = (value: number | null) =>
  value === null ? 'unknown' : Number(value.toPrecision(DIGITS));
const percent = (value: number | null) => (value === null ? 'unknown' : `${value.toFixed(1)}%`);

function bounds(interval: Interval | null): (number | string)[] {
  return interval ? interval.map(points) : ['unknown', 'unknown'];
}
