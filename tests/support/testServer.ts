import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../db/engine/index.ts';
import { type Env, readEnv } from '../../server/process/env.ts';
import { startServer } from '../../server/process/startServer.ts';
import { type ServerApi, serverApi } from './serverApi.ts';
import { copyTemplate, type Engine, openTestDatabase } from './testDatabase.ts';

export interface TestServer extends ServerApi {
  metricsUrl: string | undefined;
  database: Database;
  /** Where its PostgreSQL database is; undefined on the embedded engine. */
  databaseUrl: string | undefined;
  stop(): Promise<void>;
}

/**
 * Starts the API in this process, on a database of its own unless `DATABASE_URL` names one. `variables`
 * are as in `.env.example`.
 */
export async function startTestServer(
  engine: Engine,
  variables: Record<string, string> = {},
  overrides: Partial<Env> = {},
): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'byom-server-'));
  const databaseUrl =
    variables.DATABASE_URL ?? (engine === 'postgres' ? await copyTemplate() : undefined);
  const database = databaseUrl
    ? await openDatabase({ url: databaseUrl, dataDir })
    : await openTestDatabase(engine);
  const env = readEnv({
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
    DEMO_MAX_SESSIONS_PER_IP: '1000',
    ...variables,
  });
  const server = await startServer({ ...env, ...overrides }, { pages: false, database });

  return {
    ...serverApi(server.url),
    metricsUrl: server.metricsUrl,
    database,
    databaseUrl,
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
