/** What the import page and its worker say to each other. */
import type { ColumnMapping, SuiteFileFormat } from '../../../../contract/suiteFiles.ts';
import type { SuitePrompt } from '../../../../contract/suites.ts';
import type { SuiteReading } from '../../../../suiteFiles/index.ts';
import type { StoredFile } from '../leftOut.ts';

/** In place of what the content of a file suggests. */
export interface Correction {
  format?: SuiteFileFormat;
  mapping?: ColumnMapping;
}

/** Which of the prompts are meant. */
export interface Selection {
  /** Undefined for all, null for those without a category. */
  category: string | null | undefined;
  take: 'all' | 'first' | 'sample';
  /** Of the first ones or of the sample. */
  count: number;
  seed: number;
}

/** A prompt that was read, and may have been changed since. */
export interface ImportedRow {
  /** Tells it from the others, whatever is added or removed. */
  key: number;
  /** Where in the file it was. */
  line: number;
  prompt: SuitePrompt;
  duplicateOf: number | null;
  /** Estimated, of all its messages. */
  tokens: number;
}

/** What is told of the whole file. */
export interface ImportOverview extends Omit<SuiteReading, 'prompts'> {
  promptCount: number;
  longestTokens: number;
  /** How many prompts fill the model's context window by themselves; null where it is not known. */
  tooLong: number | null;
}

export interface ImportPage {
  rows: ImportedRow[];
  /** How many are selected, of which `rows` is a page. */
  selected: number;
}

/** What a prompt can be changed to; an empty text takes the field away. */
export interface PromptChange {
  prompt: string;
  expectedAnswer: string;
  category: string;
}

/** What the worker does, each as a question and an answer. */
export interface ImportCalls {
  read(file: Blob, correction: Correction, contextTokens: number | null): ImportOverview;
  page(selection: Selection, page: number): ImportPage;
  /** Answers with what is wrong with the change; null where it was made. */
  change(key: number, change: PromptChange): string | null;
  /** What is told of the file as it is now. */
  overview(): ImportOverview;
  duplicate(key: number): ImportOverview;
  remove(key: number): ImportOverview;
  /** Stores the selected prompts. */
  save(selection: Selection, name: string): StoredFile;
}

export type ImportCall = {
  [Name in keyof ImportCalls]: { id: number; name: Name; args: Parameters<ImportCalls[Name]> };
}[keyof ImportCalls];

export type FromImportWorker =
  | { type: 'answer'; id: number; value: unknown }
  | { type: 'failed'; id: number; message: string }
  /** How much is read, from 0 to 1. */
  | { type: 'progress'; part: number };

export const PAGE_SIZE = 10;
