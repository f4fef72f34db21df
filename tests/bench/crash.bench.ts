/**
 * A run of a hundred prompts whose worker is killed again and again at random moments: what is lost,
 * doubled or asked again, and how long until somebody goes on. Once with two workers on PostgreSQL, where
 * the other one takes over; once with the embedded database, where the process is started again. Then a
 * run whose PostgreSQL crashes and stays away for half a minute.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type ByomClient, createByomClient } from '../../sdk/index.ts';
import { type ByomProcess, startByomProcess } from '../support/byomProcess.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { randomFromFaultSeed } from '../support/faultSeed.ts';
import { type LongRun, startLongRun } from '../support/longRun.ts';
import { type PostgresServer, startPostgres } from '../support/postgresServer.ts';
import type { Row } from './bench.ts';

const PROMPTS = 100;
const CONCURRENCY = 8;
const LATENCY_MS = 150;
const OUTAGE_MS = 30_000;
const KILLS = { postgres: 20, pglite: 6 };
/** Until then a call may still be one that the killed worker had sent. */
const STRAGGLERS_MS = 200;
/** Between two kills some calls are made, so that each meets a run at work. */
const MAX_CALLS_BETWEEN = 12;

/** The process or processes of one engine. */
interface Nodes {
  /** Whether time counts from when the killed process is ready again, else from its death. */
  isRestarted: boolean;
  /** Where sessions and runs are made and read; changes with a restart. */
  webUrl(): string;
  /** Kills who works on the run; resolves once whoever is to go on is ready. */
  killWorkerOf(run: LongRun): Promise<void>;
  stop(): Promise<void>;
}

export async function* benchCrash(): AsyncGenerator<Row> {
  const fraction = randomFromFaultSeed();
  yield* await crashSeries(
    'postgres, two workers',
    async () => startTwoWorkers(await startPostgres()),
    KILLS.postgres,
    fraction,
  );
  yield* await crashSeries('pglite, restarted', startSingleProcess, KILLS.pglite, fraction);
  yield* await databaseOutage();
}

async function databaseOutage(): Promise<Row[]> {
  const fake = await startFakeModelServer();
  const server = await startPostgres();
  const nodes = await startTwoWorkers(server);
  try {
    const run = await startLongRun(nodes.webUrl(), fake, {
      name: 'Outage',
      prompts: PROMPTS,
      concurrency: CONCURRENCY,
      latencyMs: LATENCY_MS,
    });
    await fake.until(() => run.calls().length >= PROMPTS / 3, 60_000);
    await server.restart('immediate', { downMs: OUTAGE_MS });
    const backAt = performance.now();
    const goneOn = () => run.calls().find(({ at }) => at > backAt);
    await fake.until(() => goneOn() !== undefined, 60_000);
    const client = createByomClient({ baseUrl: nodes.webUrl(), sessionId: run.sessionId });
    const stored = await finished(client, run);
    const detail = `PostgreSQL crashed and away for ${OUTAGE_MS / 1000} s in a run of ${PROMPTS} prompts`;
    const distinct = new Set(stored).size;
    return [
      {
        name: 'results lost or doubled, outage',
        ratio: PROMPTS - distinct + stored.length - distinct,
        detail,
        aim: 0,
      },
      { name: 'calls made again, outage', ratio: run.calls().length - PROMPTS, detail, aim: 0 },
      {
        name: 'from its return to the next call, outage',
        errorMs: (goneOn()?.at ?? 0) - backAt,
        detail,
        aim: 5_000,
      },
    ];
  } finally {
    await nodes.stop();
    await fake.close();
  }
}

async function crashSeries(
  name: string,
  start: () => Promise<Nodes>,
  kills: number,
  fraction: () => number,
): Promise<Row[]> {
  const fake = await startFakeModelServer();
  const nodes = await start();
  const resumedMs: number[] = [];
  /** What a restart takes of that; nothing where the other worker was there all the time. */
  const startedMs: number[] = [];
  const sums = { lost: 0, doubled: 0, askedAgain: 0, runs: 0 };
  try {
    while (resumedMs.length < kills) {
      sums.runs += 1;
      const run = await startLongRun(nodes.webUrl(), fake, {
        name: `Crash ${sums.runs}`,
        prompts: PROMPTS,
        concurrency: CONCURRENCY,
        latencyMs: LATENCY_MS,
      });
      while (resumedMs.length < kills && (await hasPromptsLeft(run, fraction, fake))) {
        const killedAt = performance.now();
        await nodes.killWorkerOf(run);
        const readyAt = performance.now();
        const goneOn = () => run.calls().find(({ at }) => at > killedAt + STRAGGLERS_MS);
        await fake.until(() => goneOn() !== undefined, 60_000);
        const goneOnAt = goneOn()?.at ?? Number.NaN;
        resumedMs.push(Math.max(0, goneOnAt - (nodes.isRestarted ? readyAt : killedAt)));
        startedMs.push(nodes.isRestarted ? readyAt - killedAt : 0);
      }
      const client = createByomClient({ baseUrl: nodes.webUrl(), sessionId: run.sessionId });
      const stored = await finished(client, run);
      const prompts = new Set(stored);
      sums.lost += PROMPTS - prompts.size;
      sums.doubled += stored.length - prompts.size;
      sums.askedAgain += run.calls().length - PROMPTS;
    }
  } finally {
    await nodes.stop();
    await fake.close();
  }
  const [, starting] = medianAndMost(startedMs);
  const [median, most] = medianAndMost(resumedMs);
  const detail = `${kills} kills -9 in ${sums.runs} runs of ${PROMPTS} prompts, ${CONCURRENCY} at once`;
  const since = nodes.isRestarted
    ? 'from ready again to the next call'
    : 'from kill to the next call';
  const restarts = nodes.isRestarted ? `; starting took up to ${Math.round(starting)} ms` : '';
  return [
    { name: `results lost, ${name}`, ratio: sums.lost, detail, aim: 0 },
    { name: `results doubled, ${name}`, ratio: sums.doubled, detail, aim: 0 },
    {
      name: `calls made again a kill ÷ calls in flight, ${name}`,
      ratio: sums.askedAgain / kills / CONCURRENCY,
      detail: `${sums.askedAgain} calls made again`,
      aim: 1,
    },
    { name: `${since}, median, ${name}`, errorMs: median, detail: detail + restarts },
    {
      name: `${since}, longest, ${name}`,
      errorMs: most,
      detail: detail + restarts,
      aim: nodes.isRestarted ? 10_000 : 15_000,
    },
  ];
}

function medianAndMost(values: number[]): [median: number, most: number] {
  const sorted = values.toSorted((a, b) => a - b);
  return [sorted[Math.floor(sorted.length / 2)] as number, sorted.at(-1) as number];
}

/** Waits for some more calls; false once so many were made that the run may end before the next kill. */
async function hasPromptsLeft(
  run: LongRun,
  fraction: () => number,
  fake: FakeModelServer,
): Promise<boolean> {
  const answered = () =>
    new Set(run.calls().flatMap(({ outcome, prompt }) => (outcome === 'answered' ? [prompt] : [])))
      .size;
  const target = answered() + 1 + Math.floor(MAX_CALLS_BETWEEN * fraction());
  if (target > PROMPTS - 2 * CONCURRENCY) return false;
  await fake.until(() => answered() >= target, 60_000);
  return true;
}

/** The prompts of all results, once the run is over. */
async function finished(client: ByomClient, { runId }: LongRun): Promise<string[]> {
  const giveUpAt = performance.now() + 120_000;
  while (performance.now() < giveUpAt) {
    const { run, results } = await client.batch.get.query({ testRunId: runId });
    if (run.status === 'completed') return results.map(({ prompt }) => prompt);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('A run did not end.');
}

const settings = {
  LOG_LEVEL: 'info',
  DEMO_MAX_SESSIONS_PER_IP: '1000',
  DEMO_RATE_LIMIT_FACTOR: '100',
};

async function startTwoWorkers(server: PostgresServer): Promise<Nodes> {
  const shared = {
    ...settings,
    DATABASE_URL: await server.createDatabase(),
    DEMO_ENCRYPTION_KEY: randomBytes(32).toString('hex'),
  };
  const startWorker = () => startByomProcess({ ...shared, BYOM_ROLE: 'worker' });
  const web = startByomProcess({ ...shared, BYOM_ROLE: 'web' });
  let workers = [startWorker(), startWorker()];
  const webUrl = await web.ready;
  await Promise.all(workers.map(({ ready }) => ready));
  const timesHeld = (worker: ByomProcess, { runId }: LongRun) =>
    worker.output().split(runId).length - 1;
  return {
    isRestarted: false,
    webUrl: () => webUrl,
    async killWorkerOf(run) {
      // Whoever started later has taken it over from those that were killed.
      const holder = workers.findLast((worker) => timesHeld(worker, run) > 0);
      if (!holder) throw new Error('Nobody works on the run.');
      await holder.end('SIGKILL');
      workers = [...workers.filter((worker) => worker !== holder), startWorker()];
    },
    async stop() {
      await Promise.all([web, ...workers].map((process) => process.end('SIGKILL')));
      await server.stop();
    },
  };
}

async function startSingleProcess(): Promise<Nodes> {
  const dataDir = await mkdtemp(join(tmpdir(), 'byom-crash-'));
  const start = () => startByomProcess({ ...settings, DATA_DIR: dataDir });
  let process = start();
  let url = await process.ready;
  return {
    isRestarted: true,
    webUrl: () => url,
    async killWorkerOf() {
      await process.end('SIGKILL');
      process = start();
      url = await process.ready;
    },
    async stop() {
      await process.end('SIGKILL');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
