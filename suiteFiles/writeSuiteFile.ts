import Papa from 'papaparse';
import type { SuitePrompt } from '../contract/suites.ts';
import { suiteColumns, withGuard } from './formulaGuard.ts';

export const writtenFormats = ['json', 'jsonl', 'csv'] as const;
export type WrittenFormat = (typeof writtenFormats)[number];

/** Spreadsheets take a CSV for UTF-8 only with it. */
const BYTE_ORDER_MARK = '\uFEFF';

/** A suite as a file; `readSuiteFile` makes the same prompts of it again. */
export function writeSuiteFile(prompts: readonly SuitePrompt[], format: WrittenFormat): string {
  const rows = prompts.map(toRow);
  switch (format) {
    case 'json':
      return `${JSON.stringify(rows, null, 2)}\n`;
    case 'jsonl':
      return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    case 'csv':
      return `${BYTE_ORDER_MARK}${csv(rows)}`;
  }
}

/** Messages hold the prompt as their last one, so it is not repeated. */
function toRow({ prompt, messages, ...rest }: SuitePrompt): Record<string, unknown> {
  const { id, ...others } = rest;
  return { ...(id !== undefined && { id }), ...(messages ? { messages } : { prompt }), ...others };
}

function csv(rows: Record<string, unknown>[]): string {
  const data = rows.map((row) => suiteColumns.map((name) => withGuard(cellOf(row[name]))));
  return `${Papa.unparse({ fields: [...suiteColumns], data }, { newline: '\n' })}\n`;
}

function cellOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
