/** What keeps BYOM from starting: the process ends with code 1 and one sentence that says what to do. */
import { randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterEach, describe, expect, it, type TestContext } from 'vitest';
import { startByomProcess } from '../support/byomProcess.ts';
import { makeDataFolder } from '../support/dataFolder.ts';
import { mountSmallDisk, type SmallDisk } from '../support/smallDisk.ts';
import { createEmptyDatabase } from '../support/testDatabase.ts';

const PASSWORD = 'correct-horse-battery';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(cleanUps.splice(0).map((cleanUp) => cleanUp()));
});

/** Starts it, waits for its end, and gives the one line that it may have printed. */
async function refusal(variables: Record<string, string>, ...programArguments: string[]) {
  const byom = startByomProcess({ LOG_LEVEL: 'error', ...variables }, [], programArguments);
  cleanUps.push(() => byom.end('SIGKILL'));
  expect(await byom.ended).toBe(1);
  const [sentence = '', ...more] = byom.output().trim().split('\n');
  expect(more).toEqual([]);
  expect(sentence).not.toContain(PASSWORD);
  expect(sentence).not.toContain('[object');
  return sentence;
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'byom-start-'));
  cleanUps.push(() => rm(folder, { recursive: true }));
  return folder;
}

async function folderWithDatabase(): Promise<string> {
  const folder = await makeDataFolder('byom-start-');
  cleanUps.push(() => rm(folder, { recursive: true }));
  return folder;
}

async function smallDisk(megabytes: number, context: TestContext): Promise<SmallDisk> {
  const disk = await mountSmallDisk(megabytes);
  if (!disk)
    context.skip('NOT RUN: it needs a disk of its own, which only root may mount on Linux');
  cleanUps.push(disk.remove);
  return disk;
}

const nameOf = (url: string) => new URL(url).pathname.slice(1);

async function onDatabase(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1 });
  await sql.unsafe(statement).finally(() => sql.end());
}

describe('a disk that is full', () => {
  const sentence = (path: string) =>
    `The disk of the data folder ${path} is full: make room, or choose another folder with DATA_DIR.`;

  it.for(['to the last byte', 'but for some megabytes'])(
    'where no database is yet, %s',
    async (fullness, context) => {
      const { path, fill } = await smallDisk(20, context);
      if (fullness === 'to the last byte') await fill();
      expect(await refusal({ DATA_DIR: path })).toBe(sentence(path));
    },
  );

  it('where the database is', async (context) => {
    const { path, fill } = await smallDisk(80, context);
    await cp(await folderWithDatabase(), path, { recursive: true });
    await fill();
    expect(await refusal({ DATA_DIR: path })).toBe(sentence(path));
  });
});

it.for(['an empty folder', 'a database'])('a read-only disk with %s', async (content, context) => {
  const { path, makeReadOnly } = await smallDisk(80, context);
  if (content === 'a database') await cp(await folderWithDatabase(), path, { recursive: true });
  makeReadOnly();
  expect(await refusal({ DATA_DIR: path })).toBe(
    `BYOM cannot write to the data folder ${path} because its disk is read-only: mount it writable, or choose another folder with DATA_DIR.`,
  );
});

it('a data folder that is a file', async () => {
  const file = join(await emptyFolder(), 'data');
  await writeFile(file, '');
  expect(await refusal({ DATA_DIR: file })).toContain(`There is a file at the data folder ${file}`);
});

it('a data folder where there can be none', async () => {
  expect(await refusal({ DATA_DIR: '/proc/byom/data' })).toMatch(
    /^There is nothing at \/proc\/byom, nor can BYOM make it.* choose another folder with DATA_DIR/,
  );
});

it('a local encryption key that is no key', async () => {
  const dataDir = await folderWithDatabase();
  await writeFile(join(dataDir, 'encryption-key'), 'secret');
  const sentence = await refusal({ DATA_DIR: dataDir });
  expect(sentence).toContain(join(dataDir, 'encryption-key'));
  expect(sentence).toContain('delete it to get a new key');
});

describe('where the local encryption key belongs', () => {
  const obstacles: Record<string, { put(path: string): Promise<unknown>; says: string }> = {
    'is a folder': { put: (path) => mkdir(path), says: 'something else than a file' },
    'is a link that leads nowhere': {
      put: (path) => symlink(`${path}-of-before`, path),
      says: 'a link that leads nowhere',
    },
    'is a link to itself': { put: (path) => symlink(path, path), says: 'a circle of links' },
  };

  it.each(Object.keys(obstacles))('%s', async (name) => {
    const dataDir = await folderWithDatabase();
    await rm(join(dataDir, 'encryption-key'), { force: true });
    await obstacles[name]?.put(join(dataDir, 'encryption-key'));
    expect(await refusal({ DATA_DIR: dataDir })).toContain(obstacles[name]?.says);
  });
});

describe('a damaged database', () => {
  const damages: Record<string, (folder: string) => Promise<unknown>> = {
    'without PG_VERSION': (folder) => rm(join(folder, 'PG_VERSION')),
    'without its control file': (folder) => rm(join(folder, 'global/pg_control')),
    'with a broken control file': (folder) => truncate(join(folder, 'global/pg_control'), 100),
    'without its write-ahead log': (folder) => rm(join(folder, 'pg_wal'), { recursive: true }),
    'without its system tables': (folder) => rm(join(folder, 'base'), { recursive: true }),
  };

  it.each(Object.keys(damages))('%s is kept by --reset, which starts afresh', async (name) => {
    const dataDir = await folderWithDatabase();
    await damages[name]?.(join(dataDir, 'pglite'));
    const sentence = await refusal({ DATA_DIR: dataDir });
    expect(sentence).toContain(`The database in the data folder ${dataDir} is damaged (`);
    expect(sentence).not.toContain('Aborted');
    expect(sentence).toContain('npm start -- --reset');
    expect(sentence).toContain('move the folder away');
    if (name !== 'without PG_VERSION') return;

    const fresh = startByomProcess({ DATA_DIR: dataDir, LOG_LEVEL: 'error' }, [], ['--reset']);
    cleanUps.push(() => fresh.end('SIGKILL'));
    await fresh.ready;
    const kept = (await readdir(dataDir)).find((file) => file.startsWith('pglite.before-reset-'));
    expect(await readdir(join(dataDir, kept ?? 'nothing kept'))).toContain('pg_wal');
  });
});

it('a database of another version of PostgreSQL, which is not told to be damaged', async () => {
  const dataDir = await folderWithDatabase();
  await writeFile(join(dataDir, 'pglite/PG_VERSION'), '12\n');
  expect(await refusal({ DATA_DIR: dataDir })).toContain('was made by PostgreSQL 12, and');
});

describe('a PostgreSQL database that cannot be used', () => {
  it.each([
    ['is read-only', 'default_transaction_read_only = on', 'is read-only'],
    ['has no schema', 'search_path = nowhere', 'has no schema to make tables in'],
  ])('since it %s', async (_what, setting, says) => {
    const url = await createEmptyDatabase();
    await onDatabase(url, `alter database ${nameOf(url)} set ${setting}`);
    expect(await refusal({ DATABASE_URL: url })).toContain(`DATABASE_URL names ${says}`);
  });

  it('since it holds tables of another program', async () => {
    const url = await createEmptyDatabase();
    await onDatabase(url, 'create table demo_model_configs (id int)');
    expect(await refusal({ DATABASE_URL: url })).toContain('tables of another program');
  });

  it('since its user may make nothing in it', async () => {
    const url = new URL(await createEmptyDatabase());
    const role = nameOf(url.href);
    await onDatabase(url.href, `create role ${role} login`);
    url.username = role;
    expect(await refusal({ DATABASE_URL: url.href })).toContain('make that user the owner');
  });
});

describe('settings', () => {
  it.each([
    `postgres://byom:${PASSWORD}#1@db.example.com/byom`,
    `postgres://byom:${PASSWORD}%@db.example.com/byom`,
    `postgres://byom:${PASSWORD}@db.example.com:99999/byom`,
    `postgres:byom:${PASSWORD}`,
    `mysql://byom:${PASSWORD}@db.example.com/byom`,
  ])('DATABASE_URL that is no address, which is not repeated: %s', async (url) => {
    const sentence = await refusal({ DATABASE_URL: url });
    expect(sentence).toContain('DATABASE_URL must look like postgres://host:5432/database');
  });

  it('--reset with PostgreSQL', async () => {
    const url = `postgres://byom:${PASSWORD}@127.0.0.1/byom`;
    expect(await refusal({ DATABASE_URL: url }, '--reset')).toContain(
      '--reset is for the embedded',
    );
  });

  it('a host that is not this machine', async () => {
    const key = randomBytes(32).toString('hex');
    const server = { NODE_ENV: 'production', DEMO_ENCRYPTION_KEY: key, HOST: '192.0.2.1' };
    expect(await refusal(server)).toContain('HOST is no address of this machine');
  });

  it('certificates in what is no file', async () => {
    expect(await refusal({ DEMO_EXTRA_CA_FILE: '/dev/zero' })).toContain(
      'DEMO_EXTRA_CA_FILE (/dev/zero) cannot be used: it is no file',
    );
  });

  it('an argument that there is not', async () => {
    expect(await refusal({}, '--rest')).toContain('--rest is not understood');
  });
});
