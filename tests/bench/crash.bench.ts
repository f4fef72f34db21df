/**
 * Runs whose worker is killed at random moments: what is lost, doubled or asked again, and how long until somebody
 * goes on. On each engine with the one process there is, which is started again, a kill a run; on PostgreSQL also
 * with two workers, where the other one takes over, again and again in a run. Then a run whose PostgreSQL crashes
 * and stays away for half a minute.
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
import { type BenchContext, type Engine, enginesIn, type Row } from './bench.ts';

const PROMPTS = 200;
const CONCURRENCY = 16;
const LATENCY_MS = 150;
const OUTAGE_MS = 30_000;
/** Until then a call may still be one that the killed worker had sent. */
const STRAGGLERS_MS = 200;
/** After so many answers a run could end before it is killed. */
const MAX_ANSWERS_BEFORE_KILL = PROMPTS - 2 * CONCURRENCY;

interface Series {
  name: string;
  start(): Promise<Nodes>;
  kills: number;
  maxKillsPerRun: number;
  /** Before each kill as many answers are waited for, at random, so that it meets a run at work. */
  maxAnswersBetween: number;
}

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

/** Parts: `pglite`, `postgres`. */
export async function* benchCrash(_: BenchContext, parts: string[]): AsyncGenerator<Row> {
  const fraction = randomFromFaultSeed();
  for (const engine of enginesIn(parts)) {
    const onlyProcess = {
      name: `${engine}, restarted`,
      start: () => startSingleProcess(engine),
      kills: 50,
      maxKillsPerRun: 1,
      maxAnswersBetween: MAX_ANSWERS_BEFORE_KILL,
    };
    yield* await crashSeries(onlyProcess, fraction);
    if (engine === 'pglite') continue;
    const twoWorkers = {
      name: 'postgres, two workers',
      start: async () => startTwoWorkers(await startPostgres()),
      kills: 20,
      maxKillsPerRun: Number.POSITIVE_INFINITY,
      maxAnswersBetween: 24,
    };
    yield* await crashSeries(twoWorkers, fraction);
    yield* await databaseOutage();
  }
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
    const { prompts: stored } = await finished(client, run);
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

async function crashSeries(series: Series, fraction: () => number): Promise<Row[]> {
  const fake = await startFakeModelServer();
  const nodes = await series.start();
  const resumedMs: number[] = [];
  /** What a restart takes of that; nothing where the other worker was there all the time. */
  const startedMs: number[] = [];
  /** Of each run, as a share of the calls that its kills can have met in flight. */
  const askedAgain: number[] = [];
  const sums = { lost: 0, doubled: 0, stuck: 0, askedAgain: 0 };
  try {
    while (resumedMs.length < series.kills) {
      const run = await startLongRun(nodes.webUrl(), fake, {
        name: `Crash ${askedAgain.length + 1}`,
        prompts: PROMPTS,
        concurrency: CONCURRENCY,
        latencyMs: LATENCY_MS,
      });
      const killsBefore = resumedMs.length;
      const kills = () => resumedMs.length - killsBefore;
      while (
        resumedMs.length < series.kills &&
        kills() < series.maxKillsPerRun &&
        (await hasPromptsLeft(run, 1 + Math.floor(series.maxAnswersBetween * fraction()), fake))
      ) {
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
      const { isOver, prompts } = await finished(client, run);
      const distinct = new Set(prompts).size;
      const callsAgain = run.calls().length - PROMPTS;
      sums.stuck += isOver ? 0 : 1;
      sums.lost += PROMPTS - distinct;
      sums.doubled += prompts.length - distinct;
      sums.askedAgain += callsAgain;
      askedAgain.push(callsAgain / CONCURRENCY / kills());
    }
  } finally {
    await nodes.stop();
    await fake.close();
  }
  const { name } = series;
  const [, starting] = medianAndMost(startedMs);
  const [median, most] = medianAndMost(resumedMs);
  const detail = `${series.kills} kills -9 in ${askedAgain.length} runs of ${PROMPTS} prompts, ${CONCURRENCY} at once`;
  const since = nodes.isRestarted
    ? 'from ready again to the next call'
    : 'from kill to the next call';
  const restarts = nodes.isRestarted ? `; starting took up to ${Math.round(starting)} ms` : '';
  return [
    { name: `results lost, ${name}`, ratio: sums.lost, detail, aim: 0 },
    { name: `results doubled, ${name}`, ratio: sums.doubled, detail, aim: 0 },
    { name: `runs that did not end, ${name}`, ratio: sums.stuck, detail, aim: 0 },
    {
      name: `calls made again a kill ÷ calls in flight, most of a run, ${name}`,
      ratio: Math.max(...askedAgain),
      detail: `${sums.askedAgain} calls made again in all`,
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

/** Waits for so many more answers; false once there were so many that the run may end before the next kill. */
async function hasPromptsLeft(
  run: LongRun,
  moreAnswers: number,
  fake: FakeModelServer,
): Promise<boolean> {
  const answered = () =>
    new Set(run.calls().flatMap(({ outcome, prompt }) => (outcome === 'answered' ? [prompt] : [])))
      .size;
  const target = answered() + moreAnswers;
  if (target > MAX_ANSWERS_BEFORE_KILL) return false;
  await fake.until(() => answered() >= target, 60_000);
  return true;
}

/** The prompts of all results, once the run is over, or after two minutes in which it did not end. */
async function finished(
  client: ByomClient,
  { runId }: LongRun,
): Promise<{ isOver: boolean; prompts: string[] }> {
  const giveUpAt = performance.now() + 120_000;
  while (true) {
    const { run, results } = await client.batch.get.query({ testRunId: runId });
    const isOver = run.status === 'completed';
    if (isOver || performance.now() > giveUpAt) {
      return { isOver, prompts: results.map(({ prompt }) => prompt) };
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
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

async function startSingleProcess(engine: Engine): Promise<Nodes> {
  const dataDir = await mkdtemp(join(tmpdir(), 'byom-crash-'));
  const server = engine === 'postgres' ? await startPostgres() : undefined;
  const variables = {
    ...settings,
    DATA_DIR: dataDir,
    ...(server ? { DATABASE_URL: server.url } : {}),
  };
  let process = startByomProcess(variables);
  let url = await process.ready;
  return {
    isRestarted: true,
    webUrl: () => url,
    async killWorkerOf() {
      await process.end('SIGKILL');
      process = startByomProcess(variables);
      url = await process.ready;
    },
    async stop() {
      await process.end('SIGKILL');
      await server?.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
