/**
 * One process a data folder (docs/decisions/0007). PGlite itself lets a second one in and both then
 * corrupt the files, so the folder is locked before it is opened. The `lock`, which proper-lockfile keeps
 * alive by touching it, is what counts; `lock-owner.json` beside it says whose it is, so that the next
 * start can take over at once after a kill, instead of waiting until the lock has gone stale.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import lockfile from 'proper-lockfile';
import { StartError } from '../../contract/startError.ts';

const STALE_AFTER_MS = 15_000;
const GATE_STALE_AFTER_MS = 5_000;

/** Another live process works in the data folder. */
export class DataFolderInUseError extends StartError {
  override name = 'DataFolderInUseError';

  constructor(dataDir: string, owner: LockOwner | undefined) {
    super(
      `The data folder ${dataDir} is in use by another BYOM process${owner ? ` (process ${owner.pid} on ${owner.host})` : ''}. ` +
        'Stop that process, or give this one a folder of its own with DATA_DIR, or point both at PostgreSQL with DATABASE_URL.',
    );
  }
}

interface LockOwner {
  pid: number;
  host: string;
}

/**
 * Takes the folder's lock and returns the function that releases it.
 * @throws DataFolderInUseError when another live process holds it
 */
export async function lockDataFolder(dataDir: string): Promise<() => Promise<void>> {
  // Starters pass one by one: before an owner is written down, and while a dead one's lock is being
  // removed, another would take the lock for abandoned.
  const releaseGate = await lockfile
    .lock(join(dataDir, 'lock-gate'), {
      realpath: false,
      stale: GATE_STALE_AFTER_MS,
      retries: { retries: 60, factor: 1, minTimeout: 100, maxTimeout: 100 },
      onCompromised: () => {},
    })
    .catch((error) => {
      throw error.code === 'ELOCKED' ? new DataFolderInUseError(dataDir, undefined) : error;
    });
  try {
    return await takeLock(dataDir);
  } finally {
    await releaseGate().catch(() => {});
  }
}

async function takeLock(dataDir: string): Promise<() => Promise<void>> {
  const ownerFile = join(dataDir, 'lock-owner.json');
  const lock = () =>
    lockfile.lock(dataDir, {
      lockfilePath: join(dataDir, 'lock'),
      stale: STALE_AFTER_MS,
      onCompromised: exitBecauseFolderWasTaken,
    });

  let release: () => Promise<void>;
  try {
    release = await lock();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
    const owner = await readOwner(ownerFile);
    if (!owner || heldHere.has(resolve(dataDir)) || isAlive(owner))
      throw new DataFolderInUseError(dataDir, owner);
    await rm(join(dataDir, 'lock'), { recursive: true, force: true });
    release = await lock().catch(() => {
      throw new DataFolderInUseError(dataDir, undefined);
    });
  }
  await writeFile(ownerFile, JSON.stringify({ pid: process.pid, host: hostname() }));
  heldHere.add(resolve(dataDir));
  return async () => {
    heldHere.delete(resolve(dataDir));
    await rm(ownerFile, { force: true });
    await release();
  };
}

/** Folders locked by this very process, which `isAlive` would take for a predecessor's. */
const heldHere = new Set<string>();

async function readOwner(file: string): Promise<LockOwner | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as LockOwner;
  } catch {
    return undefined;
  }
}

function isAlive(owner: LockOwner): boolean {
  if (owner.host !== hostname()) return true;
  // A restarted container often gets the very process id that its predecessor had.
  if (owner.pid === process.pid) return false;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function exitBecauseFolderWasTaken(error: Error): never {
  // Going on would mean two writers on one set of files; losing this process loses nothing stored.
  process.stderr.write(`The lock on the data folder was lost: ${error.message}\n`);
  process.exit(1);
}
