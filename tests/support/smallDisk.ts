/** A disk of a few megabytes in memory, for tests of what happens when it is full or read-only. Needs Linux and root. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  path: string;
  /** Writes until nothing more fits. */
  fill(): Promise<void>;
  /** Takes away what `fill` has written. */
  makeRoom(): Promise<void>;
  makeReadOnly(): void;
  remove(): Promise<void>;
}

/** Mounts one; undefined where this process may not. */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk | undefined> {
  const path = await mkdtemp(join(tmpdir(), 'byom-disk-'));
  const mount = (options: string) =>
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], { stdio: 'pipe' });
  try {
    mount(`size=${megabytes}m`);
  } catch {
    await rm(path, { recursive: true });
    return undefined;
  }
  const filler = join(path, 'filler');
  return {
    path,
    makeRoom: () => rm(filler),
    async fill() {
      const file = await open(filler, 'w');
      try {
        for (let size = 65_536; size >= 1; size = Math.floor(size / 16)) {
          while (await fits(() => file.write(Buffer.alloc(size)))) {}
        }
      } finally {
        await file.close();
      }
    },
    makeReadOnly: () => void mount('remount,ro'),
    async remove() {
      // Lazily: a process that was killed may still be ending.
      execFileSync('umount', ['--lazy', path]);
      await rm(path, { recursive: true });
    },
  };
}

async function fits(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    return false;
  }
}
