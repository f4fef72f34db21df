/**
 * What the main thread and the embedded database's thread say to each other, as data that structured
 * clone carries over (docs/decisions/0024). Each request is answered by its id, in the order of asking.
 */

/** What the thread is started with. */
export interface ThreadStart {
  /** Where the files lie; in memory without it. */
  folder?: string;
  /** A tar file of a database to begin with. */
  dump?: Blob;
}

/** One thing that the database is to do. */
export type Task =
  | {
      do: 'query';
      sql: string;
      parameters?: unknown[];
      /** Rows as arrays of values instead of objects. */
      asArrays?: boolean;
      /** Types, by the numbers of `pg_type`, whose values stay the text that the database wrote. */
      textTypes?: number[];
    }
  | { do: 'exec'; sql: string }
  /** `COPY … TO '/dev/blob'`; answered with what was written there, if anything was. */
  | { do: 'copy'; sql: string }
  /** `listener` is a number that its notifications will carry. */
  | { do: 'listen'; channel: string; listener: number }
  | { do: 'unlisten'; listener: number }
  | { do: 'dump' }
  | { do: 'close' };

export type Request = Task & { id: number };

/** What came of a statement. */
export interface StatementResult {
  rows: unknown[];
  affectedRows?: number;
  /** First word of the command tag, such as COMMIT. */
  command?: string;
}

export type Message =
  | { say: 'ready' }
  | { say: 'answer'; id: number; result: unknown }
  | { say: 'refusal'; id: number; error: ErrorData }
  | { say: 'notification'; listener: number; payload: string }
  /** The database cannot be opened, or will never answer again. */
  | { say: 'failure'; error: ErrorData };

/**
 * An error as plain data. Never with the statement or its parameters: whoever asked has them, and
 * nobody else should.
 */
export interface ErrorData {
  name: string;
  message: string;
  /** What PostgreSQL says beside the message; the SQLSTATE is `code`. */
  fields: Record<string, string>;
}

/** PostgreSQL's error fields, by the names that the drivers share. */
const ERROR_FIELDS = [
  'severity',
  'code',
  'detail',
  'hint',
  'position',
  'internalPosition',
  'where',
  'schema',
  'table',
  'column',
  'dataType',
  'constraint',
  'file',
  'line',
  'routine',
] as const;

export function errorToData(error: unknown): ErrorData {
  if (!(error instanceof Error)) return { name: 'Error', message: describe(error), fields: {} };
  const fields: Record<string, string> = {};
  for (const name of ERROR_FIELDS) {
    const value = (error as unknown as Record<string, unknown>)[name];
    if (typeof value === 'string') fields[name] = value;
  }
  return { name: error.name, message: error.message, fields };
}

/** PGlite's runtime throws objects of its own, for files that it cannot open for example. */
function describe(thrown: unknown): string {
  const { name, errno, status } = (thrown ?? {}) as Record<string, unknown>;
  return name ? `${name} ${errno ?? status ?? ''}`.trim() : String(thrown);
}

export function errorFromData({ name, message, fields }: ErrorData): Error {
  return Object.assign(new Error(message), { name }, fields);
}
