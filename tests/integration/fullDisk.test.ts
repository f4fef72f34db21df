/** The database's disk is full in the middle of a run: it is told, nothing is lost, and it goes on with room again. */
import { randomBytes } from 'node:crypto';
import { cp, rm } from 'node:fs/promises';
import { expect, it, onTestFinished, type TestContext } from 'vitest';
import { openDatabase } from '../../db/engine/index.ts';
import { createByomClient } from '../../sdk/index.ts';
import { startByomProcess } from '../support/byomProcess.ts';
import { makeDataFolder } from '../support/dataFolder.ts';
import { startFakeModelServer } from '../support/fakeModelServer.ts';
import { findKey } from '../support/keySearch.ts';
import { answerTextFor, startLongRun } from '../support/longRun.ts';
import { startPostgres } from '../support/postgresServer.ts';
import { createRestClient } from '../support/restClient.ts';
import { checkRun, readExportedResults, readStoredRun } from '../support/runChecker.ts';
import { watchRunOf } from '../support/runWatcher.ts';
import { mountSmallDisk, type SmallDisk } from '../support/smallDisk.ts';
import { type Engine, engines } from '../support/testDatabase.ts';

const PROMPTS = 80;
const KEY = 'sk-canary-4b0f9d1c7e2a48d6';

/** Variables of a process whose database is on this disk, and nothing else of it. */
async function databaseOn(engine: Engine, disk: SmallDisk): Promise<Record<string, string>> {
  if (engine === 'postgres') {
    const server = await startPostgres(disk.path);
    onTestFinished(server.stop);
    return { DATABASE_URL: await server.createDatabase() };
  }
  const made = await makeDataFolder('byom-full-');
  await cp(made, disk.path, { recursive: true });
  await rm(made, { recursive: true });
  return { DATA_DIR: disk.path };
}

it.for(engines)(
  'on %s the process lives, refuses what it cannot store, and ends the run with room again',
  async (engine, context: TestContext) => {
    const disk = await mountSmallDisk(160);
    if (!disk)
      context.skip('NOT RUN: it needs a disk of its own, which only root may mount on Linux');
    onTestFinished(disk.remove);
    const variables = await databaseOn(engine, disk);
    const fake = await startFakeModelServer();
    onTestFinished(fake.close);
    const byom = startByomProcess({
      ...variables,
      DEMO_ENCRYPTION_KEY: randomBytes(32).toString('hex'),
      DEMO_MAX_SESSIONS_PER_IP: '1000',
      DEMO_RATE_LIMIT_FACTOR: '1000',
      LOG_LEVEL: 'debug',
    });
    onTestFinished(() => void byom.end('SIGKILL'));
    const url = await byom.ready;
    const rest = createRestClient(url);
    // Prompts that cannot be compressed: a table must soon grow, to which a disk that is full says no.
    const run = await startLongRun(url, fake, {
      name: `Full ${randomBytes(800).toString('base64')}`,
      prompts: PROMPTS,
      concurrency: 4,
      latencyMs: 100,
      apiKey: KEY,
    });
    const watcher = watchRunOf(createByomClient({ baseUrl: url, ...run }), run.runId);
    await fake.until(() => run.calls().length >= PROMPTS / 4, 30_000);
    // Answers that come while it fills would still be stored.
    const full = Promise.withResolvers<void>();
    fake.respond(async (call) => {
      await full.promise;
      return { kind: 'answer', text: answerTextFor(call), latencyMs: 20 };
    });
    await disk.fill();
    full.resolve();

    const connection = { endpoint_url: fake.url, api_key: KEY, model_id: 'm'.repeat(200) };
    const connect = () => rest('POST', '/configure', connection);
    // Until then there was room left in what the tables had.
    await expect.poll(async () => (await connect()).status, { timeout: 30_000 }).toBe(503);
    const refused = await connect();
    expect(refused.json).toMatchObject({ code: 'unavailable' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const page = await fetch(`${url}/demo/test-model/model`, {
      method: 'POST',
      redirect: 'manual',
      headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        intent: 'connect',
        endpointUrl: fake.url,
        apiKey: KEY,
        modelId: 'm'.repeat(200),
      }),
    });
    expect(page.status).toBe(503);
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await page.text()).toContain('The database is temporarily unavailable');

    // What is stored can be read, and what has been paid for waits.
    await fake.until(() => run.calls().every(({ outcome }) => outcome !== 'running'), 30_000);
    const status = `/batch-test?session_id=${run.sessionId}&test_run_id=${run.runId}`;
    expect(await rest('GET', status)).toMatchObject({ status: 200, json: { status: 'running' } });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(run.calls().length).toBeLessThan(PROMPTS);

    await disk.makeRoom();
    await watcher.ended;
    const exported = await readExportedResults(rest, run);
    expect((await connect()).status).toBe(200);
    expect(await byom.end('SIGTERM')).toBe(0);
    expect(findKey(byom.output(), KEY)).toEqual([]);

    const database = await openDatabase({ url: variables.DATABASE_URL, dataDir: disk.path });
    onTestFinished(database.close);
    const stored = await readStoredRun(database.db, run.runId);
    const records = { stored, exported, calls: run.calls(), watcher, maxRepeatedCalls: 0 };
    expect(checkRun(records)).toEqual([]);
  },
);
