import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../db/engine/index.ts';
import { type ByomClient, createByomClient } from '../../sdk/index.ts';
import { type Env, readEnv } from '../../server/process/env.ts';
import { startServer } from '../../server/process/startServer.ts';
import { createRestClient, type RestClient } from './restClient.ts';
import { copyTemplate, type Engine, openTestDatabase } from './testDatabase.ts';

export interface TestServer {
  url: string;
  metricsUrl: string | undefined;
  database: Database;
  /** Where its PostgreSQL database is; undefined on the embedded engine. */
  databaseUrl: string | undefined;
  /** REST v2 with JSON in and out. `path` is relative to `/api/demo/v2`. */
  rest: RestClient;
  /** Connects a model and tests the connection; returns the session id. */
  connect(endpointUrl: string, options?: { apiKey?: string; modelId?: string }): Promise<string>;
  client(sessionId?: string): ByomClient;
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

  const rest = createRestClient(server.url);

  return {
    url: server.url,
    metricsUrl: server.metricsUrl,
    database,
    databaseUrl,
    rest,
    async connect(
      endpointUrl,
      { apiKey = 'sk-test-key-of-the-tests', modelId = 'test-model' } = {},
    ) {
      const created = await rest('POST', '/configure', {
        endpoint_url: endpointUrl,
        api_key: apiKey,
        model_id: modelId,
      });
      if (created.status !== 200) throw new Error(`configure: ${created.text}`);
      const { session_id } = created.json;
      const tested = await rest('POST', '/configure/test', { session_id });
      if (!tested.json.success) throw new Error(`configure/test: ${tested.text}`);
      return session_id;
    },
    client: (sessionId) => createByomClient({ baseUrl: server.url, sessionId }),
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
