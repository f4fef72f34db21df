/** What a start takes and what the process then holds, seen from outside, as people have it: no probe, no flags. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { createByomClient } from '../../sdk/index.ts';
import { startByomProcess } from '../support/byomProcess.ts';
import { startPostgres } from '../support/postgresServer.ts';
import { type BenchContext, enginesIn, type Row } from './bench.ts';
import { residentKib } from './residentKib.ts';
import { connectBench, timeRun } from './timedRun.ts';

const IDLE_MS = 20_000;
const PROMPTS = 1_000;
const CONCURRENCY = 64;
const LATENCY_MS = 50;
const KIB_PER_MIB = 1_024;

const aims = {
  coldMs: 8_000,
  warmMs: 3_000,
  pglite: { idle: 450 * KIB_PER_MIB, afterRun: 520 * KIB_PER_MIB },
  postgres: { idle: 220 * KIB_PER_MIB, afterRun: 280 * KIB_PER_MIB },
};

/** Parts: `pglite`, `postgres`. Memory is that of Linux, as `/proc` tells it. */
export async function* benchFootprint(
  { startEndpoint }: BenchContext,
  parts: string[],
): AsyncGenerator<Row> {
  const endpoint = await startEndpoint(LATENCY_MS);
  for (const engine of enginesIn(parts)) {
    const folder = await mkdtemp(join(tmpdir(), 'byom-bench-'));
    const server = engine === 'postgres' ? await startPostgres() : undefined;
    const start = async () => {
      const startedAt = performance.now();
      const byom = startByomProcess({
        DATA_DIR: join(folder, 'data'),
        // Empty at first: nothing of an earlier start helps the cold one.
        NODE_COMPILE_CACHE: join(folder, 'compiled'),
        LOG_LEVEL: 'error',
        DEMO_MAX_CALLS_PER_HOST: '1000',
        ...(server ? { DATABASE_URL: server.url } : {}),
      });
      const url = await byom.ready;
      return { byom, url, startMs: performance.now() - startedAt };
    };
    try {
      const cold = await start();
      const nothing = engine === 'pglite' ? 'an empty data folder' : 'an empty database';
      const name = `until ready, ${engine}`;
      yield { name, detail: `cold, ${nothing}`, ms: cold.startMs, aim: aims.coldMs };
      await cold.byom.end('SIGTERM');

      const { byom, url, startMs } = await start();
      yield { name, detail: 'warm', ms: startMs, aim: aims.warmMs };
      const { idle, afterRun } = aims[engine];
      await setTimeout(IDLE_MS);
      const resident = () => residentKib(byom.process.pid);
      const memory = `resident, ${engine}`;
      yield {
        name: memory,
        detail: 'idle, 20 s after a warm start',
        kib: await resident(),
        aim: idle,
      };

      const client = (sessionId?: string) => createByomClient({ baseUrl: url, sessionId });
      const connected = await connectBench({ client }, endpoint);
      const run = `${PROMPTS} prompts, ${CONCURRENCY} at once`;
      const config = { concurrency: CONCURRENCY, adaptive: false };
      yield {
        name: `a run, ${engine}`,
        detail: run,
        ms: await timeRun(connected.client, PROMPTS, config),
      };
      yield { name: memory, detail: `just after ${run}`, kib: await resident() };
      await setTimeout(IDLE_MS);
      yield { name: memory, detail: `20 s after ${run}`, kib: await resident(), aim: afterRun };
      await byom.end('SIGTERM');
    } finally {
      await server?.stop();
      await rm(folder, { recursive: true, force: true });
    }
  }
}
