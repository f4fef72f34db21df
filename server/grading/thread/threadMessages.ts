/** What the process and its grading thread say to each other: plain data, since it crosses by structured clone. */
import type { Judgement } from '../../../contract/grades.ts';
import type { ComparedStatistics, ComparedValues } from '../../statistics/index.ts';
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

/** A comparison whose statistics are wanted. */
export interface CompareTask {
  /** From 1 on, and never the same again for the process. */
  id: number;
  values: ComparedValues;
}

export type MessageToThread =
  | { type: 'grade'; tasks: GradeTask[] }
  | { type: 'compare'; task: CompareTask };

export type MessageFromThread =
  /** It is started and warm. */
  | { type: 'ready' }
  /** Grades that are done, in any part of a batch. */
  | { type: 'judged'; judged: { id: number; judgement: Judgement }[] }
  | { type: 'compared'; id: number; statistics: ComparedStatistics }
  /** A fault of ours. */
  | { type: 'not_compared'; id: number; reason: string };
