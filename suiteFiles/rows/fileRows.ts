/** A row of a file, before it is known what its columns mean. */
export interface FileRow {
  /** Where it begins, counted from 1. */
  line: number;
  /** How many characters of the file come before it. */
  start: number;
  /** The value in a column, by its place in `columns`; undefined where the row has none. */
  cell(column: number): unknown;
}

/** Rows with columns. */
export interface FileTable {
  columns: (string | null)[];
  /** What cannot be read as a row is reported while one goes through them. */
  rows: Iterable<FileRow>;
}
