import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import postgres from 'postgres';
import { inject } from 'vitest';
import { type Database, databaseFromPglite, openDatabase } from '../../db/engine/database.ts';

export const engines = ['pglite', 'postgres'] as const;
export type Engine = (typeof engines)[number];

/** A migrated and seeded database of the caller's own. Close it when done. */
export async function openTestDatabase(engine: Engine): Promise<Database> {
  if (engine === 'postgres') return openDatabase({ url: await copyTemplate(), dataDir: '' });
  const dump = await readFile(inject('pgliteSnapshot'));
  return databaseFromPglite(await PGlite.create({ loadDataDir: new Blob([dump]) }));
}

/** Address of a fresh PostgreSQL database, for tests that start whole processes on it. */
export async function copyTemplate(): Promise<string> {
  return createDatabase(`template ${inject('postgresTemplate')}`);
}

/** Address of an empty PostgreSQL database. */
export async function createEmptyDatabase(): Promise<string> {
  return createDatabase('template template0');
}

async function createDatabase(options: string): Promise<string> {
  const url = new URL(inject('postgresUrl'));
  const admin = postgres(url.href, { max: 1, onnotice: () => {} });
  const name = `test_${randomBytes(6).toString('hex')}`;
  try {
    // Two files may copy the template at the same moment, which PostgreSQL refuses.
    await admin`select pg_advisory_lock(42)`;
    await admin.unsafe(`create database ${name} ${options}`);
  } finally {
    await admin.end();
  }
  url.pathname = `/${name}`;
  return url.href;
}
