/**
 * Reads the files that people have into prompts of a suite, and writes suites; in a browser and in Node
 * (docs/decisions/0041).
 */
export { MAX_FILE_ROWS, MAX_SUITE_FILE_BYTES } from './bounds.ts';
export { checkedPrompt } from './checkedPrompt.ts';
export { readSuiteFile } from './readSuiteFile.ts';
export { RowProblem } from './rowProblem.ts';
export type {
  ReadPrompt,
  SuiteFileOptions,
  SuiteFileProblem,
  SuiteReading,
} from './suiteReading.ts';
export { writeSuiteFile, writtenFormats } from './writeSuiteFile.ts';
