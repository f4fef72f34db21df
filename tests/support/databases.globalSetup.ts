/**
 * Before the first test file: one real PostgreSQL, and on both engines one database that is migrated
 * and seeded. Each test file then works on a copy, which takes a fraction of setting up afresh.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { TestProject } from 'vitest/node';
import { type Database, databaseFromPglite, openDatabase } from '../../db/engine/database.ts';
import { migrate } from '../../db/engine/migrate.ts';
import { seedSuites } from '../../db/suites/seedSuites.ts';
import { openQueue } from '../../server/jobs/queue.ts';
import { startPostgres } from './postgresServer.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server's maintenance database. */
    postgresUrl: string;
    /** Name of the database beside it that is ready to be copied. */
    postgresTemplate: string;
    /** File with a dumped data folder of PGlite. */
    pgliteSnapshot: string;
  }
}

export default async function setup(project: TestProject) {
  const folder = await mkdtemp(join(tmpdir(), 'byom-tests-'));
  const pglite = await PGlite.create();
  const embedded = databaseFromPglite(pglite);
  await prepare(embedded);
  const snapshot = join(folder, 'pglite.tar');
  await writeFile(snapshot, Buffer.from(await (await pglite.dumpDataDir('none')).arrayBuffer()));
  await embedded.close();

  const server = await startPostgres();
  const template = await server.createDatabase();
  const real = await openDatabase({ url: template, dataDir: folder });
  await prepare(real);
  await real.close();

  project.provide('postgresUrl', server.url);
  project.provide('postgresTemplate', new URL(template).pathname.slice(1));
  project.provide('pgliteSnapshot', snapshot);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

async function prepare(database: Database): Promise<void> {
  await migrate(database);
  await seedSuites(database.db);
  const queue = await openQueue(database, {
    isWorker: false,
    onError(error) {
      throw error;
    },
  });
  await queue.stop(1_000);
}
