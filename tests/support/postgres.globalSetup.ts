/**
 * Before the first test file: one real PostgreSQL, and in it one database that is migrated and seeded. Each
 * test file then works on a copy, which takes a fraction of setting up afresh.
 */
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../db/engine/index.ts';
import { prepareDatabase } from '../../scripts/prepareDatabase.ts';
import { startPostgres } from './postgresServer.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server's maintenance database. */
    postgresUrl: string;
    /** Name of the database beside it that is ready to be copied. */
    postgresTemplate: string;
  }
}

export default async function setup(project: TestProject) {
  const server = await startPostgres();
  const template = await server.createDatabase();
  const onServer = await openDatabase({ url: template, dataDir: '' });
  await prepareDatabase(onServer);
  await onServer.close();

  project.provide('postgresUrl', server.url);
  project.provide('postgresTemplate', new URL(template).pathname.slice(1));
  return () => server.stop();
}
