import Papa from 'papaparse';
import { MAX_COLUMNS, MAX_FILE_ROWS, MAX_SEPARATORS } from '../bounds.ts';
import type { FileLog } from '../fileLog.ts';
import { isSuiteHeader, withoutGuard } from '../formulaGuard.ts';
import { knownField } from '../mapping/knownNames.ts';
import { RowProblem } from '../rowProblem.ts';
import { createLineFinder, filledLines } from '../text/lines.ts';
import type { FileTable } from './fileRows.ts';

interface CsvRecord {
  cells: string[];
  start: number;
  line: number;
  /** Whether it has more cells than are read. */
  isWider: boolean;
}

const delimiters = ['\t', ',', ';', '|'];
/** How much of the beginning shows how a file is laid out. */
const SAMPLE_LENGTH = 200_000;
const SAMPLE_RECORDS = 20;
/** Longest name of a column in a file whose columns we do not know. */
const MAX_NAME_LENGTH = 40;

/**
 * Cells as RFC 4180 has them; the separator is found, and whether the first row names the columns.
 * @throws RowProblem for lines that are no table
 */
export function csvTable(text: string, log: FileLog, delimiter?: string): FileTable {
  for (const { line, text: row } of longLines(text)) {
    const most = MAX_SEPARATORS.toLocaleString('en-US');
    if (separatorsIn(row) > MAX_SEPARATORS) {
      throw new RowProblem(`Line ${line} has more than ${most} separators. Is this a table?`);
    }
  }
  const named = namedDelimiter(text);
  const all = recordsOf(text, delimiter ?? csvDelimiter(text), MAX_FILE_ROWS + 3, log);
  const records = named ? all.slice(1) : all;
  if (records.some(({ isWider }) => isWider)) {
    log.note(`Only the first ${MAX_COLUMNS} columns are read`);
  }
  const [first] = records;
  const width = Math.max(0, ...records.slice(0, 100).map(({ cells }) => cells.length));
  const hasNames = first !== undefined && isHeader(first.cells);
  const isSuite = hasNames && isSuiteHeader(first.cells);
  const columns = Array.from(
    { length: width },
    (_, index) => (hasNames && first.cells[index]?.trim()) || null,
  );
  return {
    columns,
    rows: (function* () {
      for (const { cells, start, line } of hasNames ? records.slice(1) : records) {
        if (hasNames && isHeading(cells, first.cells)) continue;
        if (hasNames && cells.slice(first.cells.length).some((cell) => cell.trim() !== '')) {
          log.problem(line, tooManyCells(cells.length, first.cells.length));
          continue;
        }
        const cell = (column: number) => {
          const value = cells[column];
          if (value === undefined) return undefined;
          return isSuite ? withoutGuard(value) : withoutOuterQuotes(value);
        };
        yield { line, start, cell };
      }
    })(),
  };
}

/** Whether the text looks like a table rather than like lines of prose. */
export function isCsv(text: string): boolean {
  const sample = sampleOf(text);
  if (namedDelimiter(text)) return true;
  const delimiter = csvDelimiter(sample);
  const records = recordsOf(sample, delimiter, SAMPLE_RECORDS).map(({ cells }) => cells);
  const [first = []] = records;
  if (first.some((name) => knownField(name) !== undefined) && isHeader(first)) return true;
  if (records.length < 2 || first.length < 2) return false;
  if (records.some((cells) => cells.length !== first.length)) return false;
  // Prose has a blank behind its commas.
  return records.flat().filter((cell) => /^\s/.test(cell)).length < records.flat().length / 4;
}

/** A blank between the separator and a quoted cell leaves the quotation marks in it. */
function withoutOuterQuotes(cell: string): string {
  const inner = /^[ \t]+"(.*)"[ \t]*$/s.exec(cell)?.[1];
  return inner === undefined ? cell : inner.replaceAll('""', '"');
}

/** What Excel writes and reads as a first line to say which separator follows; undefined without it. */
function namedDelimiter(text: string): string | undefined {
  return /^\s*"?sep=(.)"?[ \t]*[\r\n]/i.exec(text.slice(0, 100))?.[1];
}

/** Whether it is the names once more, where files were put together, or the line below them in Markdown. */
function isHeading(cells: string[], names: string[]): boolean {
  const isRepeated = cells.every((cell, index) => cell.trim() === names[index]?.trim());
  const filled = cells.filter((cell) => cell.trim() !== '');
  return (
    isRepeated || (filled.length > 1 && filled.every((cell) => /^\s*:?-{3,}:?\s*$/.test(cell)))
  );
}

/** A separator in a cell that is not quoted has cut it into several. */
function tooManyCells(count: number, named: number): string {
  return `The row has ${count} cells, but there are ${named} columns. Quote cells that hold the separator.`;
}

/** The separator by which the rows have the same number of cells, at least two. */
export function csvDelimiter(text: string): string {
  const named = namedDelimiter(text);
  if (named) return named;
  const sample = sampleOf(text);
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of delimiters) {
    const records = recordsOf(sample, delimiter, SAMPLE_RECORDS).map(({ cells }) => cells);
    const width = records[0]?.length ?? 0;
    if (width < 2) continue;
    const even = records.filter((cells) => cells.length === width).length / records.length;
    const isNamed = records[0]?.some((name) => knownField(name) !== undefined) ? 1 : 0;
    const score = even + isNamed;
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

function recordsOf(text: string, delimiter: string, most: number, log?: FileLog): CsvRecord[] {
  const records: CsvRecord[] = [];
  const lineAt = createLineFinder(text);
  let start = 0;
  Papa.parse<string[]>(text, {
    delimiter,
    step({ data, errors, meta }, parser) {
      const cells = data.slice(0, MAX_COLUMNS);
      const from = start;
      start = meta.cursor;
      if (cells.every((cell) => cell.trim() === '')) return;
      const line = lineAt(from);
      if (errors.length > 0) {
        log?.problem(
          line,
          'A quotation mark in this row is not closed or stands inside a cell. Double it ("") and quote the whole cell.',
        );
      } else records.push({ cells, start: from, line, isWider: data.length > cells.length });
      if (records.length >= most) parser.abort();
    },
  });
  return records;
}

/** A name that we know in a row of short cells, or only short, different words without an end of a sentence. */
function isHeader(cells: string[]): boolean {
  const names = cells.map((cell) => cell.trim());
  const isShort = names.every((name) => name.length <= MAX_NAME_LENGTH && !/[\r\n]/.test(name));
  if (!isShort) return false;
  if (names.some((name) => knownField(name) !== undefined)) return true;
  return (
    names.length > 1 &&
    new Set(names).size === names.length &&
    names.every((name) => /^[\p{L}_#][^.?!:]*$/u.test(name))
  );
}

function sampleOf(text: string): string {
  if (text.length <= SAMPLE_LENGTH) return text;
  const end = text.lastIndexOf('\n', SAMPLE_LENGTH);
  return text.slice(0, end === -1 ? SAMPLE_LENGTH : end + 1);
}

function* longLines(text: string) {
  for (const line of filledLines(text)) if (line.text.length > MAX_SEPARATORS) yield line;
}

function separatorsIn(line: string): number {
  let count = 0;
  for (const _ of line.matchAll(/[\t,;|]/g)) count += 1;
  return count;
}
