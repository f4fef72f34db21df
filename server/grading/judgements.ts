import type { Judgement, Span } from '../../contract/grades.ts';

export function passed(reason: string, span: Span | null = null): Judgement {
  return { score: 1, pass: true, reason, span };
}

export function failed(reason: string, span: Span | null = null): Judgement {
  return { score: 0, pass: false, reason, span };
}

/** Where the grader itself cannot do its work, which is no fault of the answer. */
export function notJudged(reason: string): Judgement {
  return { score: null, pass: null, reason, span: null };
}
