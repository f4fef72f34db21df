import { randomBytes } from 'node:crypto';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { StartError } from '../../contract/startError.ts';
import { makeFolder } from '../../db/engine/index.ts';
import { encryptionKeyProblem } from './encryptionKeyProblem.ts';

/**
 * The encryption key of local mode: generated once and kept in the data folder, readable by this user only.
 * @returns 64 hexadecimal characters
 */
export async function localEncryptionKey(dataDir: string): Promise<string> {
  const file = join(dataDir, 'encryption-key');
  await makeFolder(dataDir);
  try {
    // `wx` creates or fails, so two processes that start at once end up with one key.
    await writeFile(file, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  // Of a pipe one would read for ever.
  if (!(await stat(file)).isFile()) {
    throw new StartError(
      `There is something else than a file at ${file}, where the encryption key belongs: move it away.`,
    );
  }
  await chmod(file, 0o600);
  const key = await readKey(file);
  const problem = encryptionKeyProblem(key);
  if (problem) {
    throw new StartError(
      `The key in ${file} ${problem}. Restore it, or delete it to get a new key (stored sessions then become unreadable).`,
    );
  }
  return key;
}

/** Another process that is starting may have created the file and not yet written the key. */
async function readKey(file: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const key = (await readFile(file, 'utf8')).trim();
    if (key !== '' || attempt === 20) return key;
    await setTimeout(50);
  }
}
