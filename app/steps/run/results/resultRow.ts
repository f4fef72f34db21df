/** What a row of the table shows of a result. Answers may be long: only as much of them goes to the page as it shows. */
import type { Span } from '../../../../contract/grades.ts';
import type { RunResult } from '../../../lib/api.ts';

/** Two lines of the widest column hold no more. */
const MAX_SHOWN = 240;
/** So much stands before the place that the grade is about, where the answer is cut to show it. */
const BEFORE_SPAN = 60;

const shownFields = [
  'id',
  'seq',
  'promptIndex',
  'sample',
  'category',
  'latencyMs',
  'outcome',
  'success',
  'correct',
  'promptCut',
  'probablyTruncated',
  'overrule',
] as const satisfies (keyof RunResult)[];

export type ResultRow = Pick<RunResult, (typeof shownFields)[number]> & {
  prompt: string;
  expected: string | null;
  /** Why there is no answer; null where there is one. */
  error: string | null;
  answer: Excerpt | null;
};

/** A part of a text, with the place marked that its grade is about. */
export interface Excerpt {
  text: string;
  span: Span | null;
}

export function resultRow(result: RunResult): ResultRow {
  const { prompt, expectedAnswer, error, response, grade } = result;
  const shown = Object.fromEntries(shownFields.map((name) => [name, result[name]]));
  return {
    ...(shown as Pick<RunResult, (typeof shownFields)[number]>),
    prompt: beginningOf(prompt),
    expected: expectedAnswer === null ? null : beginningOf(expectedAnswer),
    error: error === null ? null : beginningOf(error),
    answer: response ? excerptOf(response, grade?.span ?? null) : null,
  };
}

/** The part of an answer that shows what its grade is about; without such a place, how it begins. */
export function excerptOf(answer: string, span: Span | null): Excerpt {
  const start = span && span.end > BEFORE_SPAN * 2 ? Math.max(0, span.start - BEFORE_SPAN) : 0;
  const text = answer.slice(start, start + MAX_SHOWN).toWellFormed();
  const lead = start > 0 ? '…' : '';
  const shift = (place: number) => Math.max(0, Math.min(place - start, text.length)) + lead.length;
  return {
    text: lead + text + (start + MAX_SHOWN < answer.length ? '…' : ''),
    span: span && { start: shift(span.start), end: shift(span.end) },
  };
}

function beginningOf(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN).toWellFormed()}…` : text;
}
