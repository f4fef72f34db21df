/** What the process and its grading thread say to each other: plain data, since it crosses by structured clone. */
import type { Judgement } from '../../../contract/grades.ts';
import type { GradeInput } from '../gradeInput.ts';

/** What the thread is started with. */
export interface GradingThreadStart {
  /** One 32-bit number: which grade the thread is at, by `id`; 0 between two batches. */
  current: SharedArrayBuffer;
}

export interface GradeTask {
  /** From 1 on, and never the same again for the process. */
  id: number;
  input: GradeInput;
}

export type MessageToThread = GradeTask[];

export type MessageFromThread =
  /** It is started and warm. */
  | { type: 'ready' }
  /** Grades that are done, in any part of a batch. */
  | { type: 'judged'; judged: { id: number; judgement: Judgement }[] };
