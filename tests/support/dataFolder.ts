import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';

/**
 * A data folder in which the embedded database is made already, for tests of processes that are not about
 * making it. Remove it when done.
 */
export async function makeDataFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  await cp(inject('embeddedFolder'), folder, { recursive: true });
  return folder;
}
