/** What runs found, as a report in Markdown that one can paste: no answers, only what follows from them. */
import { errorReasonDefinitions } from '../../../contract/errorReasons.ts';
import type { Accuracy, AccuracyReport, OutcomeCount } from '../../../contract/metrics.ts';
import { MIN_ANSWERS_OF_PERCENTILE } from '../../../contract/metrics.ts';
import { outcomeDefinitions } from '../../../contract/outcomes.ts';
import type { RunComparison } from '../../../contract/runComparison.ts';
import { settingsInShort } from '../../../contract/runSettings.ts';
import { runState, runTitle, runWallMs } from '../../../contract/runs.ts';
import { shownPercentage } from '../../../contract/shownPercentage.ts';
import type { ExportedRun } from './exportFormat.ts';

export interface ReportedRun extends ExportedRun {
  accuracy: AccuracyReport;
  /** The most frequent first. */
  outcomes: OutcomeCount[];
}

export interface Report {
  runs: ReportedRun[];
  /** Of the runs that were started together. */
  verdicts: Pick<RunComparison, 'candidate' | 'baseline' | 'sentence' | 'doubts'>[];
  exportedAt: Date;
}

/** The report as one text. Names that people gave are escaped. */
export function markdownReport({ runs, verdicts, exportedAt }: Report): string {
  const [only] = runs.length === 1 ? runs : [];
  const title = only ? titleOf(only) : `${runs.length} runs`;
  return [
    `# ${title}`,
    ...verdicts.map(verdictText),
    ...runs.flatMap((run) => [...(only ? [] : [`## ${titleOf(run)}`]), ...sectionsOf(run)]),
    `Exported ${timeText(exportedAt)}.`,
  ]
    .filter((block) => block !== '')
    .join('\n\n')
    .concat('\n');
}

function titleOf({ modelName, modelId, ...run }: ReportedRun): string {
  return escaped(`${runTitle(run)} · ${modelName ?? modelId ?? 'unknown model'}`);
}

function verdictText({ candidate, baseline, sentence, doubts }: Report['verdicts'][number]) {
  return [
    `**${escaped(candidate.model)} against ${escaped(baseline.model)}:** ${escaped(sentence)}`,
    ...doubts.map(({ text }) => `- ${escaped(text)}`),
  ].join('\n');
}

function sectionsOf(run: ReportedRun): string[] {
  return [
    factsOf(run),
    answerOf(run),
    table(
      ['Category', 'Correct', 'Accuracy', '95 % interval'],
      worstFirst(run.accuracy.categories).map((category) => [
        escaped(category.name),
        `${category.correct} of ${category.graded}`,
        percent(category.accuracy),
        intervalOf(category),
      ]),
    ),
    table(['Time', 'p50', 'p95', 'p99'], timesOf(run)),
    failuresOf(run.outcomes),
  ];
}

function factsOf(run: ReportedRun): string {
  const { modelName, modelId, suiteName, totalPrompts, config, startedAt } = run;
  const prompts = totalPrompts / config.samples;
  const facts = {
    Model: [modelName && escaped(modelName), modelId && code(modelId)].filter(Boolean).join(', '),
    Suite: `${escaped(suiteName)}, ${prompts === 1 ? '1 prompt' : `${prompts} prompts`}`,
    Settings: escaped(settingsInShort(config)),
    Run: `${runState(run).label}, ${timeText(startedAt)}, took ${seconds(runWallMs(run))}`,
  };
  return Object.entries(facts)
    .map(([name, text]) => `- ${name}: ${text}`)
    .join('\n');
}

function answerOf({ accuracy, completedPrompts, totalPrompts }: ReportedRun): string {
  const { graded, correct, leftOut } = accuracy;
  const answered = `${completedPrompts} of ${totalPrompts} answered.`;
  if (graded === 0) return `Not graded. ${answered}`;
  const omitted = leftOut > 0 ? ` ${leftOut} left out, as there was no answer to grade.` : '';
  return `**${percent(accuracy.accuracy)} correct** (${correct} of ${graded}; 95 % interval ${intervalOf(accuracy)}).${omitted} ${answered}`;
}

function worstFirst<Part extends Accuracy>(parts: Part[]): Part[] {
  return parts.toSorted((a, b) => (a.accuracy ?? 100) - (b.accuracy ?? 100));
}

function timesOf({ metrics }: ReportedRun): string[][] {
  if (!metrics) return [];
  const answers = metrics.completedPrompts;
  const row = (name: string, ...figures: (number | null)[]) => {
    const needed = Object.values(MIN_ANSWERS_OF_PERCENTILE);
    const isCarried = (index: number) => answers >= (needed[index] ?? 0);
    return [name, ...figures.map((ms, index) => (isCarried(index) ? milliseconds(ms) : '–'))];
  };
  const rows = [
    row('Latency', metrics.p50LatencyMs, metrics.p95LatencyMs, metrics.p99LatencyMs),
    row('Time to first token', metrics.p50TtftMs, metrics.p95TtftMs, metrics.p99TtftMs),
    row('Time per output token', metrics.p50TpotMs, metrics.p95TpotMs, metrics.p99TpotMs),
  ];
  return rows.filter(([, ...figures]) => figures.some((figure) => figure !== '–'));
}

/** Each cause with how often it came; what has none beside its outcome is told by that. */
function failuresOf(outcomes: OutcomeCount[]): string {
  const lines = outcomes
    .filter(({ outcome }) => !outcomeDefinitions[outcome].isSuccess)
    .flatMap(({ outcome, count, reasons }) => {
      const { label, meaning } = outcomeDefinitions[outcome];
      const unexplained = reasons.reduce((left, reason) => left - reason.count, count);
      return [
        ...reasons.map((each) => [each.count, errorReasonDefinitions[each.reason].what] as const),
        [unexplained, meaning] as const,
      ]
        .filter(([times]) => times > 0)
        .map(([times, cause]) => `- ${times} × ${label}: ${cause}`);
    });
  return lines.length === 0 ? '' : ['Not answered:', ...lines].join('\n');
}

function table(header: string[], rows: string[][]): string {
  if (rows.length === 0) return '';
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const rule = header.map((_, index) => (index === 0 ? '---' : '---:'));
  return [header, rule, ...rows].map(line).join('\n');
}

function intervalOf({ accuracyLow, accuracyHigh }: Accuracy): string {
  return accuracyLow === null ? '–' : `${percent(accuracyLow)} to ${percent(accuracyHigh)}`;
}

function percent(value: number | null): string {
  return value === null ? '–' : `${shownPercentage(value)} %`;
}

function milliseconds(value: number | null): string {
  if (value === null) return '–';
  return `${value < 100 ? Number(value.toFixed(1)) : Math.round(value)} ms`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}

function timeText(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A text on one line that is nothing but text wherever it stands. */
function escaped(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').replace(/[\\`*_[\]<>|~&$]/g, '\\$&');
}

/** In backticks, more of them than there are in it. */
function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const ticks = '`'.repeat(longest + 1);
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ');
  return longest > 0 ? `${ticks} ${line} ${ticks}` : `${ticks}${line}${ticks}`;
}
