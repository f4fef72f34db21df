/**
 * Scripts that poll a whole run while its results are stored, where there is but one connection to the database: how
 * long an answer takes. On PostgreSQL by a pool of one, on the embedded engine because it has no more.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { startByomProcess } from '../support/byomProcess.ts';
import { startPostgres } from '../support/postgresServer.ts';
import { createRestClient } from '../support/restClient.ts';
import { serverApi } from '../support/serverApi.ts';
import { type BenchContext, type Engine, enginesIn, type Row } from './bench.ts';
import { quantile } from './quantile.ts';
import { connectBench, timeRun } from './timedRun.ts';

/** One after the other: a p99 wants some hundred polls. */
const RUNS = 5;
const PROMPTS = 1_000;
const CONCURRENCY = 64;
const LATENCY_MS = 50;
const POLLERS = 8;
const POLL_EVERY_MS = 200;
const AIM_MS = 1_000;

/** Parts: `pglite`, `postgres`. */
export async function* benchPolls(
  { startEndpoint }: BenchContext,
  parts: string[],
): AsyncGenerator<Row> {
  const endpoint = await startEndpoint(LATENCY_MS);
  for (const engine of enginesIn(parts)) yield await pollsOn(engine, endpoint);
}

async function pollsOn(engine: Engine, endpoint: string): Promise<Row> {
  const dataDir = await mkdtemp(join(tmpdir(), 'byom-bench-'));
  const server = engine === 'postgres' ? await startPostgres() : undefined;
  const byom = startByomProcess({
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
    DEMO_RATE_LIMIT_FACTOR: '100',
    DATABASE_POOL_SIZE: '1',
    DEMO_MAX_CALLS_PER_HOST: '1000',
    ...(server ? { DATABASE_URL: server.url } : {}),
  });
  try {
    const url = await byom.ready;
    const { client, sessionId } = await connectBench(serverApi(url), endpoint);
    const rest = createRestClient(url);
    const tookMs: number[] = [];
    let isOver = false;
    const poll = async () => {
      while (!isOver) {
        const startedAt = performance.now();
        const { status } = await rest('GET', `/batch-test?session_id=${sessionId}`);
        if (status === 200) tookMs.push(performance.now() - startedAt);
        // The first may come before the run is there.
        else if (status !== 404) throw new Error(`A poll was answered with ${status}.`);
        await setTimeout(POLL_EVERY_MS);
      }
    };
    const polling = Array.from({ length: POLLERS }, poll);
    let wallMs = 0;
    try {
      for (let run = 0; run < RUNS; run++) {
        wallMs += await timeRun(client, PROMPTS, { concurrency: CONCURRENCY, adaptive: false });
      }
    } finally {
      isOver = true;
      await Promise.all(polling);
    }
    return {
      name: `poll, p99, one connection, ${engine}`,
      ms: quantile(tookMs, 0.99),
      detail: `${tookMs.length} polls by ${POLLERS} scripts, ${Math.round((RUNS * PROMPTS) / (wallMs / 1_000))} results/s stored`,
      aim: AIM_MS,
    };
  } finally {
    await byom.end('SIGKILL');
    await server?.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
