import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { migrate as migratePostgres } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import type { Database } from './database.ts';

const migrationsFolder = fileURLToPath(new URL('../../drizzle', import.meta.url));

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

/** When the newest migration of this version was made, in milliseconds since 1970; its mark in the database. */
export async function lastMigrationAt(): Promise<number> {
  const journal = await readFile(`${migrationsFolder}/meta/_journal.json`, 'utf8');
  const { entries } = JSON.parse(journal) as { entries: { when: number }[] };
  return Math.max(...entries.map(({ when }) => when));
}
