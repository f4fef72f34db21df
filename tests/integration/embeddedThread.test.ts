/** What only the embedded database has: files, a thread that may fail, one connection for all. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase, queryRows } from '../../db/engine/index.ts';
import { type ByomProcess, startByomProcess } from '../support/byomProcess.ts';
import { makeDataFolder } from '../support/dataFolder.ts';
import { openTestDatabase } from '../support/testDatabase.ts';

// Opening takes a second, but many times that on a busy machine.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let dataDir: string;
beforeEach(async () => {
  dataDir = await makeDataFolder('byom-thread-');
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

it('keeps in its folder what was stored, and gives the folder free', async () => {
  const first = await openDatabase({ dataDir });
  await first.db.execute(sql`create table kept (n int)`);
  await first.db.execute(sql`insert into kept values (1), (2)`);
  await first.close();
  const second = await openDatabase({ dataDir });
  expect(await queryRows(second.db, sql`select n from kept order by n`)).toEqual([
    { n: 1 },
    { n: 2 },
  ]);
  await second.close();
});

it('says why it cannot be opened, and gives the folder free', async () => {
  await rename(join(dataDir, 'pglite'), join(dataDir, 'away'));
  await writeFile(join(dataDir, 'pglite'), 'a file where a folder has to be');
  await expect(openDatabase({ dataDir })).rejects.toThrow(/^EEXIST|^ENOTDIR|^ErrnoError \d+$/);
  await rm(join(dataDir, 'pglite'));
  await rename(join(dataDir, 'away'), join(dataDir, 'pglite'));
  await (await openDatabase({ dataDir })).close();
});

it('goes on after a block of statements that failed within its own transaction', async () => {
  const database = await openTestDatabase('pglite');
  const { db: jobStore } = database.jobStore({ connections: 1 });
  const block = jobStore?.executeSql('begin; create table half (n int); select 1 / 0; commit');
  const beside = queryRows(database.db, sql`select 1 as n`);
  await expect(block).rejects.toThrow('division by zero');
  expect(await beside).toEqual([{ n: 1 }]);
  expect(await queryRows(database.db, sql`select to_regclass('half') as t`)).toEqual([{ t: null }]);
  await database.close();
});

it('gives pg-boss the rows of all statements of a block', async () => {
  const database = await openTestDatabase('pglite');
  const { db: jobStore } = database.jobStore({ connections: 1 });
  const answer = await jobStore?.executeSql('begin; select 1 as n; select 2 as n; commit');
  expect(answer?.rows).toEqual([{ n: 1 }, { n: 2 }]);
  const typed = await jobStore?.executeSql('select $1::jsonb as json, $2::int[] as list', [
    { a: [1n, { b: null }] },
    [1, 2],
  ]);
  expect(typed?.rows).toEqual([{ json: { a: ['1', { b: null }] }, list: [1, 2] }]);
  await database.close();
});

describe('when its thread fails', () => {
  let byom: ByomProcess | undefined;
  afterEach(() => byom?.end('SIGKILL'));

  it.each([
    ['throws', 'Error: out of luck'],
    ['ends', 'Error: it ended by itself with code 7'],
    ['breaks', 'RuntimeError: memory access out of bounds'],
  ])('because it %s, the process ends and says so; the next one has all', async (way, reason) => {
    const preload = new URL('../support/failingThread.ts', import.meta.url).href;
    const variables = { DATA_DIR: dataDir, LOG_LEVEL: 'error' };
    byom = startByomProcess({ ...variables, DATABASE_FAILURE: way }, ['--import', preload]);
    const url = await byom.ready;
    const configured = await fetch(`${url}/api/demo/v2/configure`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        endpoint_url: 'http://127.0.0.1:11434/v1',
        api_key: '',
        model_id: 'm',
      }),
    });
    expect(configured.status).toBe(200);
    byom.process.kill('SIGUSR2');
    expect(await byom.ended).toBe(1);
    expect(byom.output()).toContain(`The embedded database failed, so BYOM ends: ${reason}`);
    expect(byom.output()).toContain('Start it again.');
    expect(byom.output()).not.toContain('    at ');

    const database = await openDatabase({ dataDir });
    const sessions = await queryRows(database.db, sql`select model_id from demo_model_configs`);
    expect(sessions).toEqual([{ model_id: 'm' }]);
    await database.close();
  });
});
