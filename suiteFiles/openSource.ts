import { type ColumnMapping, mappedFields, type SuiteFileFormat } from '../contract/suiteFiles.ts';
import type { FileLog } from './fileLog.ts';
import { suiteColumns } from './formulaGuard.ts';
import { guessMapping } from './mapping/guessMapping.ts';
import { type PromptCandidate, rowPrompt } from './mapping/rowPrompt.ts';
import { isPromptfoo, promptfooRows } from './promptfoo/promptfooRows.ts';
import { csvDelimiter, csvTable, isCsv } from './rows/csvTable.ts';
import type { FileRow, FileTable } from './rows/fileRows.ts';
import { jsonTable } from './rows/jsonTable.ts';
import { linesTable } from './rows/linesTable.ts';
import type { SuiteFileOptions } from './suiteReading.ts';

export interface SourceRow {
  line: number;
  /** How many characters of the file come before it. */
  start: number;
  /** @throws RowProblem for what cannot be a prompt */
  candidate(): PromptCandidate;
}

/** A file of which it is known what it is, with its rows still to be read. */
export interface Source {
  format: SuiteFileFormat;
  columns: (string | null)[] | null;
  mapping: ColumnMapping;
  rows: Iterable<SourceRow>;
}

/** Rows by which the meaning of columns is guessed. */
const SAMPLE_ROWS = 100;

/**
 * Recognises a text by its content, unless it is said what it is.
 * @throws RowProblem for what cannot be read at all
 */
export function openSource(
  text: string,
  { format: asked, mapping: askedMapping }: Pick<SuiteFileOptions, 'format' | 'mapping'>,
  log: FileLog,
): Source {
  const container = containerOf(text, asked);
  if (container === 'promptfoo') {
    return { format: 'promptfoo', columns: null, mapping: {}, rows: promptfooRows(text, log) };
  }
  const table = tables[container](text, log, asked);
  const { sample, rows } = peeked(table.rows);
  const isValid = (column: number | undefined) => column !== undefined && column in table.columns;
  const mapping = askedMapping
    ? Object.fromEntries(Object.entries(askedMapping).filter(([, column]) => isValid(column)))
    : guessMapping(table.columns, sample, asked ?? null);
  const format = asked ?? recognised(container, text, table.columns, mapping, sample);
  if (container !== 'lines') noteUnused(table.columns, mapping, log);
  return {
    format,
    columns: table.columns,
    mapping,
    rows: (function* () {
      for (const row of rows) {
        const candidate = () => rowPrompt(row, mapping, log.note);
        yield { line: row.line, start: row.start, candidate };
      }
    })(),
  };
}

type Container = 'json' | 'csv' | 'lines' | 'promptfoo';

const tables = {
  json: (text, log) => jsonTable(text, log),
  csv: (text, log, asked) => csvTable(text, log, asked === 'tsv' ? '\t' : undefined),
  lines: (text) => linesTable(text),
} satisfies Record<
  Exclude<Container, 'promptfoo'>,
  (text: string, log: FileLog, asked: SuiteFileFormat | undefined) => FileTable
>;

function containerOf(text: string, asked: SuiteFileFormat | undefined): Container {
  switch (asked) {
    case 'csv':
    case 'tsv':
      return 'csv';
    case 'lines':
    case 'promptfoo':
      return asked;
    case 'messages':
    case 'sharegpt':
    case 'alpaca':
    case 'json':
      return 'json';
  }
  if (isPromptfoo(text)) return 'promptfoo';
  if (isJson(text)) return 'json';
  return isCsv(text) ? 'csv' : 'lines';
}

/** Whether it begins as JSON does, or as what Python prints of it; `[INST]` and `{{name}}` are no JSON. */
function isJson(text: string): boolean {
  return /^\s*(?:\[?\{'\w+'\s*:|\{\s*(?:"|\}|$)|\[\s*(?:[{["\]]|$))/.test(text.slice(0, 10_000));
}

function recognised(
  container: Container,
  text: string,
  columns: (string | null)[],
  mapping: ColumnMapping,
  sample: FileRow[],
): SuiteFileFormat {
  const isNamed = (column: number | undefined, name: string) =>
    column !== undefined && columns[column]?.toLowerCase() === name;
  const isOurs =
    columns.every((name) => suiteColumns.some((ours) => ours === name)) &&
    (mapping.expected_answer !== undefined || mapping.grader !== undefined);
  if (container === 'lines') return 'lines';
  if (container === 'csv') {
    if (isOurs && columns.length === suiteColumns.length) return 'suite';
    return csvDelimiter(text) === '\t' ? 'tsv' : 'csv';
  }
  if (isOurs) return 'suite';
  if (mapping.messages !== undefined) {
    const turns: unknown = sample[0]?.cell(mapping.messages);
    const turn: unknown = Array.isArray(turns) ? turns[0] : undefined;
    return turn && typeof turn === 'object' && 'from' in turn ? 'sharegpt' : 'messages';
  }
  const isAlpaca =
    isNamed(mapping.prompt, 'instruction') && isNamed(mapping.expected_answer, 'output');
  return isAlpaca ? 'alpaca' : 'json';
}

function noteUnused(columns: (string | null)[], mapping: ColumnMapping, log: FileLog): void {
  const used = new Set(mappedFields.map((field) => mapping[field]));
  const unused = columns.filter((name, column) => name !== null && !used.has(column));
  if (unused.length === 0) return;
  const shown = unused.slice(0, 10).map((name) => `“${name?.slice(0, 40)}”`);
  const more = unused.length > shown.length ? ` and ${unused.length - shown.length} more` : '';
  log.note(`Not used: ${shown.join(', ')}${more}`);
}

/** The first rows, and all of them. */
function peeked(rows: Iterable<FileRow>): { sample: FileRow[]; rows: Iterable<FileRow> } {
  const rest = rows[Symbol.iterator]();
  const sample: FileRow[] = [];
  while (sample.length < SAMPLE_ROWS) {
    const next = rest.next();
    if (next.done) break;
    sample.push(next.value);
  }
  return {
    sample,
    rows: (function* () {
      yield* sample;
      yield* { [Symbol.iterator]: () => rest };
    })(),
  };
}
