import type { ResultFilter } from '../../../../contract/results.ts';
import type { CategoryCount, PromptAnswers, RunResult } from '../../../lib/api.ts';
import type { ResultQuery } from '../resultQuery.ts';
import type { ResultRow } from './resultRow.ts';

/** What the tab of results has from the server. */
export interface ShownResults {
  /** How many results each filter leaves. */
  facets: Record<ResultFilter, number>;
  categories: CategoryCount[];
  /** One page. */
  rows: ResultRow[];
  /** Results that match. */
  total: number;
  query: ResultQuery;
  opened: RunResult | null;
  /** Null where each prompt was asked once. */
  promptAnswers: PromptAnswers[] | null;
}
