import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../db/client.ts';
import { type ByomClient, createByomClient } from '../../sdk/index.ts';
import { readEnv } from '../../server/env.ts';
import { startServer } from '../../server/startServer.ts';
import { type Engine, openTestDatabase } from './testDatabase.ts';

export interface TestServer {
  url: string;
  database: Database;
  /** REST v2 with JSON in and out. `path` is relative to `/api/demo/v2`. */
  rest(method: string, path: string, body?: unknown): Promise<RestAnswer>;
  /** Connects a model and tests the connection; returns the session id. */
  connect(endpointUrl: string, options?: { apiKey?: string; modelId?: string }): Promise<string>;
  client(sessionId?: string): ByomClient;
  stop(): Promise<void>;
}

export interface RestAnswer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the route answers; each test says what it expects.
  json: any;
}

/** Starts the API in this process on a database of its own. `variables` are as in `.env.example`. */
export async function startTestServer(
  engine: Engine,
  variables: Record<string, string> = {},
): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'byom-server-'));
  const database = await openTestDatabase(engine);
  const env = readEnv({
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
    DEMO_MAX_SESSIONS_PER_IP: '1000',
    ...variables,
  });
  const server = await startServer(env, { pages: false, database });

  async function rest(method: string, path: string, body?: unknown): Promise<RestAnswer> {
    const response = await fetch(`${server.url}/api/demo/v2${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson ? JSON.parse(text) : undefined,
    };
  }

  return {
    url: server.url,
    database,
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

/** Polls as the audit's client does, until the run is over. */
export async function waitForRun(
  server: TestServer,
  sessionId: string,
  runId: string,
  withinMs = 30_000,
): Promise<RestAnswer['json']> {
  const deadline = Date.now() + withinMs;
  while (true) {
    const { json } = await server.rest(
      'GET',
      `/batch-test?session_id=${sessionId}&test_run_id=${runId}`,
    );
    if (!['pending', 'running'].includes(json.status)) return json;
    if (Date.now() > deadline) {
      throw new Error(`The run is still ${json.status} at ${json.progress} after ${withinMs} ms.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
