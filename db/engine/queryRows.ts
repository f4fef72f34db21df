import type { SQL } from 'drizzle-orm';
import type { Db } from './database.ts';

/**
 * The rows of a raw statement; the caller says what is in them. Values come as the driver gives them:
 * cast in SQL what has to be a number. (PGlite answers `{ rows }`, postgres.js an array.)
 */
export async function queryRows<Row extends Record<string, unknown>>(
  db: Db,
  query: SQL,
): Promise<Row[]> {
  const answer: unknown = await db.execute(query);
  return (Array.isArray(answer) ? answer : (answer as { rows: Row[] }).rows) as Row[];
}
