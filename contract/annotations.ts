/** What we add to an answer of the chat, in the shapes in which it is stored with the message. */
import type { ResultFilter, ResultSorting } from './results.ts';

/** What a figure quoted in an answer of the chat is counted in. */
export const metricUnits = ['ms', 'percent', 'count', 'tokens'] as const;
export type MetricUnit = (typeof metricUnits)[number];

export const metricCheckVerdicts = ['right', 'wrong'] as const;
export type MetricCheckVerdict = (typeof metricCheckVerdicts)[number];

/** Which results a question's model was shown. */
export interface Evidence {
  /** Results put into the prompt, and all results of the runs they were chosen from. */
  given: number;
  total: number;
  results: CitableResult[];
}

/** A result and the name under which the model may cite it. */
export interface CitableResult {
  resultId: string;
  runId: string;
  /**
   * `#12` is prompt number 12; `#12.2` the second time it was asked. With two runs in front of the
   * model a letter says which: `A#12`, `B#12`.
   */
  label: string;
}

/** A figure in an answer, compared with what the database says. */
export interface MetricCheck {
  /** The figure as it stands in the answer, from `start` to before `end` (UTF-16 units). */
  quote: string;
  start: number;
  end: number;
  /** What it is a figure of, in words: "average latency", "latency of #12". */
  figure: string;
  unit: MetricUnit;
  claimed: number;
  actual: number;
  verdict: MetricCheckVerdict;
}

/** The language of the fenced block of JSON in which a model offers a view of the result table. */
export const FILTER_LANGUAGE = 'byom-filter';

/** A view of the result table that an answer offers, as `batch.results` takes it. */
export interface ProposedFilter {
  runId: string;
  filter: ResultFilter;
  category?: string;
  sort: ResultSorting;
  direction: 'asc' | 'desc';
  search?: string;
  /** What it shows, in our own words. */
  label: string;
}
