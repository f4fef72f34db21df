/** What reading somebody's file brings, and what can be asked of it. */
import type { ColumnMapping, SuiteFileFormat, TextEncoding } from '../contract/suiteFiles.ts';
import type { SuitePrompt } from '../contract/suites.ts';

export interface SuiteFileOptions {
  /** In place of what the content looks like. */
  format?: SuiteFileFormat;
  /** In place of what the names of the columns suggest. */
  mapping?: ColumnMapping;
  /** Hears in steps how much is read, from 0 to 1. */
  onProgress?: (part: number) => void;
}

/** Something that was not understood. */
export interface SuiteFileProblem {
  /** Counted from 1; null where the whole file is meant. */
  line: number | null;
  message: string;
}

export interface ReadPrompt {
  /** Where in the file it begins, counted from 1. */
  line: number;
  prompt: SuitePrompt;
  /** The line of the first prompt that asks the same, where this one is a repetition. */
  duplicateOf: number | null;
}

export interface SuiteReading {
  /** Null where nothing could be understood. */
  format: SuiteFileFormat | null;
  encoding: TextEncoding;
  /** Names of the columns, null for one without; null where the format has none. */
  columns: (string | null)[] | null;
  mapping: ColumnMapping;
  prompts: ReadPrompt[];
  /** The first ones, in the order of the file. */
  problems: SuiteFileProblem[];
  /** How many more there are than `problems` tells. */
  moreProblems: number;
  /** What was left out or assumed, in sentences. */
  notes: string[];
  /** How many prompts each category has, the largest first; null is for those without. */
  categories: { category: string | null; count: number }[];
  /** How many prompts ask what an earlier one asks. */
  duplicates: number;
}
