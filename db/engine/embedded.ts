/**
 * The embedded engine: PGlite, a PostgreSQL within this process, in a thread of its own
 * (docs/decisions/0024). It owns the data folder and its lock (docs/decisions/0007). There is one
 * connection: transactions wait for each other, and whoever uses the outer `db` within one waits for ever.
 */
import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { fromPglite } from 'pg-boss';
import * as schema from '../schema.ts';
import { alwaysAvailable } from './availability.ts';
import { createWholeCopies } from './copies.ts';
import type { Database, Db } from './database.ts';
import {
  assertRoom,
  DatabaseDamagedError,
  entriesOf,
  makeFolder,
  missingIn,
  OtherDatabaseVersionError,
  ROOM_TO_MAKE,
  ROOM_TO_OPEN,
  setAside,
} from './dataFolder.ts';
import { lockDataFolder } from './dataFolderLock.ts';
import { type EmbeddedClient, openEmbeddedClient } from './embeddedClient.ts';
import { makeEmbedded } from './makeEmbedded.ts';
import { migrationsFolder } from './migrations.ts';

/**
 * Opens the database in a data folder, which is made if need be. With `reset` it begins afresh: the database
 * that was there is kept beside it, under a name with the time.
 * @throws DataFolderInUseError when another process holds the folder
 * @throws DatabaseDamagedError when there is something else than a database that can be opened
 * @throws a system error that names the folder when the disk is full or the folder cannot be written to
 */
export async function openEmbedded(
  dataDir: string,
  { reset = false }: { reset?: boolean } = {},
): Promise<Database> {
  await makeFolder(dataDir);
  // Before the lock, which would try again for seconds.
  await access(dataDir, constants.W_OK);
  await assertRoom(dataDir, ROOM_TO_OPEN);
  const unlock = await lockDataFolder(dataDir);
  try {
    const folder = join(dataDir, 'pglite');
    if (reset) await setAside(folder);
    return embeddedDatabase(await openFolder(dataDir, folder), unlock);
  } catch (error) {
    // What keeps the folder from being written to may keep this from working, too.
    await unlock().catch(() => {});
    throw error;
  }
}

async function openFolder(dataDir: string, folder: string): Promise<EmbeddedClient> {
  const entries = await entriesOf(folder);
  if (entries.length === 0) {
    await assertRoom(dataDir, ROOM_TO_MAKE);
    await makeEmbedded(folder);
  } else {
    const missing = missingIn(folder);
    if (missing) throw new DatabaseDamagedError(dataDir, `its ${missing} is missing`);
    await access(folder, constants.W_OK);
    await assertOurVersion(dataDir, folder);
  }
  try {
    return await openEmbeddedClient({ folder });
  } catch (error) {
    await assertRoom(dataDir, ROOM_TO_OPEN);
    throw new DatabaseDamagedError(dataDir, reasonOf(error as Error));
  }
}

/** Where PostgreSQL ended itself, WebAssembly says only that much. */
function reasonOf({ message }: Error): string {
  return message.startsWith('Aborted(') ? 'PostgreSQL gave up while opening it' : message;
}

/** The major version of PostgreSQL that PGlite is. */
const POSTGRES_VERSION = '18';

async function assertOurVersion(dataDir: string, folder: string): Promise<void> {
  const found = (await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  // Whatever is no version is a damage, of which PGlite tells.
  if (!/^\d+$/.test(found) || found === POSTGRES_VERSION) return;
  throw new OtherDatabaseVersionError(dataDir, { found, ours: POSTGRES_VERSION });
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
    copies: createWholeCopies((command) => client.copy(command)),
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
