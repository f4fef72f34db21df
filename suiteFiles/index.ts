/** Reads the files that people have into prompts of a suite, and writes suites; in a browser and in Node. */
export { MAX_FILE_ROWS, MAX_SUITE_FILE_BYTES } from './bounds.ts';
export { readSuiteFile } from './readSuiteFile.ts';
export {
  type ReadPrompt,
  type SuiteFileFormat,
  type SuiteFileOptions,
  type SuiteFileProblem,
  type SuiteReading,
  suiteFileFormatLabels,
  suiteFileFormats,
} from './suiteReading.ts';
export { writeSuiteFile, writtenFormats } from './writeSuiteFile.ts';
