/**
 * Opens the one database handle of the process: PGlite in a data folder when no URL is given,
 * PostgreSQL through postgres.js when there is one. Both speak the same SQL; the few places where
 * the drivers answer differently are evened out here and nowhere else.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { DrizzleQueryError, type SQL } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import * as schema from '../schema.ts';
import { type Availability, alwaysAvailable, watchAvailability } from './availability.ts';
import { lockDataFolder } from './dataFolderLock.ts';

/** What the domain works with: the database or a transaction on it, whichever engine is below. */
export type Db = PgDatabase<PgQueryResultHKT, typeof schema>;

interface DatabaseBase {
  db: Db;
  availability: Availability;
  /** Subscribes to a NOTIFY channel. `onReady` runs at once and after every reconnection. */
  listen(channel: string, onPayload: (payload: string) => void, onReady: () => void): Promise<void>;
  close(): Promise<void>;
}

export type Database = DatabaseBase &
  ({ engine: 'pglite'; pglite: PGlite } | { engine: 'postgres'; url: string; sql: postgres.Sql });

/**
 * Opens PostgreSQL when `url` is given, else PGlite under `dataDir`.
 * @throws DataFolderInUseError when another process holds the data folder
 */
export async function openDatabase({
  url,
  dataDir,
  poolSize = 10,
}: {
  url?: string;
  dataDir: string;
  /** Most connections to PostgreSQL; one more each listens and asks whether it is there. */
  poolSize?: number;
}): Promise<Database> {
  return url ? openPostgres(url, poolSize) : openPglite(dataDir);
}

/** Wraps a PGlite that is already open (tests load one from a snapshot). */
export function databaseFromPglite(
  pglite: PGlite,
  release: () => Promise<void> = async () => {},
): Database {
  return {
    engine: 'pglite',
    pglite,
    db: drizzlePglite(pglite, { schema }) as unknown as Db,
    availability: alwaysAvailable,
    async listen(channel, onPayload, onReady) {
      await pglite.listen(channel, onPayload);
      onReady();
    },
    async close() {
      await pglite.close();
      await release();
    },
  };
}

/** Rows of a raw statement: PGlite answers `{ rows }`, postgres.js an array. */
export async function queryRows<Row extends Record<string, unknown>>(
  db: Db,
  query: SQL,
): Promise<Row[]> {
  const answer: unknown = await db.execute(query);
  return (Array.isArray(answer) ? answer : (answer as { rows: Row[] }).rows) as Row[];
}

/** True when `error` is PostgreSQL's refusal of a second row under the same unique key. */
export function isUniqueViolation(error: unknown): boolean {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  return (cause as { code?: unknown } | null)?.code === '23505';
}

/** Name of the constraint or unique index that `error` says was violated, if it says so. */
export function constraintViolated(error: unknown): string | undefined {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  const { constraint, constraint_name } = (cause ?? {}) as Record<string, unknown>;
  const name = constraint ?? constraint_name;
  return typeof name === 'string' ? name : undefined;
}

/** True for whatever a statement failed with, on either engine. */
export function isDatabaseError(error: unknown): boolean {
  return error instanceof DrizzleQueryError || error instanceof postgres.PostgresError;
}

async function openPglite(dataDir: string): Promise<Database> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const release = await lockDataFolder(dataDir);
  try {
    return databaseFromPglite(await PGlite.create(join(dataDir, 'pglite')), release);
  } catch (error) {
    await release();
    throw error;
  }
}

async function openPostgres(url: string, poolSize: number): Promise<Database> {
  const options = {
    connect_timeout: 10,
    // Seconds. The default grows to twenty, which would make each outage longer than it is.
    backoff: (attempts: number) => Math.min(2 ** attempts / 100, 1),
    onnotice: () => {},
    connection: { application_name: 'byom' },
  };
  const sql = preparing(postgres(url, { ...options, max: poolSize }));
  const openAsker = () => postgres(url, { ...options, max: 1, fetch_types: false });
  let asker = openAsker();
  const closing = new AbortController();
  return {
    engine: 'postgres',
    url,
    sql,
    db: drizzlePostgres(sql, { schema }) as unknown as Db,
    availability: watchAvailability(async (isLate) => {
      if (isLate) {
        // Nobody may ever answer on that connection; the server may answer on another.
        void asker.end({ timeout: 0 });
        asker = openAsker();
      }
      await asker`select 1`;
    }, closing.signal),
    async listen(channel, onPayload, onReady) {
      await sql.listen(channel, onPayload, onReady);
    },
    async close() {
      closing.abort();
      await Promise.all([asker.end({ timeout: 0 }), sql.end({ timeout: 5 })]);
    },
  };
}

/**
 * Drizzle sends its statements by `unsafe`, which plans each anew; that takes longer than running most
 * of them, and asks the server twice. What runs in transactions is not covered.
 */
function preparing(sql: postgres.Sql): postgres.Sql {
  const { unsafe } = sql;
  return Object.assign(sql, {
    unsafe: ((query, parameters, options) =>
      unsafe(query, parameters, { prepare: true, ...options })) as typeof unsafe,
  });
}
