/** Which rows of a result table to show, and what it can be sorted by. */
export const resultFilters = [
  'all',
  'answered',
  'failed',
  'correct',
  'incorrect',
  'ungraded',
  'truncated',
  'thinking_only',
  'empty',
  'refused',
  'broken',
  'rate_limited',
  'timed_out',
] as const;
export type ResultFilter = (typeof resultFilters)[number];

export const resultSortings = [
  'promptIndex',
  'latencyMs',
  'ttftMs',
  'outputTokens',
  'category',
  'success',
  'correct',
] as const;
export type ResultSorting = (typeof resultSortings)[number];
