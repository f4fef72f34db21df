import type { Metrics, RunResult } from './api.ts';

const MOST = 4;

/** Questions worth asking about just these results, the most telling first. */
export function suggestQuestions(metrics: Metrics, results: RunResult[]): string[] {
  if (results.length === 0) {
    return ['What can you tell me about yourself?', 'What are you good at, and what not?'];
  }
  const number = (result: RunResult) => `#${result.promptIndex + 1}`;
  const wrong = results.filter(({ correct }) => correct === false);
  const failed = results.filter(({ success }) => !success);
  const slowest = results
    .filter(({ success, latencyMs }) => success && latencyMs !== null)
    .toSorted((a, b) => (b.latencyMs ?? 0) - (a.latencyMs ?? 0))[0];
  const category = weakestCategory(wrong);

  const questions = [
    wrong[0] &&
      (wrong.length === 1
        ? `Why is your answer to ${number(wrong[0])} wrong?`
        : `What do your wrong answers have in common (${listed(wrong.map(number))})?`),
    failed[0] && `What went wrong with ${listed(failed.map(number))}?`,
    slowest && `Why did ${number(slowest)} take longest?`,
    category && `What would help you with “${category}”?`,
    metrics.p95TtftMs !== null && 'How does the time to first token compare with the full latency?',
    'Sum up your results in three sentences.',
    'What should I test next?',
  ];
  return questions.filter((question) => typeof question === 'string').slice(0, MOST);
}

function listed(numbers: string[]): string {
  const shown = numbers.slice(0, 3).join(', ');
  return numbers.length > 3 ? `${shown}, …` : shown;
}

function weakestCategory(wrong: RunResult[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { category } of wrong) {
    if (category) counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}
