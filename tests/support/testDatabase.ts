/** The databases of tests, on either engine: copies of what the global setups have prepared. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import postgres from 'postgres';
import { inject } from 'vitest';
import { openInMemory } from '../../db/engine/embedded.ts';
import { type Database, openDatabase } from '../../db/engine/index.ts';

export const engines = ['pglite', 'postgres'] as const;
export type Engine = (typeof engines)[number];

/** A migrated and seeded database of the caller's own. Close it when done. */
export async function openTestDatabase(engine: Engine): Promise<Database> {
  if (engine === 'postgres') return openDatabase({ url: await copyTemplate(), dataDir: '' });
  return openInMemory(await readFile(inject('embeddedSnapshot')));
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
