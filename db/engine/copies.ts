/**
 * What a query answers as the text of `COPY`: the database writes it, and nothing of it is taken apart here. On
 * PostgreSQL each has a connection of its own for as long as somebody reads, so there are few of them, and the pool stays for
 * everybody else (docs/decisions/0045).
 */
import { Readable } from 'node:stream';
import type { SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import type postgres from 'postgres';

export interface Copies {
  /** They come as they are read, however much that is. Else a copy is one piece, and all of it is in memory. */
  areStreams: boolean;
  /**
   * Begins to copy; undefined where so many are going on already that whoever asks has to read in another way.
   * @param query without parameters, since COPY takes none
   * @returns the text as UTF-8; each piece is good until the next one is asked for. The query is stopped when nobody
   *   reads on
   */
  begin(query: SQL, form: CopyForm): AsyncGenerator<Uint8Array> | undefined;
}

/** Rows of CSV; or rows of one text, which stay as they are: without the characters U+0001 and U+0002, as in JSON. */
export type CopyForm = 'csv' | 'lines';

const MAX_COPIES = 2;
/** Nobody is that slow: whoever asks for nothing more in this time has left. */
const MAX_STALL_MS = 60_000;
const PIECE_BYTES = 128 * 1024;
const FORGOTTEN_AFTER_MS = 1_000;

/** What is asked for is long, and has to come in the order in which it is asked for. */
const SETTINGS = `
  -- To compile what is evaluated once a row takes longer than to evaluate it.
  set local jit = off;
  -- Several workers would mix the rows of several runs.
  set local max_parallel_workers_per_gather = 0;
  -- Whole rows are large to sort, and an index has their order.
  set local enable_sort = off`;

/** @param open makes a pool of one connection, which is not used for anything else */
export function createCopies(
  open: () => postgres.Sql,
  { maxStallMs = MAX_STALL_MS }: { maxStallMs?: number } = {},
): Copies {
  let going = 0;

  async function* copy(command: string): AsyncGenerator<Uint8Array> {
    going += 1;
    const connection = open();
    try {
      // One transaction, so that it is one backend also behind a pooler.
      await connection.unsafe('begin read only');
      await connection.unsafe(SETTINGS);
      const [backend] = await connection<{ pid: number }[]>`select pg_backend_pid() as pid`;
      const stream = await streamOf(connection.unsafe(command));
      yield* piecesOf(stream, { maxStallMs, stop: () => cancel(backend?.pid ?? 0) });
      // The driver pauses the connection while the stream is full, and at its end nothing lets it go on.
      stream._read(0);
    } finally {
      going -= 1;
      await connection.end({ timeout: 1 });
    }
  }

  async function cancel(pid: number): Promise<void> {
    const beside = open();
    try {
      await beside`select pg_cancel_backend(${pid}::int)`;
    } finally {
      await beside.end({ timeout: 1 });
    }
  }

  return {
    areStreams: true,
    begin(query, form) {
      if (going >= MAX_COPIES) return undefined;
      return copy(`copy (${textOf(query)}) to stdout (${streamOptions[form]})`);
    },
  };
}

/** @param copy does `COPY … TO '/dev/blob'`, and gives what was written there */
export function createWholeCopies(copy: (command: string) => Promise<Uint8Array>): Copies {
  async function* whole(query: SQL, form: CopyForm): AsyncGenerator<Uint8Array> {
    if (form === 'csv') {
      yield copy(`copy (${textOf(query)}) to '/dev/blob' (format csv)`);
      return;
    }
    // As one value of the binary form, so that it is written at once and not row by row.
    const bytes =
      await copy(`copy (select string_agg(line || e'\\n', '') from (${textOf(query)}) as lines (line))
      to '/dev/blob' (format binary)`);
    yield bytes.subarray(BEFORE_VALUE, -AFTER_VALUE);
  }
  return { areStreams: false, begin: whole };
}

/**
 * Bytes around one value: the head of the file, the number of values in the row, and its length; the end of the file.
 * Source: PostgreSQL, COPY, binary format.
 */
const BEFORE_VALUE = 19 + 2 + 4;
const AFTER_VALUE = 2;

/** With characters for separators and quotes that are nowhere in them, nothing of lines is quoted. */
const streamOptions: Record<CopyForm, string> = {
  csv: 'format csv',
  lines: `format csv, delimiter e'\\x01', quote e'\\x02'`,
};

const dialect = new PgDialect();

function textOf(query: SQL): string {
  return dialect.sqlToQuery(query).sql;
}

/**
 * The stream of a query. The driver (postgres.js 3.4.9) hands it over a moment after it has made it; an error in that
 * moment would reach nobody, and end the process.
 */
function streamOf(query: postgres.PendingQuery<postgres.Row[]>): Promise<Readable> {
  const opening = query as unknown as { resolve(answer: unknown): void };
  const { resolve } = opening;
  opening.resolve = (answer) => {
    if (answer instanceof Readable) answer.on('error', () => {});
    resolve(answer);
  };
  return query.readable();
}

/**
 * Rows as they come, as many in one piece as fit in it.
 * @param stop ends the query behind the stream, once nobody reads on
 */
async function* piecesOf(
  stream: Readable,
  { maxStallMs, stop }: { maxStallMs: number; stop(): Promise<void> },
): AsyncGenerator<Uint8Array> {
  // The same memory for all of them: to collect what each would leave behind takes longer than to fill it.
  const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  let filled = 0;
  /** Came when the piece was full. */
  let surplus: Uint8Array | undefined;
  let isOver = stream.destroyed;
  let failure: unknown = stream.errored;
  let wake = () => {};
  stream.on('data', (row: Uint8Array) => {
    if (filled + row.length <= PIECE_BYTES) {
      piece.set(row, filled);
      filled += row.length;
      return;
    }
    surplus = row;
    stream.pause();
    wake();
  });
  stream.on('error', (error) => {
    failure ??= error;
  });
  const over = new Promise<void>((resolve) => {
    const end = () => {
      isOver = true;
      wake();
      resolve();
    };
    stream.once('end', end);
    stream.once('close', end);
  });

  /** The backend hears of it only once the rest of what it has sent is taken. */
  async function giveUp(error: unknown): Promise<void> {
    if (isOver) return;
    failure ??= error;
    stream.removeAllListeners('data');
    stream.resume();
    // Now and then the driver forgets to say that a stream whose query was stopped is over.
    const forgotten = setTimeout(() => stream.destroy(), FORGOTTEN_AFTER_MS);
    await Promise.all([stop(), over]);
    clearTimeout(forgotten);
  }

  async function* offer(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    const stall = setTimeout(
      () => giveUp(new Error('Nobody read on.')).catch(() => {}),
      maxStallMs,
    );
    try {
      yield bytes;
    } finally {
      clearTimeout(stall);
    }
    if (failure) throw failure;
  }

  try {
    for (;;) {
      if (!surplus && !isOver) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (failure) throw failure;
      if (filled > 0) yield* offer(piece.subarray(0, filled));
      filled = 0;
      if (!surplus) return;
      if (surplus.length > PIECE_BYTES) {
        yield* offer(surplus);
      } else {
        piece.set(surplus);
        filled = surplus.length;
      }
      surplus = undefined;
      stream.resume();
    }
  } finally {
    await giveUp(new Error('Nobody reads on.'));
  }
}
