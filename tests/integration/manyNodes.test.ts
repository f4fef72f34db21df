/**
 * Two web nodes and three workers as real processes on one PostgreSQL, while what can fail fails. Each
 * scenario leaves fewer of them; a checker compares all who can bear witness. Clocks are wrong and pools
 * as small as can be all the while.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { eq } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../db/engine/index.ts';
import { batchTestRuns } from '../../db/schema.ts';
import { createByomClient } from '../../sdk/index.ts';
import { type ByomProcess, startByomProcess } from '../support/byomProcess.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { randomFromFaultSeed } from '../support/faultSeed.ts';
import { type LoadBalancer, startLoadBalancer } from '../support/loadBalancer.ts';
import { type LongRun, startLongRun, startLongRuns } from '../support/longRun.ts';
import { type PostgresServer, startPostgres } from '../support/postgresServer.ts';
import { createRestClient, type RestClient } from '../support/restClient.ts';
import { checkRun, readExportedResults, readStoredRun } from '../support/runChecker.ts';
import { type RunWatcher, watchRunOf } from '../support/runWatcher.ts';

const CONCURRENCY = 6;
const PROMPTS = 60;
const LATENCY_MS = 250;
const TEN_MINUTES_MS = 600_000;

const fraction = randomFromFaultSeed();
/** A moment in the middle of a run, told by the number of its calls. */
const someCalls = () => Math.round(PROMPTS * (0.2 + 0.4 * fraction()));

let server: PostgresServer;
let databaseUrl: string;
let database: Database;
let fake: FakeModelServer;
let dataDir: string;
let balancer: LoadBalancer;
let webNodes: string[];
let webs: ByomProcess[];
let workers: ByomProcess[];

beforeAll(async () => {
  [server, fake, dataDir] = await Promise.all([
    startPostgres(),
    startFakeModelServer(),
    mkdtemp(join(tmpdir(), 'byom-nodes-')),
  ]);
  databaseUrl = await server.createDatabase();
  const key = randomBytes(32).toString('hex');
  const start = (role: string, clockShiftMs: number) =>
    startByomProcess({
      BYOM_ROLE: role,
      DATABASE_URL: databaseUrl,
      DATABASE_POOL_SIZE: '1',
      DEMO_ENCRYPTION_KEY: key,
      DEMO_MAX_SESSIONS_PER_IP: '1000',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'info',
      NODE_OPTIONS: `--import=${fileURLToPath(new URL('../support/shiftedClock.ts', import.meta.url))}`,
      CLOCK_SHIFT_MS: String(clockShiftMs),
    });
  webs = [start('web', 0), start('web', -TEN_MINUTES_MS)];
  workers = [start('worker', 0), start('worker', TEN_MINUTES_MS), start('worker', -TEN_MINUTES_MS)];
  webNodes = await Promise.all(webs.map(({ ready }) => ready));
  await Promise.all(workers.map(({ ready }) => ready));
  balancer = await startLoadBalancer(() => webNodes);
  database = await openDatabase({ url: databaseUrl, dataDir: '' });
}, 120_000);

afterAll(async () => {
  await Promise.all([...webs, ...workers].map((process) => process.end('SIGKILL')));
  await balancer.close();
  await database.close();
  await fake.close();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const startRun = (name: string) =>
  startLongRun(webNodes[0] as string, fake, {
    name,
    prompts: PROMPTS,
    concurrency: CONCURRENCY,
    latencyMs: LATENCY_MS,
  });

const watch = ({ sessionId, runId }: LongRun, baseUrl: string) =>
  watchRunOf(createByomClient({ baseUrl, sessionId }), runId);

/** The worker that took a run last. */
async function holderOf({ runId }: LongRun, others: ByomProcess[] = []): Promise<ByomProcess> {
  const holds = (process: ByomProcess) => process.output().includes(runId);
  await expect
    .poll(() => workers.some((process) => holds(process) && !others.includes(process)), {
      timeout: 30_000,
    })
    .toBe(true);
  return workers.find((process) => holds(process) && !others.includes(process)) as ByomProcess;
}

const signal = (byom: ByomProcess, name: NodeJS.Signals) => byom.process.kill(name);

async function reach(run: LongRun, calls: number): Promise<void> {
  await fake.until(() => run.calls().length >= calls, 30_000);
}

async function check(run: LongRun, watcher: RunWatcher, maxRepeatedCalls: number) {
  return checkRun({
    stored: await readStoredRun(database.db, run.runId),
    exported: await readExportedResults(createRestClient(webNodes.at(-1) as string), run),
    calls: run.calls(),
    watcher,
    maxRepeatedCalls,
  });
}

it('runs go on when one worker is killed and another sleeps too long, and nobody misses anything', async () => {
  const first = await startRun('Sleepy');
  const sleeper = await holderOf(first);
  const firstWatcher = watch(first, webNodes[1] as string);
  await reach(first, someCalls());
  signal(sleeper, 'SIGSTOP');
  const second = await startRun('Killed');
  const killed = await holderOf(second);
  expect(killed).not.toBe(sleeper);
  const secondWatcher = watch(second, webNodes[1] as string);
  await reach(second, someCalls());
  await killed.end('SIGKILL');

  const successor = await holderOf(second, [killed]);
  expect(await holderOf(first, [sleeper])).toBe(successor);
  signal(sleeper, 'SIGCONT');
  await Promise.all([firstWatcher.ended, secondWatcher.ended]);
  expect(await check(first, firstWatcher, CONCURRENCY)).toEqual([]);
  expect(await check(second, secondWatcher, CONCURRENCY)).toEqual([]);
  workers = workers.filter((worker) => worker !== killed);
}, 120_000);

it('runs that were started together go on together on another node when theirs falls silent', async () => {
  const [own, base] = (await startLongRuns(webNodes[0] as string, fake, ['own', 'base'], {
    name: 'Joint',
    prompts: PROMPTS,
    concurrency: CONCURRENCY,
    latencyMs: LATENCY_MS,
  })) as [LongRun, LongRun];
  const holder = await holderOf(own);
  expect(await holderOf(base)).toBe(holder);
  const watchers = [watch(own, webNodes[1] as string), watch(base, balancer.url)];
  await reach(own, someCalls());
  signal(holder, 'SIGSTOP');
  const successor = await holderOf(own, [holder]);
  expect(await holderOf(base, [holder])).toBe(successor);
  // It wakes up, and finds both runs taken over.
  signal(holder, 'SIGCONT');
  await Promise.all(watchers.map(({ ended }) => ended));
  expect(await check(own, watchers[0] as RunWatcher, CONCURRENCY)).toEqual([]);
  expect(await check(base, watchers[1] as RunWatcher, CONCURRENCY)).toEqual([]);
}, 120_000);

it('a worker that stands still for five seconds keeps its run; told to stop, it hands it over within seconds', async () => {
  const run = await startRun('Handed');
  const holder = await holderOf(run);
  const watcher = watch(run, balancer.url);
  await reach(run, 10);
  signal(holder, 'SIGSTOP');
  await pause(5_000);
  signal(holder, 'SIGCONT');
  await reach(run, someCalls());
  const [stored] = await database.db
    .select({ claim: batchTestRuns.leaseNumber })
    .from(batchTestRuns)
    .where(eq(batchTestRuns.id, run.runId));
  expect(stored?.claim).toBe(1);

  const stoppedAt = performance.now();
  const [exitCode, webExitCode] = await Promise.all([
    holder.end('SIGTERM'),
    (webs[0] as ByomProcess).end('SIGTERM'),
  ]);
  expect([exitCode, webExitCode]).toEqual([0, 0]);
  webNodes = webNodes.slice(1);
  await watcher.ended;
  // Nothing in flight was given up, so nothing is asked twice.
  expect(await check(run, watcher, 0)).toEqual([]);
  const later = run.calls().filter(({ at }) => at > stoppedAt + 100);
  expect((later[0]?.at ?? Number.POSITIVE_INFINITY) - stoppedAt).toBeLessThan(10_000);
  workers = workers.filter((worker) => worker !== holder);
}, 120_000);

it('an outage of the database loses nothing, and is told to whoever asks', async () => {
  const web = webNodes[0] as string;
  const rest = createRestClient(web);
  const run = await startRun('Outage');
  const watcher = watch(run, web);
  await reach(run, someCalls());
  const answers: { status: number; retryAfter: string | null; tookMs: number; at: number }[] = [];
  let isOut = true;
  const restarting = server.restart('immediate', { downMs: 4_000 }).then(() => {
    isOut = false;
  });
  while (isOut) {
    answers.push(await askForRun(rest, run));
    await pause(200);
  }
  await restarting;
  const soonRead = async () => (await askForRun(rest, run)).status;
  await expect.poll(soonRead, { timeout: 10_000, interval: 100 }).toBe(200);

  const refused = answers.filter(({ status }) => status !== 200);
  expect(refused.length).toBeGreaterThan(3);
  expect(refused.every(({ status, retryAfter }) => status === 503 && retryAfter === '2')).toBe(
    true,
  );
  expect(Math.max(...answers.map(({ tookMs }) => tookMs))).toBeLessThan(4_000);
  await watcher.ended;
  // Whoever was answered meanwhile is stored when the database is back: nothing is asked again.
  expect(await check(run, watcher, 0)).toEqual([]);
}, 120_000);

it('a database that takes no writes is told, and ends nobody', async () => {
  const rest = createRestClient(webNodes[0] as string);
  const run = await startRun('Late');
  await watch(run, webNodes[0] as string).ended;
  const admin = postgres(server.url, { max: 1 });
  const name = new URL(databaseUrl).pathname.slice(1);
  const setReadOnly = async (isReadOnly: boolean) => {
    await admin.unsafe(`alter database ${name} set default_transaction_read_only = ${isReadOnly}`);
    await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`;
  };
  const start = () =>
    rest('POST', '/batch-test', { session_id: run.sessionId, prompts: [{ prompt: 'Late again' }] });
  try {
    await setReadOnly(true);
    await expect.poll(async () => (await start()).status, { timeout: 30_000 }).toBe(503);
    // First the connections that were cut have to be made again.
    const read = async () => (await askForRun(rest, run)).status;
    await expect.poll(read, { timeout: 30_000 }).toBe(200);
    expect((await start()).json).toMatchObject({ code: 'unavailable', retry_after_seconds: 2 });
    expect(await read()).toBe(200);
  } finally {
    await setReadOnly(false);
    await admin.end();
  }
  await expect.poll(async () => (await start()).status, { timeout: 30_000 }).toBe(200);
  await fake.until((calls) => calls.some(({ prompt }) => prompt === 'Late again'), 30_000);
}, 120_000);

async function askForRun(rest: RestClient, { sessionId, runId }: LongRun) {
  const at = performance.now();
  const { status, headers } = await rest(
    'GET',
    `/batch-test?session_id=${sessionId}&test_run_id=${runId}`,
  );
  return { status, retryAfter: headers.get('retry-after'), tookMs: performance.now() - at, at };
}
