/** The data folder before a database is opened in it: whether there is room, and what lies there already. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StartError } from '../../contract/startError.ts';

const MIB = 1_048_576;
/** Bytes: two segments of the write-ahead log, and the tables. */
export const ROOM_TO_MAKE = 48 * MIB;
/** Bytes: PostgreSQL may need one more segment of the write-ahead log at any time. */
export const ROOM_TO_OPEN = 17 * MIB;

/** In the data folder is something else than a database that can be opened. */
export class DatabaseDamagedError extends StartError {
  override name = 'DatabaseDamagedError';

  constructor(dataDir: string, reason: string) {
    super(
      `The database in the data folder ${dataDir} is damaged (${reason}): start afresh with \`npm start -- --reset\`, which keeps the old one under another name, or move the folder away.`,
    );
  }
}

/** Its files are those of another major version of PostgreSQL, which ours cannot read. */
export class OtherDatabaseVersionError extends StartError {
  override name = 'OtherDatabaseVersionError';

  constructor(dataDir: string, { found, ours }: { found: string; ours: string }) {
    super(
      `The database in the data folder ${dataDir} was made by PostgreSQL ${found}, and this release of BYOM has ${ours}: use the release that made it, or start afresh with \`npm start -- --reset\`, which keeps the old one under another name.`,
    );
  }
}

/**
 * Makes a folder that only this user may enter, and those above it. Node's own way of that (`recursive`) never ends where a
 * file system takes no folders, as that of /proc.
 * @throws a system error that names the folder
 */
export async function makeFolder(folder: string): Promise<void> {
  const parent = dirname(folder);
  if (!existsSync(parent) && parent !== folder) await makeFolder(parent);
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const isThere = (await stat(folder).catch(() => undefined))?.isDirectory();
    if (!isThere) throw error;
  }
}

/** What every database has, and what PostgreSQL in WebAssembly says nothing useful about when it is gone. */
const ESSENTIAL = ['PG_VERSION', 'global/pg_control', 'pg_wal', 'base', 'pg_xact'];

/** The first file or folder that a database lacks; undefined where all are there. */
export function missingIn(folder: string): string | undefined {
  return ESSENTIAL.find((name) => !existsSync(join(folder, name)));
}

/**
 * @throws ENOSPC naming `dataDir` when its disk has less than so many bytes left, as writing there would, only
 * that PostgreSQL in WebAssembly does not say so when it happens to it
 */
export async function assertRoom(dataDir: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dataDir);
  if (bavail * bsize >= bytes) return;
  throw Object.assign(
    new Error(`ENOSPC: ${Math.floor((bavail * bsize) / MIB)} MB are left in ${dataDir}`),
    { code: 'ENOSPC', path: dataDir },
  );
}

/** Names of what is in a folder; none when it does not exist. */
export async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Gives a folder, should it exist, a name with the time. */
export async function setAside(folder: string): Promise<void> {
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  try {
    await rename(folder, `${folder}.before-reset-${time}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
