/**
 * What a query answers as the text of `COPY … TO STDOUT`: PostgreSQL writes it, and nothing of it is taken apart here.
 * Each has a connection of its own for as long as somebody reads, so there are few of them, and the pool stays for
 * everybody else (docs/decisions/0045).
 */
import { Readable } from 'node:stream';
import type { SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import type postgres from 'postgres';

export interface Copies {
  /**
   * Begins to copy; undefined where so many are going on already that whoever asks has to read in another way.
   * @param query without parameters, since COPY takes none
   * @param options of COPY, such as its format
   * @returns the text as UTF-8; the query is stopped when nobody reads on
   */
  begin(query: SQL, options: string): AsyncGenerator<Uint8Array> | undefined;
}

const MAX_COPIES = 2;
/** Nobody is that slow: whoever asks for nothing more in this time has left. */
const MAX_STALL_MS = 60_000;
const FORGOTTEN_AFTER_MS = 1_000;

/** @param open makes a pool of one connection, which is not used for anything else */
export function createCopies(
  open: () => postgres.Sql,
  { maxStallMs = MAX_STALL_MS }: { maxStallMs?: number } = {},
): Copies {
  const dialect = new PgDialect();
  let going = 0;

  async function* copy(command: string): AsyncGenerator<Uint8Array> {
    going += 1;
    const connection = open();
    try {
      // One transaction, so that it is one backend also behind a pooler.
      await connection.unsafe('begin read only');
      // To compile what is evaluated once a row takes longer than to evaluate it.
      await connection.unsafe('set local jit = off');
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
    begin(query, options) {
      if (going >= MAX_COPIES) return undefined;
      return copy(`copy (${dialect.sqlToQuery(query).sql}) to stdout (${options})`);
    },
  };
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
 * All that a stream has at a time, which are many rows in one piece.
 * @param stop ends the query behind the stream, once nobody reads on
 */
async function* piecesOf(
  stream: Readable,
  { maxStallMs, stop }: { maxStallMs: number; stop(): Promise<void> },
): AsyncGenerator<Uint8Array> {
  let isOver = stream.destroyed;
  let failure: unknown = stream.errored;
  let wake = () => {};
  stream.on('readable', () => wake());
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
    stream.removeAllListeners('readable');
    stream.resume();
    // Now and then the driver forgets to say that a stream whose query was stopped is over.
    const forgotten = setTimeout(() => stream.destroy(), FORGOTTEN_AFTER_MS);
    await Promise.all([stop(), over]);
    clearTimeout(forgotten);
  }

  try {
    for (;;) {
      if (failure) throw failure;
      const piece: Uint8Array | null = stream.read();
      if (piece !== null) {
        const stall = setTimeout(
          () => giveUp(new Error('Nobody read on.')).catch(() => {}),
          maxStallMs,
        );
        try {
          yield piece;
        } finally {
          clearTimeout(stall);
        }
      } else if (isOver) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    await giveUp(new Error('Nobody reads on.'));
  }
}
