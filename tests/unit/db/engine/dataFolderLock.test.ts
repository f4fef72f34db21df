import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataFolderInUseError, lockDataFolder } from '../../../../db/engine/dataFolderLock.ts';

const lockModule = pathToFileURL(
  join(import.meta.dirname, '../../../../db/engine/dataFolderLock.ts'),
).href;
const holdLock = `
  import { lockDataFolder } from ${JSON.stringify(lockModule)};
  try {
    const release = await lockDataFolder(process.argv[1]);
    console.log('locked');
    process.stdin.once('data', async () => { await release(); process.exit(0); });
  } catch (error) {
    console.log(error.name + ': ' + error.message);
    process.exit(3);
  }`;

let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'byom-lock-'));
});
afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
  await rm(folder, { recursive: true, force: true });
});

/** Starts a process that locks the folder; `said` is `locked` or its refusal. */
async function startHolder() {
  const child = spawn(process.execPath, ['--input-type=module', '-e', holdLock, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const [said] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, said };
}

async function kill(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('a data folder', () => {
  it('belongs to one process; the second is told who has it and what to do', async () => {
    const first = await startHolder();
    expect(first.said).toBe('locked');
    const second = await startHolder();
    expect(second.said).toContain('DataFolderInUseError');
    expect(second.said).toContain(folder);
    expect(second.said).toContain(`process ${first.child.pid} on ${hostname()}`);
    expect(second.said).toMatch(/DATA_DIR.*DATABASE_URL/);
    expect(first.child.exitCode).toBeNull();
  }, 20_000);

  it('belongs to one of several processes that start at once', async () => {
    const holders = await Promise.all([startHolder(), startHolder(), startHolder(), startHolder()]);
    const said = holders.map((holder) => holder.said);
    expect(said.filter((line) => line === 'locked')).toHaveLength(1);
    expect(said.filter((line) => line.startsWith('DataFolderInUseError'))).toHaveLength(3);
  }, 30_000);

  it('is free at once after its process was killed', async () => {
    const first = await startHolder();
    await kill(first.child);
    const startedAt = performance.now();
    expect((await startHolder()).said).toBe('locked');
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  }, 30_000);

  it('goes to one only of several that start after its process was killed', async () => {
    const first = await startHolder();
    await kill(first.child);
    const heirs = await Promise.all([startHolder(), startHolder(), startHolder(), startHolder()]);
    expect(heirs.map(({ said }) => said).filter((line) => line === 'locked')).toHaveLength(1);
  }, 30_000);

  it('is free after its process released it, and nothing of the lock remains', async () => {
    const first = await startHolder();
    first.child.stdin?.write('stop\n');
    await once(first.child, 'exit');
    expect(await readdir(folder)).toEqual([]);
    expect((await startHolder()).said).toBe('locked');
  }, 20_000);
});

describe('within one process', () => {
  it('the folder is not given out twice', async () => {
    const release = await lockDataFolder(folder);
    await expect(lockDataFolder(folder)).rejects.toThrow(DataFolderInUseError);
    await expect(lockDataFolder(`${folder}/.`)).rejects.toThrow(DataFolderInUseError);
    await release();
    await (await lockDataFolder(folder))();
  });

  it('a predecessor with the same process id does not block, as in a restarted container', async () => {
    const other = await startHolder();
    await kill(other.child);
    await writeOwner({ pid: process.pid, host: hostname() });
    await (await lockDataFolder(folder))();
  }, 20_000);

  it('an owner on another machine counts as alive', async () => {
    const other = await startHolder();
    await kill(other.child);
    await writeOwner({ pid: 1, host: 'another-machine' });
    await expect(lockDataFolder(folder)).rejects.toThrow('another-machine');
  }, 20_000);
});

function writeOwner(owner: { pid: number; host: string }) {
  return writeFile(join(folder, 'lock-owner.json'), JSON.stringify(owner));
}
