import { FILTER_LANGUAGE } from '../../contract/annotations.ts';
import { isSuccess, outcomes } from '../../contract/outcomes.ts';

/** How the simulated model answers about its results: with the metrics from its system prompt. */
export function answerAboutResults(systemPrompt: string, question: string): string {
  const [a, b] = runsIn(systemPrompt);
  const newest = b ?? a;
  if (!newest || newest.metric('Success Rate') === 'unknown') {
    return 'There are no answers of mine to talk about yet. Start a run on the batch step, then ask me again. *(I am the simulated model.)*';
  }
  const results = resultsIn(systemPrompt);
  const sections = [
    a && b ? comparison(a, b) : summary(newest),
    about(question, newest, results),
    ...proposal(question, results, b !== undefined),
  ];
  // The block of a proposed filter has to come last.
  sections.splice(2, 0, NOTE);
  return sections.filter(Boolean).join('\n\n');
}

const NOTE =
  '*I am the simulated model: I read these figures from my instructions. Connect a model of your own for a real conversation.*';

const successes: ReadonlySet<string> = new Set(outcomes.filter(isSuccess));

interface PromptedRun {
  metric(name: string): string;
}

interface PromptedResult {
  id: string;
  isFailed: boolean;
  isWrong: boolean;
  /** In milliseconds, as it is written. */
  latency: string;
}

function runsIn(systemPrompt: string): PromptedRun[] {
  const [head = '', ...runs] = systemPrompt.split(/^# RUN [AB]: /m);
  return (runs.length > 0 ? runs : [head]).map((text) => ({
    metric: (name) => new RegExp(`^(?:- )?${name}: (.+)$`, 'm').exec(text)?.[1] ?? 'unknown',
  }));
}

function resultsIn(systemPrompt: string): PromptedResult[] {
  const lines = systemPrompt.matchAll(
    /^<result id="([AB]?#[\d.]+)">\noutcome: (\w+)[^,]*, grade: ([^,]+), latency: (\w+)/gm,
  );
  return [...lines].map(([, id = '', outcome = '', grade, latency = '']) => ({
    id,
    isFailed: !successes.has(outcome),
    isWrong: grade === 'wrong',
    latency,
  }));
}

function summary(run: PromptedRun): string {
  return [
    `I answered **${run.metric('Completed')} of ${run.metric('Total Prompts')}** prompts; ${run.metric('Failed')} failed. ` +
      `On average an answer took ${run.metric('Average Latency')}, with the median time to first token at ${run.metric('Median Time to First Token')}.`,
    `| Figure | Value |\n| --- | --- |\n${tableRows([run])}`,
  ].join('\n\n');
}

function comparison(a: PromptedRun, b: PromptedRun): string {
  return [
    `The average latency of run A was ${a.metric('Average Latency')}. The average latency of run B was ${b.metric('Average Latency')}.`,
    `| Figure | Run A | Run B |\n| --- | --- | --- |\n${tableRows([a, b])}`,
  ].join('\n\n');
}

function tableRows(runs: PromptedRun[]): string {
  return ['Success Rate', 'Average Latency', 'P95 Latency', 'Total Tokens', 'Correct Answers']
    .map((name) => `| ${[name, ...runs.map((run) => run.metric(name))].join(' | ')} |`)
    .join('\n');
}

function about(question: string, run: PromptedRun, results: PromptedResult[]): string {
  const wrong = results.filter(({ isWrong }) => isWrong);
  const failed = results.filter(({ isFailed }) => isFailed);
  const slowest = results
    .filter(({ isFailed, latency }) => !isFailed && latency !== 'unknown')
    .toSorted((a, b) => Number.parseInt(b.latency, 10) - Number.parseInt(a.latency, 10))[0];
  if (/slow|latenc|fast|time|long/i.test(question) && slowest) {
    return `My slowest answer was ${slowest.id} at ${slowest.latency}. 95 % of my answers came within ${run.metric('P95 Latency')}.`;
  }
  if (/fail|error/i.test(question)) return listed('These failed', failed, 'Nothing failed.');
  return listed(
    'Of the answers that could be checked, these were wrong',
    wrong,
    'No answer that could be checked was wrong.',
  );
}

function listed(what: string, results: PromptedResult[], none: string): string {
  return results.length === 0 ? none : `${what}: ${results.map(({ id }) => id).join(', ')}.`;
}

function proposal(question: string, results: PromptedResult[], hasTwoRuns: boolean): string[] {
  const filter = /slow|latenc|long/i.test(question)
    ? { filter: 'answered', sort: 'latencyMs', direction: 'desc' }
    : results.some(({ isWrong }) => isWrong)
      ? { filter: 'incorrect' }
      : undefined;
  if (!filter) return [];
  const view = { ...filter, ...(hasTwoRuns && { run: 'B' }) };
  return [`\`\`\`${FILTER_LANGUAGE}\n${JSON.stringify(view)}\n\`\`\``];
}
