/** What the simulated model says about its results: the figures out of its own system prompt. */
export function answerAboutResults(systemPrompt: string, question: string): string {
  const figure = (name: string) =>
    new RegExp(`^-? ?${name}: (.+)$`, 'm').exec(systemPrompt)?.[1] ?? 'unknown';
  const wrong = [...systemPrompt.matchAll(/<result number="(\d+)">\noutcome: [^\n]*grade: wrong/g)];
  const slowest = /<result number="(\d+)">\noutcome: [^\n]*latency: (\d+ms)/.exec(systemPrompt);

  if (figure('Completed') === '0') {
    return 'There are no answers of mine to talk about yet. Start a run on the batch step, then ask me again. *(I am the simulated model.)*';
  }
  const sections = [
    `I answered **${figure('Completed')} of ${figure('Total Prompts')}** prompts; ${figure('Failed')} failed.`,
    /slow|latenc|fast|time/i.test(question) && slowest
      ? `My slowest answer was #${slowest[1]} at ${slowest[2]}. On average I took ${figure('Average Latency')}, and 95 % of my answers came within ${figure('P95 Latency')}.`
      : `On average an answer took ${figure('Average Latency')}, with the first word after ${figure('Median Time to First Token')}.`,
    wrong.length > 0
      ? `Of the answers that could be checked, these were wrong: ${wrong.map((match) => `#${match[1]}`).join(', ')}.`
      : 'No answer that could be checked was wrong.',
    '| Figure | Value |\n| --- | --- |\n' +
      ['Success Rate', 'Average Latency', 'P95 Latency', 'Total Tokens']
        .map((name) => `| ${name} | ${figure(name)} |`)
        .join('\n'),
    '*I am the simulated model: I read these figures from my instructions. Connect a model of your own for a real conversation.*',
  ];
  return sections.join('\n\n');
}
