import { passesFilter } from '../../../contract/results.ts';
import type { CategoryCount, RunResult } from '../../lib/api.ts';
import type { ResultQuery } from './resultQuery.ts';

/** Whether a result that has just come belongs to what the reader asked to see. */
export function matchesQuery(
  result: RunResult,
  { filter, category, search }: Pick<ResultQuery, 'filter' | 'category' | 'search'>,
): boolean {
  const equalsIgnoringCase = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  return (
    passesFilter(result, filter) &&
    (category === '' || equalsIgnoringCase(result.category ?? '', category)) &&
    (search === '' ||
      includesIgnoringCase(result.prompt, search) ||
      includesIgnoringCase(result.response ?? '', search))
  );
}

/** The categories among results, by name, as the API counts them. */
export function categoriesAmong(results: RunResult[]): CategoryCount[] {
  const counts = new Map<string, number>();
  for (const { category } of results) {
    if (category !== null) counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  return [...counts]
    .map(([category, count]) => ({ category, count }))
    .toSorted((a, b) => a.category.localeCompare(b.category));
}

function includesIgnoringCase(text: string, words: string): boolean {
  return text.toLowerCase().includes(words.trim().toLowerCase());
}
