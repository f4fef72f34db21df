/** What the simulated model says about its results: the figures out of its own system prompt. */
export function answerAboutResults(systemPrompt: string, question: string): string {
  const [a, b] = runsIn(systemPrompt);
  const newest = b ?? a;
  if (!newest || newest.figure('Success Rate') === 'unknown') {
    return 'There are no answers of mine to talk about yet. Start a run on the batch step, then ask me again. *(I am the simulated model.)*';
  }
  const results = resultsIn(systemPrompt);
  const sections = [
    a && b ? comparison(a, b) : summary(newest),
    about(question, newest, results),
    ...proposal(question, results, b !== undefined),
  ];
  // The block of a proposal comes last; what the model is stands before it.
  sections.splice(2, 0, NOTE);
  return sections.filter(Boolean).join('\n\n');
}

const NOTE =
  '*I am the simulated model: I read these figures from my instructions. Connect a model of your own for a real conversation.*';

interface ToldRun {
  figure(name: string): string;
}

interface ToldResult {
  id: string;
  isFailed: boolean;
  isWrong: boolean;
  /** In milliseconds, as it is written. */
  latency: string;
}

function runsIn(systemPrompt: string): ToldRun[] {
  const [head = '', ...runs] = systemPrompt.split(/^# RUN [AB]: /m);
  return (runs.length > 0 ? runs : [head]).map((text) => ({
    figure: (name) => new RegExp(`^(?:- )?${name}: (.+)$`, 'm').exec(text)?.[1] ?? 'unknown',
  }));
}

function resultsIn(systemPrompt: string): ToldResult[] {
  const lines = systemPrompt.matchAll(
    /^<result id="([AB]?#[\d.]+)">\noutcome: ([^,]+), grade: ([^,]+), latency: (\w+)/gm,
  );
  return [...lines].map(([, id = '', outcome = '', grade, latency = '']) => ({
    id,
    isFailed: !/^(answered|truncated)/.test(outcome),
    isWrong: grade === 'wrong',
    latency,
  }));
}

function summary(run: ToldRun): string {
  return [
    `I answered **${run.figure('Completed')} of ${run.figure('Total Prompts')}** prompts; ${run.figure('Failed')} failed. ` +
      `On average an answer took ${run.figure('Average Latency')}, with the median time to first token at ${run.figure('Median Time to First Token')}.`,
    `| Figure | Value |\n| --- | --- |\n${tableRows([run])}`,
  ].join('\n\n');
}

function comparison(a: ToldRun, b: ToldRun): string {
  return [
    `The average latency of run A was ${a.figure('Average Latency')}. The average latency of run B was ${b.figure('Average Latency')}.`,
    `| Figure | Run A | Run B |\n| --- | --- | --- |\n${tableRows([a, b])}`,
  ].join('\n\n');
}

function tableRows(runs: ToldRun[]): string {
  return ['Success Rate', 'Average Latency', 'P95 Latency', 'Total Tokens', 'Correct Answers']
    .map((name) => `| ${[name, ...runs.map((run) => run.figure(name))].join(' | ')} |`)
    .join('\n');
}

function about(question: string, run: ToldRun, results: ToldResult[]): string {
  const wrong = results.filter(({ isWrong }) => isWrong);
  const failed = results.filter(({ isFailed }) => isFailed);
  const slowest = results
    .filter(({ isFailed, latency }) => !isFailed && latency !== 'unknown')
    .toSorted(
      (one, other) => Number.parseInt(other.latency, 10) - Number.parseInt(one.latency, 10),
    )[0];
  if (/slow|latenc|fast|time|long/i.test(question) && slowest) {
    return `My slowest answer was ${slowest.id} at ${slowest.latency}. 95 % of my answers came within ${run.figure('P95 Latency')}.`;
  }
  if (/fail|error/i.test(question)) return listed('These failed', failed, 'Nothing failed.');
  return listed(
    'Of the answers that could be checked, these were wrong',
    wrong,
    'No answer that could be checked was wrong.',
  );
}

function listed(what: string, results: ToldResult[], none: string): string {
  return results.length === 0 ? none : `${what}: ${results.map(({ id }) => id).join(', ')}.`;
}

function proposal(question: string, results: ToldResult[], hasTwoRuns: boolean): string[] {
  const filter = /slow|latenc|long/i.test(question)
    ? { filter: 'answered', sort: 'latencyMs', direction: 'desc' }
    : results.some(({ isWrong }) => isWrong)
      ? { filter: 'incorrect' }
      : undefined;
  if (!filter) return [];
  const view = { ...filter, ...(hasTwoRuns && { run: 'B' }) };
  return [`\`\`\`byom-filter\n${JSON.stringify(view)}\n\`\`\``];
}
