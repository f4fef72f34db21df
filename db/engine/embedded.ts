/**
 * The embedded engine: PGlite, a PostgreSQL within this process, in a thread of its own
 * (docs/decisions/0024). It owns the data folder and its lock (docs/decisions/0007). There is one
 * connection: transactions wait for each other, and whoever uses the outer `db` within one waits for ever.
 */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { fromPglite } from 'pg-boss';
import * as schema from '../schema.ts';
import { alwaysAvailable } from './availability.ts';
import type { Database, Db } from './database.ts';
import { lockDataFolder } from './dataFolderLock.ts';
import { type EmbeddedClient, openEmbeddedClient } from './embeddedClient.ts';
import { migrationsFolder } from './migrations.ts';

/**
 * Opens the database in a data folder, which is made if need be.
 * @throws DataFolderInUseError when another process holds the folder
 */
export async function openEmbedded(dataDir: string): Promise<Database> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const unlock = await lockDataFolder(dataDir);
  try {
    const folder = join(dataDir, 'pglite');
    // Making a database takes twice the memory, which only the end of a thread gives back at once.
    if (!existsSync(join(folder, 'PG_VERSION')))
      await (await openEmbeddedClient({ folder })).close();
    return embeddedDatabase(await openEmbeddedClient({ folder }), unlock);
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
  const client = await openEmbeddedClient({ dump: dump && new Blob([dump]) });
  return { ...embeddedDatabase(client, async () => {}), dump: client.dump };
}

function embeddedDatabase(client: EmbeddedClient, unlock: () => Promise<void>): Database {
  // Drizzle asks for a whole PGlite and uses what our client has of one.
  const db = drizzle({ client: client as unknown as PGlite, schema });
  let migrating: Promise<void> = Promise.resolve();
  return {
    db: db as unknown as Db,
    availability: alwaysAvailable,
    description: 'embedded database',
    isExclusive: true,
    async ping() {
      await client.query('select 1');
    },
    migrate() {
      // Drizzle's migrator fails when two run side by side.
      const run = () => migrate(db, { migrationsFolder });
      migrating = migrating.then(run, run);
      return migrating;
    },
    async listen(channel, onPayload, onReady) {
      await client.listen(channel, onPayload);
      onReady();
    },
    // It shares the one connection (docs/decisions/0005).
    jobStore: () => ({ db: fromPglite(client), backend: 'pglite' }),
    async close() {
      await client.close();
      await unlock();
    },
  };
}
