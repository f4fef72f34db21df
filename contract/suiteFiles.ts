/** Files of suites: what they can be, and what their columns can stand for. */

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

export const mappedFieldLabels = {
  messages: 'Messages',
  system: 'System prompt',
  prompt: 'Prompt',
  input: 'Input, added below the prompt',
  expected_answer: 'Expected answer',
  grader: 'Grader',
  category: 'Category',
  split: 'Split',
  id: 'ID',
} as const satisfies Record<MappedField, string>;

/** For each field the place of its column in `columns`, counted from 0; a field that is absent has none. */
export type ColumnMapping = Partial<Record<MappedField, number>>;

export const textEncodingLabels = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  'windows-1252': 'Windows-1252',
} as const;
export type TextEncoding = keyof typeof textEncodingLabels;
