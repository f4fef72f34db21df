import { fileURLToPath } from 'node:url';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { migrate as migratePostgres } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import type { Database } from './client.ts';

const migrationsFolder = fileURLToPath(new URL('../drizzle', import.meta.url));

/** An arbitrary number that only has to differ from other applications' advisory locks. */
const MIGRATION_LOCK = 7_266_042;

/**
 * Brings the schema up to date. Safe when several processes start at once: on PostgreSQL they queue
 * behind an advisory lock, since drizzle's own migrator fails when two run side by side.
 */
export async function migrate(database: Database): Promise<void> {
  if (database.engine === 'pglite') {
    await migratePglite(database.db as never, { migrationsFolder });
    return;
  }
  // A connection of its own: the pool may hold but one, which the migrator needs.
  const guard = postgres(database.url, { max: 1, onnotice: () => {} });
  try {
    await guard`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await migratePostgres(database.db as never, { migrationsFolder });
  } finally {
    // The lock ends with its connection.
    await guard.end({ timeout: 1 });
  }
}
