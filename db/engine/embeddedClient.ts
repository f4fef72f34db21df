/**
 * Who may ask the embedded database when (docs/decisions/0024). It has one connection: while a transaction
 * has it, everybody else waits. Offers what Drizzle and pg-boss use of a PGlite.
 */
import type { StatementResult, ThreadStart } from './embeddedMessages.ts';
import { DatabaseClosedError, startEmbeddedThread } from './embeddedThread.ts';

interface Result extends StatementResult {
  // biome-ignore lint/suspicious/noExplicitAny: what is in a row is for the statement's author to know
  rows: any[];
}

interface Statements {
  /** One statement. */
  query(
    sql: string,
    parameters?: unknown[],
    options?: {
      rowMode?: 'array' | 'object';
      /**
       * By the types' numbers in `pg_type`. Only the numbers count: such values come as the text that the
       * database wrote. Drizzle's functions do nothing else, and functions cannot cross to a thread.
       */
      parsers?: Record<number, unknown>;
    },
  ): Promise<Result>;
  /** Any number of statements, without parameters. */
  exec(sql: string): Promise<Result[]>;
}

export interface EmbeddedClient extends Statements {
  /** Commits what `work` has done once it resolves, and takes it back when it rejects. */
  transaction<T>(work: (tx: Statements) => Promise<T>): Promise<T>;
  /** Resolves with the way to end it. */
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>;
  /** What `COPY … TO '/dev/blob'` writes. */
  copy(sql: string): Promise<Uint8Array>;
  /** All that is in the database, as a tar file. */
  dump(): Promise<Uint8Array<ArrayBuffer>>;
  /** Takes nothing new, and gives what was asked for before a few seconds to end. */
  close(): Promise<void>;
}

/**
 * Opens a database in a thread.
 * @throws what kept it from opening
 */
export async function openEmbeddedClient(start: ThreadStart): Promise<EmbeddedClient> {
  const listeners = new Map<number, (payload: string) => void>();
  const thread = await startEmbeddedThread(start, (listener, payload) =>
    listeners.get(listener)?.(payload),
  );
  let lastListener = 0;
  let transactionAtWork: Promise<void> | undefined;
  let isClosing = false;

  /** Whatever the turn. */
  const statements: Statements = {
    query: async (sql, parameters = [], { rowMode, parsers = {} } = {}) =>
      thread.ask({
        do: 'query',
        sql,
        parameters: parameters.map(sendableParameter),
        asArrays: rowMode === 'array',
        textTypes: Object.keys(parsers).map(Number),
      }),
    exec: (sql) => thread.ask({ do: 'exec', sql }),
  };

  /** Acts as soon as no transaction is at work, in the order of coming. */
  async function inTurn<T>(act: () => Promise<T>): Promise<T> {
    if (isClosing) throw new DatabaseClosedError();
    return afterTransactions(act);
  }

  async function afterTransactions<T>(act: () => Promise<T>): Promise<T> {
    // Looked at again after each wait: whoever was woken first may have begun another.
    while (transactionAtWork) await transactionAtWork;
    // Nothing may come between the look and the act.
    return act();
  }

  async function runTransaction<T>(work: (tx: Statements) => Promise<T>): Promise<T> {
    const over = Promise.withResolvers<void>();
    transactionAtWork = over.promise;
    try {
      await statements.exec('begin');
      const tx = untilEnded(statements);
      let result: T;
      try {
        result = await work(tx.statements);
      } catch (error) {
        tx.end();
        await statements.exec('rollback');
        throw error;
      }
      tx.end();
      const [committed] = await statements.exec('commit');
      if (committed?.command === 'ROLLBACK') throw new TransactionAbortedError();
      return result;
    } finally {
      transactionAtWork = undefined;
      over.resolve();
    }
  }

  return {
    query: (...statement) => inTurn(() => statements.query(...statement)),
    exec: (sql) => inTurn(() => statements.exec(sql)),
    transaction: (work) => inTurn(() => runTransaction(work)),
    async listen(channel, onPayload) {
      const listener = ++lastListener;
      listeners.set(listener, onPayload);
      await inTurn(() => thread.ask({ do: 'listen', channel, listener }));
      return async () => {
        listeners.delete(listener);
        await inTurn(() => thread.ask({ do: 'unlisten', listener }));
      };
    },
    copy: async (sql) =>
      new Uint8Array(
        (await inTurn(() => thread.ask<ArrayBuffer | undefined>({ do: 'copy', sql }))) ?? [],
      ),
    dump: async () => new Uint8Array(await inTurn(() => thread.ask<ArrayBuffer>({ do: 'dump' }))),
    async close() {
      if (!isClosing) {
        isClosing = true;
        // It is answered by the end of the thread.
        afterTransactions(() => thread.ask({ do: 'close' })).catch(() => {});
      }
      await thread.end();
    },
  };
}

/** A statement that comes too late must not end up outside of its transaction. */
function untilEnded(statements: Statements): { statements: Statements; end(): void } {
  let hasEnded = false;
  const refuseLate = () => {
    if (hasEnded) throw new Error('The transaction is over.');
  };
  return {
    statements: {
      async query(...statement) {
        refuseLate();
        return statements.query(...statement);
      },
      async exec(sql) {
        refuseLate();
        return statements.exec(sql);
      },
    },
    end() {
      hasEnded = true;
    },
  };
}

/** In a form that a thread can be sent, and that is written there as the value itself would be here. */
function sendableParameter(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date || Array.isArray(value)) return value;
  // A view would take along all of the memory that it is a view of, with whatever else lies there.
  if (value instanceof Uint8Array) return new Uint8Array(value);
  return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? part.toString() : part));
}

/** A statement had failed and the transaction's work went on as if it had not. */
class TransactionAbortedError extends Error {
  override name = 'TransactionAbortedError';
  readonly code = '25P02';

  constructor() {
    super('Transaction was rolled back instead of committed');
  }
}
