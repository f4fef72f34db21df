/**
 * Before the first test file: one real PostgreSQL, and on both engines one database that is migrated
 * and seeded. Each test file then works on a copy, which takes a fraction of setting up afresh.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { type Database, databaseFromPglite, openDatabase } from '../../db/client.ts';
import { migrate } from '../../db/migrate.ts';
import { openQueue } from '../../db/queue.ts';
import { seedSuites } from '../../db/seed.ts';
import { startPostgres } from './postgresServer.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server's maintenance database; `byom_template` beside it is ready to be copied. */
    postgresUrl: string;
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
  const admin = postgres(server.url, { max: 1, onnotice: () => {} });
  await admin`create database byom_template`;
  await admin.end();
  const template = new URL(server.url);
  template.pathname = '/byom_template';
  const real = await openDatabase({ url: template.href, dataDir: folder });
  await prepare(real);
  await real.close();

  project.provide('postgresUrl', server.url);
  project.provide('pgliteSnapshot', snapshot);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

async function prepare(database: Database): Promise<void> {
  await migrate(database);
  await seedSuites(database.db);
  const queue = await openQueue(database, (error) => {
    throw error;
  });
  await queue.stop(1_000);
}
