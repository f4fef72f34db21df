/** What reading somebody's file brings, and what can be asked of it. */
import type { SuitePrompt } from '../contract/suites.ts';

/** What a file can be, in the order in which people are offered it. */
export const suiteFileFormats = [
  'messages',
  'sharegpt',
  'alpaca',
  'json',
  'csv',
  'tsv',
  'lines',
  'promptfoo',
  'suite',
] as const;
export type SuiteFileFormat = (typeof suiteFileFormats)[number];

export const suiteFileFormatLabels = {
  messages: 'OpenAI messages',
  sharegpt: 'ShareGPT conversations',
  alpaca: 'Alpaca',
  json: 'JSON rows',
  csv: 'CSV',
  tsv: 'TSV',
  lines: 'One prompt a line',
  promptfoo: 'promptfoo',
  suite: 'BYOM suite',
} as const satisfies Record<SuiteFileFormat, string>;

/** What a column of a file can stand for. */
export const mappedFields = [
  'messages',
  'system',
  'prompt',
  'input',
  'expected_answer',
  'grader',
  'category',
  'split',
  'id',
] as const;
export type MappedField = (typeof mappedFields)[number];

/** For each field the place of its column in `columns`, counted from 0; a field that is absent has none. */
export type ColumnMapping = Partial<Record<MappedField, number>>;

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

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
