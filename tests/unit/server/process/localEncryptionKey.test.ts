import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localEncryptionKey } from '../../../../server/process/localEncryptionKey.ts';

let parent: string;
let dataDir: string;
const file = () => join(dataDir, 'encryption-key');
const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'byom-key-'));
  dataDir = join(parent, 'not', 'there', 'yet');
});
afterEach(() => rm(parent, { recursive: true, force: true }));

describe('the encryption key of local mode', () => {
  it('is made once, of 32 random bytes, and stays the same', async () => {
    const key = await localEncryptionKey(dataDir);
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(await localEncryptionKey(dataDir)).toBe(key);
    expect(await localEncryptionKey(join(parent, 'another'))).not.toBe(key);
  });

  it('is for its owner alone, also where the file was open to others', async () => {
    const key = await localEncryptionKey(dataDir);
    expect(await modeOf(file())).toBe(0o600);
    expect(await modeOf(dataDir)).toBe(0o700);
    await chmod(file(), 0o644);
    expect(await localEncryptionKey(dataDir)).toBe(key);
    expect(await modeOf(file())).toBe(0o600);
  });

  it('is one key for all that start at the same moment', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => localEncryptionKey(dataDir)));
    expect(new Set(keys).size).toBe(1);
  });

  it('is waited for while another process writes it', async () => {
    const key = await localEncryptionKey(dataDir);
    await writeFile(file(), '');
    const reading = localEncryptionKey(dataDir);
    setTimeout(() => void writeFile(file(), key), 120);
    expect(await reading).toBe(key);
  });

  it('may be given by hand, with a line end and in capitals', async () => {
    await localEncryptionKey(dataDir);
    const byHand = randomBytes(32).toString('hex').toUpperCase();
    await writeFile(file(), `${byHand}\n`);
    expect(await localEncryptionKey(dataDir)).toBe(byHand);
  });

  it.each(['', 'hello', 'ab'.repeat(31), 'zz'.repeat(32), 'ab'.repeat(32)])(
    'is neither guessed nor replaced when the file holds %j',
    async (content) => {
      await localEncryptionKey(dataDir);
      await writeFile(file(), content);
      await expect(localEncryptionKey(dataDir)).rejects.toThrow(
        /(64 hexadecimal|guess).*delete it/,
      );
      expect(await readFile(file(), 'utf8')).toBe(content);
    },
  );
});
