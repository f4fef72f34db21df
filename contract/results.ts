/** Results as tables show them: which ones, in which order, and under which words. */
import { gradeLabels } from './grades.ts';
import { metricLabels } from './metricLabels.ts';
import { type Outcome, outcomeDefinitions } from './outcomes.ts';
import { suitePromptLabels } from './suites.ts';

/** Longest search of results, in UTF-16 units. */
export const MAX_SEARCH_LENGTH = 2_000;

/** What a filter looks at. */
interface FilteredResult {
  success: boolean;
  correct: boolean | null;
  outcome: Outcome;
  disagrees: boolean | null;
}

interface FilterDefinition {
  /** As a choice in a list. */
  label: string;
  /** As a heading: "Failed prompts". */
  plural: string;
  /** Values that a result must have; the server makes SQL of it. */
  where: Partial<FilteredResult>;
}

const generalFilters = {
  all: { label: 'All results', plural: 'All results', where: {} },
  answered: { label: 'Answered', plural: 'Answered prompts', where: { success: true } },
  failed: { label: 'Not answered', plural: 'Failed prompts', where: { success: false } },
  correct: { ...gradeLabels.correct, plural: 'Correct answers', where: { correct: true } },
  incorrect: { ...gradeLabels.incorrect, plural: 'Wrong answers', where: { correct: false } },
  disagrees: {
    label: 'Person ≠ machine',
    plural: 'Results that a person grades otherwise',
    where: { disagrees: true },
  },
  // What was not answered has no grade either, and says so by itself (docs/decisions/0046).
  ungraded: {
    ...gradeLabels.ungraded,
    plural: 'Ungraded answers',
    where: { success: true, correct: null },
  },
} as const satisfies Record<string, FilterDefinition>;

type Definitions = typeof outcomeDefinitions;
/** Outcomes that have a filter of their own. */
type OutcomeFilter = {
  [Name in Outcome]: Definitions[Name]['plural'] extends null ? never : Name;
}[Outcome];

export type ResultFilter = keyof typeof generalFilters | OutcomeFilter;

export const resultFilterDefinitions: Record<ResultFilter, FilterDefinition> = {
  ...generalFilters,
  ...filtersByOutcome(),
};

/** In the order in which they are offered. */
export const resultFilters = Object.keys(resultFilterDefinitions) as [
  ResultFilter,
  ...ResultFilter[],
];

/** Whether a result passes a filter, as the SQL made of it decides. */
export function passesFilter(result: FilteredResult, filter: ResultFilter): boolean {
  const { where } = resultFilterDefinitions[filter];
  return Object.entries(where).every(
    ([field, value]) => result[field as keyof FilteredResult] === value,
  );
}

interface SortingDefinition {
  label: string;
  /** What comes first, said behind a heading. */
  ascending: string;
  descending: string;
}

/** What results can be sorted by, under the names of their fields. */
export const resultSortingDefinitions = {
  promptIndex: { label: 'Number', ascending: 'in order', descending: 'last first' },
  latencyMs: {
    label: metricLabels.latency,
    ascending: 'fastest first',
    descending: 'slowest first',
  },
  ttftMs: {
    label: metricLabels.ttft,
    ascending: 'lowest TTFT first',
    descending: 'highest TTFT first',
  },
  outputTokens: {
    label: metricLabels.outputTokens,
    ascending: 'shortest first',
    descending: 'longest first',
  },
  category: {
    label: suitePromptLabels.category,
    ascending: 'by category',
    descending: 'by category, from Z',
  },
  success: { label: 'Success', ascending: 'failed first', descending: 'answered first' },
  correct: { label: 'Grade', ascending: 'wrong first', descending: 'correct first' },
} as const satisfies Record<string, SortingDefinition>;

export type ResultSorting = keyof typeof resultSortingDefinitions;
export const resultSortings = Object.keys(resultSortingDefinitions) as [
  ResultSorting,
  ...ResultSorting[],
];

function filtersByOutcome(): Record<OutcomeFilter, FilterDefinition> {
  const filters = Object.entries(outcomeDefinitions).flatMap(([outcome, { label, plural }]) =>
    plural === null ? [] : [[outcome, { label, plural, where: { outcome } }]],
  );
  return Object.fromEntries(filters);
}
