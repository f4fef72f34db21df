/** BYOM as a process: start, refusals, locks, kills and restarts. */
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../db/engine/index.ts';
import { createByomClient } from '../../sdk/index.ts';
import { type ByomProcess, startByomProcess } from '../support/byomProcess.ts';
import { makeDataFolder } from '../support/dataFolder.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { type LongRun, startLongRun, startLongRuns } from '../support/longRun.ts';
import { createRestClient } from '../support/restClient.ts';
import { checkRun, readExportedResults, readStoredRun } from '../support/runChecker.ts';
import { watchRunOf } from '../support/runWatcher.ts';
import { createEmptyDatabase, type Engine, engines } from '../support/testDatabase.ts';

let dataDir: string;
let started: ByomProcess[] = [];

beforeEach(async () => {
  dataDir = await makeDataFolder('byom-process-');
});
afterEach(async () => {
  await Promise.all(started.map((process) => process.end('SIGKILL')));
  started = [];
  await rm(dataDir, { recursive: true, force: true });
});

function start(variables: Record<string, string> = {}): ByomProcess {
  const process = startByomProcess({ DATA_DIR: dataDir, LOG_LEVEL: 'error', ...variables });
  started.push(process);
  return process;
}

const readStat = (tasks: string, task: string) =>
  readFile(join(tasks, task, 'stat'), 'utf8').catch(() => '');

async function variablesFor(engine: Engine): Promise<Record<string, string>> {
  return engine === 'postgres' ? { DATABASE_URL: await createEmptyDatabase() } : {};
}

describe('starting', () => {
  it('serves on an empty data folder, and says so on /healthz', async () => {
    const empty = await mkdtemp(join(dataDir, 'empty-'));
    const url = await start({ DATA_DIR: empty }).ready;
    const answer = await fetch(`${url}/healthz`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: 'ok' });
  });

  it.runIf(process.platform === 'linux')('lets the model calls go first', async () => {
    const byom = start();
    await byom.ready;
    const tasks = `/proc/${byom.process.pid}/task`;
    const niceness: Record<string, number> = {};
    for (const task of await readdir(tasks)) {
      // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the name in brackets, then fields from the third.
      const [, name = '', fields = ''] = /\((.*)\) (.*)/.exec(await readStat(tasks, task)) ?? [];
      niceness[name] = Number(fields.split(' ')[16]);
    }
    const own = getPriority();
    expect(niceness).toMatchObject({ MainThread: 5, database: 5, 'model calls': own });
  });

  it('makes an encryption key once, readable by its owner only', async () => {
    const first = start();
    await first.ready;
    const file = join(dataDir, 'encryption-key');
    const key = await readFile(file, 'utf8');
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await first.end('SIGTERM')).toBe(0);
    await start().ready;
    expect(await readFile(file, 'utf8')).toBe(key);
  });

  it('refuses a second process on the same data folder and names the first', async () => {
    await start().ready;
    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`data folder ${dataDir} is in use by another BYOM process`);
    expect(second.output()).toContain('DATA_DIR');
    expect(second.output()).not.toContain('    at ');
  });

  it('starts at once after its predecessor was killed', async () => {
    const first = start();
    await first.ready;
    await first.end('SIGKILL');
    const url = await start().ready;
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('refuses server mode without an encryption key and says how to make one', async () => {
    const process = start({ NODE_ENV: 'production' });
    expect(await process.ended).toBe(1);
    expect(process.output()).toContain('DEMO_ENCRYPTION_KEY is required');
    expect(process.output()).toContain('randomBytes(32)');
  });

  it('refuses to listen beyond loopback in local mode', async () => {
    const process = start({ HOST: '0.0.0.0' });
    expect(await process.ended).toBe(1);
    expect(process.output()).toContain('HOST=0.0.0.0 is refused in local mode');
  });

  it('says so when its port is taken', async () => {
    const url = new URL(await start().ready);
    const other = start({ PORT: url.port, DATA_DIR: join(dataDir, 'other') });
    expect(await other.ended).toBe(1);
    expect(other.output()).toContain(`PORT=${url.port} on 127.0.0.1 is in use by another program`);
  });

  it('lets two processes start at once on an empty PostgreSQL database', async () => {
    const variables = await variablesFor('postgres');
    const urls = await Promise.all([start(variables).ready, start(variables).ready]);
    for (const url of urls) {
      const { suites } = (await (await fetch(`${url}/api/demo/v2/suites`)).json()) as {
        suites: unknown[];
      };
      expect(suites).toHaveLength(23);
    }
  });
});

describe.each(engines)('a run on %s', (engine) => {
  let fake: FakeModelServer;
  let databaseUrl: string | undefined;
  let variables: Record<string, string>;
  beforeAll(async () => {
    fake = await startFakeModelServer();
  });
  beforeEach(async () => {
    variables = await variablesFor(engine);
    databaseUrl = variables.DATABASE_URL;
  });
  afterAll(() => fake.close());

  const PROMPTS = 40;
  const CONCURRENCY = 4;

  async function startRun(url: string): Promise<LongRun> {
    fake.reset();
    return startLongRun(url, fake, {
      name: 'Prompt',
      prompts: PROMPTS,
      concurrency: CONCURRENCY,
      latencyMs: 100,
    });
  }

  /** Follows the run to its end at `process`, which is then stopped, and compares what all say of it. */
  async function finishAndCheck(
    run: LongRun,
    process: ByomProcess,
    maxRepeatedCalls: number,
  ): Promise<string[]> {
    const baseUrl = await process.ready;
    const watcher = watchRunOf(createByomClient({ baseUrl, sessionId: run.sessionId }), run.runId);
    await watcher.ended;
    const exported = await readExportedResults(createRestClient(baseUrl), run);
    expect(await process.end('SIGTERM')).toBe(0);
    const database = await openDatabase({ url: databaseUrl, dataDir });
    const stored = await readStoredRun(database.db, run.runId);
    await database.close();
    return checkRun({ stored, exported, calls: run.calls(), watcher, maxRepeatedCalls });
  }

  it('and another one that were started together are both finished after a kill -9', async () => {
    fake.reset();
    const first = start(variables);
    const [own, base] = (await startLongRuns(await first.ready, fake, ['own', 'base'], {
      name: 'Prompt',
      prompts: PROMPTS,
      concurrency: CONCURRENCY,
      latencyMs: 100,
    })) as [LongRun, LongRun];
    await fake.until(() => own.calls().length >= PROMPTS / 2, 20_000);
    await first.end('SIGKILL');
    const second = start(variables);
    const { sessionId } = own;
    const client = createByomClient({ baseUrl: await second.ready, sessionId });
    await watchRunOf(client, base.runId).ended;
    // Both went on in the one order that was drawn, but for calls that overtook each other on their way.
    const asked = ({ calls }: LongRun) => [...new Set(calls().map(({ prompt }) => prompt))];
    const places = asked(base);
    const strayed = asked(own).filter(
      (prompt, place) => Math.abs(places.indexOf(prompt) - place) >= 2 * CONCURRENCY,
    );
    expect(strayed).toEqual([]);
    expect(await finishAndCheck(own, second, CONCURRENCY)).toEqual([]);
    expect(await finishAndCheck(base, start(variables), CONCURRENCY)).toEqual([]);
  }, 120_000);

  it('is finished after a kill -9 without asking again what is answered', async () => {
    const first = start(variables);
    const run = await startRun(await first.ready);
    await fake.until(() => run.calls().length >= PROMPTS / 2, 20_000);
    await first.end('SIGKILL');
    expect(await finishAndCheck(run, start(variables), CONCURRENCY)).toEqual([]);
  }, 120_000);

  it('is handed over on SIGTERM: calls in flight finish, nothing is asked twice, exit code 0', async () => {
    const first = start(variables);
    const run = await startRun(await first.ready);
    await fake.until(() => run.calls().length >= PROMPTS / 4, 20_000);
    expect(await first.end('SIGTERM')).toBe(0);
    expect(run.calls().length).toBeLessThan(PROMPTS);
    expect(run.calls().every((call) => call.outcome === 'answered')).toBe(true);
    expect(await finishAndCheck(run, start(variables), 0)).toEqual([]);
  }, 120_000);
});
