/**
 * Whether a connection to PostgreSQL is a session of its own. Behind a pooler that lends server connections
 * for a transaction at a time (PgBouncer's `pool_mode = transaction`) it is not: the lock around migrations
 * would stay with a stranger and keep every later start waiting, and notifications would be lost. See docs/decisions/0034.
 */
import type postgres from 'postgres';
import { StartError } from '../../contract/startError.ts';

/** A pooler may give the same server connection again by chance, above all while others use it. */
const ROUNDS = 5;

/**
 * Resolves when `first` and `second`, of one connection each, keep their sessions. Costs one statement where
 * there is no pooler between.
 * @throws StartError when they share sessions with others
 */
export async function assertOwnSession(
  first: postgres.Sql,
  second: postgres.Sql,
  description: string,
): Promise<void> {
  const initial = await backendOf(first);
  // A pooler greets with a process id that it has made up.
  if (initial.served === initial.greeted) return;
  for (let round = 0; round < ROUNDS; round++) {
    // What `first` is not using goes to `second`, and back once that is at rest again.
    // One that lends for a statement at a time closes the connection of who begins a transaction.
    const meanwhile = await inTransaction(second, () => backendOf(first)).catch(() => undefined);
    const after = await backendOf(first);
    if (meanwhile?.served !== initial.served || after.served !== initial.served) {
      throw new StartError(
        `BYOM cannot start: the ${description} is behind a pooler that lends connections for a transaction ` +
          'at a time, and BYOM needs sessions: set pool_mode = session for this database in PgBouncer, or ' +
          "point DATABASE_URL at PostgreSQL itself or at the pooler's address for sessions.",
      );
    }
  }
}

/** The process id that the connection was greeted with, and that of the server process that answers now. */
async function backendOf(sql: postgres.Sql): Promise<{ greeted: number; served: number }> {
  // A prepared statement may be unknown to the next server connection.
  const rows = await sql.unsafe<{ pid: number }[]>('select pg_backend_pid() as pid');
  const { state } = rows as unknown as { state: { pid: number } };
  return { greeted: state.pid, served: rows[0]?.pid ?? 0 };
}

/** What `ask` gives while `sql` is in a transaction, and so holds a server connection in any case. */
async function inTransaction<T>(sql: postgres.Sql, ask: () => Promise<T>): Promise<T> {
  return (await sql.begin(async (tx) => {
    await tx.unsafe('select 1');
    return ask();
  })) as T;
}
