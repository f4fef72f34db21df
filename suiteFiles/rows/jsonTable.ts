import { MAX_COLUMNS, MAX_JSON_DEPTH, MAX_ROW_LENGTH } from '../bounds.ts';
import type { FileLog } from '../fileLog.ts';
import { isObject } from '../isObject.ts';
import { turnsIn } from '../mapping/conversation.ts';
import { RowProblem } from '../rowProblem.ts';
import { jsonDepth } from '../text/jsonScanner.ts';
import type { FileTable } from './fileRows.ts';
import { type JsonValue, jsonValues } from './jsonValues.ts';

type JsonRow = Record<string, unknown>;
interface ParsedRow {
  line: number;
  start: number;
  row: JsonRow;
}

/** Rows from which the columns are taken. */
const SAMPLE_ROWS = 1_000;
/** Under these names others lay a row into another object: batch requests, evals, viewers of data sets. */
const wrappers = ['body', 'item', 'row', 'input'] as const;

/** JSON Lines, an array of rows, rows one after the other, or an object that holds such an array. */
export function jsonTable(text: string, log: FileLog): FileTable {
  const rest = parsedRows(text, log);
  const sample: ParsedRow[] = [];
  const columns = new Set<string>();
  let isWider = false;
  while (sample.length < SAMPLE_ROWS) {
    const next = rest.next();
    if (next.done) break;
    sample.push(next.value);
    for (const key of Object.keys(next.value.row)) {
      if (columns.size < MAX_COLUMNS) columns.add(key);
      else isWider ||= !columns.has(key);
    }
  }
  if (isWider) log.note(`Only the first ${MAX_COLUMNS} columns are read`);
  const names = [...columns];
  return {
    columns: names,
    rows: (function* () {
      for (const { line, start, row } of chained(sample, rest)) {
        const cell = (column: number) => {
          const name = names[column];
          return name !== undefined && Object.hasOwn(row, name) ? row[name] : undefined;
        };
        yield { line, start, cell };
      }
    })(),
  };
}

function* chained<T>(first: Iterable<T>, rest: Iterable<T>): Generator<T> {
  yield* first;
  yield* rest;
}

function* parsedRows(text: string, log: FileLog): Generator<ParsedRow, void, undefined> {
  for (const value of jsonValues(text)) {
    try {
      yield {
        line: value.line,
        start: value.start,
        row: { ...toRow(parsed(value)), ...value.more },
      };
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      log.problem(value.line, error.message);
    }
  }
}

function parsed({ text, isCut }: JsonValue): unknown {
  if (isCut)
    throw new RowProblem('The file breaks off inside this row. Save or download it again.');
  if (text.length > MAX_ROW_LENGTH) {
    const most = MAX_ROW_LENGTH.toLocaleString('en-US');
    throw new RowProblem(`The row is longer than ${most} characters. Split or shorten it.`);
  }
  if (jsonDepth(text) > MAX_JSON_DEPTH) {
    throw new RowProblem(`The row is nested more than ${MAX_JSON_DEPTH} levels deep. Flatten it.`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RowProblem(`This is not valid JSON: ${reasonOf(error)}. Correct or remove the row.`);
  }
}

/** What the parser says, without the text that it quotes. */
function reasonOf(error: unknown): string {
  const [reason = ''] = String((error as Error).message).split(/, (?=\.\.\.|")| in JSON/);
  return reason.charAt(0).toLowerCase() + reason.slice(1);
}

function toRow(value: unknown): JsonRow {
  if (typeof value === 'string') return { prompt: value };
  if (Array.isArray(value)) return { messages: value };
  if (!isObject(value)) {
    throw new RowProblem(
      'A row must be an object such as {"prompt": "…", "expected_answer": "…"}, a list of messages or a text.',
    );
  }
  for (const name of wrappers) {
    const inner = Object.hasOwn(value, name) ? value[name] : undefined;
    if (isObject(inner) && (name !== 'input' || turnsIn(inner.messages))) {
      return { ...value, ...inner };
    }
  }
  return value;
}
