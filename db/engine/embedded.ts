/**
 * The embedded engine: PGlite, a PostgreSQL within this process. It owns the data folder and its lock
 * (docs/decisions/0007). There is one connection: transactions wait for each other, and whoever uses
 * the outer `db` within one waits for ever.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { fromPglite } from 'pg-boss';
import * as schema from '../schema.ts';
import { alwaysAvailable } from './availability.ts';
import type { Database, Db } from './database.ts';
import { lockDataFolder } from './dataFolderLock.ts';
import { migrationsFolder } from './migrations.ts';

/**
 * Opens the database in a data folder, which is made if need be.
 * @throws DataFolderInUseError when another process holds the folder
 */
export async function openEmbedded(dataDir: string): Promise<Database> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const unlock = await lockDataFolder(dataDir);
  try {
    return embeddedDatabase(await PGlite.create(join(dataDir, 'pglite')), unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** A database in memory that can be copied. */
export interface InMemoryDatabase extends Database {
  /** All that is in it, as a tar file that `openInMemory` takes. */
  dump(): Promise<Uint8Array>;
}

/** Opens a database in memory, for tests: an empty one, or a copy of what was dumped. */
export async function openInMemory(dump?: Uint8Array<ArrayBuffer>): Promise<InMemoryDatabase> {
  const pglite = await PGlite.create(dump ? { loadDataDir: new Blob([dump]) } : {});
  return {
    ...embeddedDatabase(pglite, async () => {}),
    dump: async () => new Uint8Array(await (await pglite.dumpDataDir('none')).arrayBuffer()),
  };
}

function embeddedDatabase(pglite: PGlite, unlock: () => Promise<void>): Database {
  const db = drizzle(pglite, { schema });
  return {
    db: db as unknown as Db,
    availability: alwaysAvailable,
    description: 'embedded database',
    isExclusive: true,
    async ping() {
      await pglite.query('select 1');
    },
    migrate: () => migrate(db, { migrationsFolder }),
    async listen(channel, onPayload, onReady) {
      await pglite.listen(channel, onPayload);
      onReady();
    },
    // It shares the one connection (docs/decisions/0005).
    jobStore: () => ({ db: fromPglite(pglite), backend: 'pglite' }),
    async close() {
      await pglite.close();
      await unlock();
    },
  };
}
