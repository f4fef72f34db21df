/**
 * Results as the text of a file, put together by the database: to take each of their values apart and to write it again
 * would take several times as long (docs/decisions/0045).
 */
import { type SQL, sql } from 'drizzle-orm';
import { type Copies, type Db, queryRows } from '../../db/engine/index.ts';
import { batchTestResults } from '../../db/schema.ts';
import type { Run } from '../runs/index.ts';
import type { ExportedColumn, RowFormat } from './formats/exportFormat.ts';

const FIRST_ROWS = 250;
/** Which the pages after the first are about. */
const PAGE_BYTES = 512 * 1024;
const MAX_GROWTH = 4;

/** Runs whose rows are copied by one query. */
const RUNS_PER_COPY = 50;

type RunOfRows = Pick<Run, 'id' | 'config'>;

interface Services {
  db: Db;
  copies: Copies;
}

/**
 * The rows of runs, each run's in the order of its prompts, each with a line break behind it.
 * @param runs as the database gave them: their ids become parts of queries
 */
export async function* exportedRows(
  services: Services,
  runs: RunOfRows[],
  format: RowFormat,
): AsyncGenerator<string | Uint8Array> {
  for (let from = 0; from < runs.length; from += RUNS_PER_COPY) {
    const some = runs.slice(from, from + RUNS_PER_COPY);
    const { copies } = services;
    const copied = copies.areStreams
      ? copies.begin(rowsOfAll(some, format), copyForms[format])
      : undefined;
    if (copied) yield* copied;
    else for (const run of some) yield* pagesOf(services, run, format);
  }
}

const copyForms = { csv: 'csv', json: 'lines', json_in_list: 'lines' } as const;

/** One run after the other: each has its order already, so that nothing is sorted. */
function rowsOfAll(runs: RunOfRows[], format: RowFormat): SQL {
  const parts = runs.map(({ id }) => sql`(${copiedRows(`test_run_id = '${id}'`, format)})`);
  return sql.join(parts, sql` union all `);
}

/** @param condition in SQL, without parameters */
function copiedRows(condition: string, format: RowFormat): SQL {
  return format === 'csv'
    ? rowsWhere(sql.raw(condition), csvValues)
    : jsonLines(sql.raw(condition), format);
}

async function* pagesOf(
  services: Services,
  run: RunOfRows,
  format: RowFormat,
): AsyncGenerator<string | Uint8Array> {
  let prompts = Math.max(1, Math.floor(FIRST_ROWS / run.config.samples));
  const read = (from: number) => readPage(services, run, format, { from, to: from + prompts });
  let page = read(0);
  for (;;) {
    const { text, next } = await page;
    if (next !== null) {
      const growth = Math.min(MAX_GROWTH, PAGE_BYTES / (text?.length || PAGE_BYTES));
      prompts = Math.max(1, Math.floor(prompts * growth));
      // Meanwhile this one is written. Whoever leaves does not wait for it.
      page = read(next);
      page.catch(() => {});
    }
    if (text) yield text;
    // Given back at once: it would be collected only when there is much of it.
    if (text instanceof Uint8Array && text.buffer instanceof ArrayBuffer) text.buffer.transfer(0);
    if (next === null) return;
  }
}

interface Page {
  text: string | Uint8Array | null;
  /** Number of the prompt that the next page begins with; null where there is none. */
  next: number | null;
}

async function readPage(
  { db, copies }: Services,
  { id }: Pick<Run, 'id'>,
  format: RowFormat,
  { from, to }: { from: number; to: number },
): Promise<Page> {
  const next = sql`select min(prompt_index) as next from ${batchTestResults}
    where test_run_id = ${id} and prompt_index >= ${to}`;
  if (!copies.areStreams) {
    const ofPage = `test_run_id = '${id}' and prompt_index >= ${from} and prompt_index < ${to}`;
    const copied = copies.begin(copiedRows(ofPage, format), copyForms[format]);
    const [text, [after]] = await Promise.all([
      copied?.next(),
      queryRows<{ next: number | null }>(db, next),
    ]);
    return { text: text?.value ?? null, next: after?.next ?? null };
  }
  const condition = sql`test_run_id = ${id} and prompt_index >= ${from} and prompt_index < ${to}`;
  const lines = format === 'csv' ? rowsWhere(condition, csvLine) : jsonLines(condition, format);
  const [page] = await queryRows<Page & Record<string, unknown>>(
    db,
    sql`select (select string_agg(line || e'\n', '') from (${lines}) as lines) as text, (${next}) as next`,
  );
  return page ?? { text: null, next: null };
}

function rowsWhere(condition: SQL, values: string): SQL {
  return sql`select ${sql.raw(values)} from ${batchTestResults} where ${condition}
    order by ${batchTestResults.promptIndex}, ${batchTestResults.sample}`;
}

function jsonLines(condition: SQL, format: RowFormat): SQL {
  return rowsWhere(condition, format === 'json_in_list' ? jsonLineInList : jsonLine);
}

interface Column {
  /** In SQL. */
  value: string;
  /** Somebody's text, which a spreadsheet might run as a formula. */
  isText?: true;
  /** A word of ours, an id or a time: text in which JSON escapes nothing. */
  isWord?: true;
  /** Where it is something else in JSON. */
  json?: string;
}

const columns: Record<ExportedColumn, Column> = {
  prompt_id: { value: 'prompt_index + 1' },
  prompt: { value: 'prompt', isText: true },
  response: { value: 'response', isText: true },
  latency_ms: { value: 'latency_ms' },
  success: { value: 'success::text', json: 'success' },
  error: { value: 'error', isText: true },
  error_kind: { value: 'error_kind', isWord: true },
  error_reason: { value: 'error_reason', isWord: true },
  outcome: { value: 'outcome', isWord: true },
  attempts: { value: 'attempts' },
  queued_ms: { value: 'queued_ms' },
  backoff_ms: { value: 'backoff_ms' },
  first_byte_ms: { value: 'first_byte_ms' },
  ttft_ms: { value: 'ttft_ms' },
  first_thought_ms: { value: 'first_thought_ms' },
  tpot_ms: { value: 'tpot_ms' },
  output_tokens_per_second: { value: 'output_tokens_per_second' },
  input_tokens: { value: 'input_tokens' },
  output_tokens: { value: 'output_tokens' },
  reasoning_tokens: { value: 'reasoning_tokens' },
  reasoning: { value: 'reasoning', isText: true },
  finish_reason: { value: 'finish_reason', isText: true },
  category: { value: 'category', isText: true },
  expected_answer: { value: 'expected_answer', isText: true },
  correct: { value: 'correct::text', json: 'correct' },
  model_id: { value: 'model_id', isText: true },
  test_run_id: { value: 'test_run_id', isWord: true },
  sample: { value: 'sample + 1' },
  upstream_request_id: { value: 'upstream_request_id', isText: true },
  probably_truncated: { value: 'probably_truncated::text', json: 'probably_truncated' },
  prompt_cut: { value: 'prompt_cut::text', json: 'prompt_cut' },
  created_at: {
    value: `to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
    isWord: true,
  },
  grader: { value: `grade ->> 'grader'`, isWord: true },
  grade_score: { value: `grade ->> 'score'`, json: `grade -> 'score'` },
  grade_reason: { value: `grade ->> 'reason'`, isText: true },
  overruled: { value: `overrule ->> 'pass'`, json: `overrule -> 'pass'` },
  overrule_note: { value: `overrule ->> 'note'`, isText: true },
};

/** White space, control and format characters, which spreadsheets skip; as ranges for PostgreSQL, which has no classes for them. */
export const SKIPPED_CHARACTERS =
  '\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890-\\u0891\\u08e2\\u1680\\u180e' +
  '\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u2064\\u2066-\\u206f\\u3000\\ufeff\\ufff9-\\ufffb\\U000110bd\\U000110cd' +
  '\\U00013430-\\U0001343f\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a\\U000e0001\\U000e0020-\\U000e007f';

/** What `withoutFormula` in `csvText.ts` says, to the database. */
const FORMULA = `^([\\t\\r\\n]|[${SKIPPED_CHARACTERS}]*[=+\\-@＝＋－＠])`;

/** What begins with a letter or a digit, as most texts do, needs no closer look. */
const csvCells = Object.values(columns).map(({ value, isText }) =>
  isText
    ? `case when ascii(${value}) between 65 and 126 or ascii(${value}) between 48 and 60 or ${value} !~ '${FORMULA}'
        then ${value} else '''' || (${value}) end`
    : value,
);

/** Cells that COPY quotes where it has to. It would write an empty text as `""`. */
const csvValues = csvCells
  .map((cell, index) => (Object.values(columns)[index]?.isText ? `nullif(${cell}, '')` : cell))
  .join(', ');

/** The same as one text, quoted as COPY does. */
const csvLine = `${csvCells
  .map((cell, index) => {
    if (!Object.values(columns)[index]?.isText) return `coalesce((${cell})::text, '')`;
    return `coalesce((select case when cell ~ '[",\\n\\r]' then '"' || replace(cell, '"', '""') || '"' else cell end
      from (select ${cell} as cell) as one), '')`;
  })
  .join(` || ',' || `)} as line`;

/**
 * As `row_to_json` would write it, which looks up anew for each value of each row how its type is written; and by one
 * `concat`, since `||` copies the line as often as it has parts.
 */
function jsonObject(before: string): string {
  const parts = Object.entries(columns).map(
    ([name, { value, isText, isWord, json = value }], index) => {
      const written = isText ? `to_json(${value})` : isWord ? `'"' || (${value}) || '"'` : json;
      return `'${index === 0 ? `${before}{` : ','}"${name}":', coalesce((${written})::text, 'null')`;
    },
  );
  return `concat(${parts.join(', ')}, '}') as line`;
}

const jsonLine = jsonObject('');
const jsonLineInList = jsonObject(',');
