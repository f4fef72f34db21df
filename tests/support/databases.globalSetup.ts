/**
 * Before the first test file: one real PostgreSQL, and on both engines one database that is migrated
 * and seeded. Each test file then works on a copy, which takes a fraction of setting up afresh.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openInMemory } from '../../db/engine/embedded.ts';
import { type Database, openDatabase } from '../../db/engine/index.ts';
import { seedSuites } from '../../db/suites/index.ts';
import { openQueue } from '../../server/jobs/queue.ts';
import { startPostgres } from './postgresServer.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server's maintenance database. */
    postgresUrl: string;
    /** Name of the database beside it that is ready to be copied. */
    postgresTemplate: string;
    /** File with a dump of the embedded database. */
    embeddedSnapshot: string;
  }
}

export default async function setup(project: TestProject) {
  const folder = await mkdtemp(join(tmpdir(), 'byom-tests-'));
  const embedded = await openInMemory();
  await prepare(embedded);
  const snapshot = join(folder, 'embedded.tar');
  await writeFile(snapshot, await embedded.dump());
  await embedded.close();

  const server = await startPostgres();
  const template = await server.createDatabase();
  const onServer = await openDatabase({ url: template, dataDir: folder });
  await prepare(onServer);
  await onServer.close();

  project.provide('postgresUrl', server.url);
  project.provide('postgresTemplate', new URL(template).pathname.slice(1));
  project.provide('embeddedSnapshot', snapshot);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

async function prepare(database: Database): Promise<void> {
  await database.migrate();
  await seedSuites(database.db);
  const queue = await openQueue(database, {
    isWorker: false,
    onError(error) {
      throw error;
    },
  });
  await queue.stop(1_000);
}
