/**
 * A hundred sessions that each run two hundred prompts at the same time, on one process with 512 MiB of
 * heap: whether it bears it, whether everyone gets a fair share, and what a stored result takes of the
 * database and of the processor, from which the sizes in docs/operations.md are worked out.
 */
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import postgres from 'postgres';
import { createByomClient } from '../../sdk/index.ts';
import { startByomProcess } from '../support/byomProcess.ts';
import { startPostgres } from '../support/postgresServer.ts';
import type { BenchContext, Row } from './bench.ts';
import { probed, readUsage } from './usage.ts';

const SESSIONS = 100;
const PROMPTS = 200;
const LATENCY_MS = 100;
const HEAP_MIB = 512;
const KIB = 1024;

export async function* benchLoad({ startEndpoint }: BenchContext): AsyncGenerator<Row> {
  const endpoint = await startEndpoint(LATENCY_MS);
  const server = await startPostgres();
  const byom = startByomProcess(
    {
      LOG_LEVEL: 'error',
      DATABASE_URL: server.url,
      DEMO_ENCRYPTION_KEY: randomBytes(32).toString('hex'),
      DEMO_MAX_SESSIONS_PER_IP: '1000',
      DEMO_RATE_LIMIT_FACTOR: '100',
    },
    [...probed, `--max-old-space-size=${HEAP_MIB}`],
  );
  const sql = postgres(server.url, { max: 1 });
  try {
    const baseUrl = await byom.ready;
    const sessions = await Promise.all(
      Array.from({ length: SESSIONS }, async () => {
        const { sessionId } = await createByomClient({ baseUrl }).session.create.mutate({
          endpointUrl: endpoint,
          modelId: 'bench',
        });
        const client = createByomClient({ baseUrl, sessionId });
        await client.session.testConnection.mutate();
        return client;
      }),
    );
    const before = { usage: await readUsage(byom.process), ...(await databaseUse(sql)) };
    const startedAt = performance.now();
    await Promise.all(
      sessions.map((client) =>
        client.batch.start.mutate({
          prompts: Array.from({ length: PROMPTS }, (_, index) => ({ prompt: `Prompt ${index}` })),
        }),
      ),
    );
    const lastedMs = await durations(sql);
    const wallMs = performance.now() - startedAt;
    const after = { usage: await readUsage(byom.process), ...(await databaseUse(sql)) };

    const results = SESSIONS * PROMPTS;
    const each = `${SESSIONS} sessions × ${PROMPTS} prompts of ${LATENCY_MS} ms on one endpoint, postgres`;
    yield* [
      {
        name: 'slowest ÷ fastest session',
        ratio: Math.max(...lastedMs) / Math.min(...lastedMs),
        detail: `${each}, ${Math.round(results / (wallMs / 1000))} results/s`,
        aim: 1.5,
      },
      {
        name: 'most memory resident ÷ heap allowed',
        ratio: after.usage.peakResidentBytes / KIB / KIB / HEAP_MIB,
        detail: `${Math.round(after.usage.peakResidentBytes / KIB / KIB)} MiB, heap of ${HEAP_MIB} MiB`,
      },
      {
        name: 'processor time a result',
        errorMs: (after.usage.cpuMs - before.usage.cpuMs) / results,
        detail: 'of our process, everything included',
      },
      {
        name: 'tables and indexes a result',
        kib: (after.bytes - before.bytes) / KIB / results,
        detail: 'prompts and answers of some ten words',
      },
      {
        name: 'write-ahead log a result',
        kib: (after.walBytes - before.walBytes) / KIB / results,
        detail: 'results, counters, pace and heartbeats',
      },
    ];
  } finally {
    await byom.end('SIGKILL');
    await sql.end();
    await server.stop();
  }
}

/** How long each run took by the database's clock, once all are over. */
async function durations(sql: postgres.Sql): Promise<number[]> {
  for (;;) {
    const runs = await sql<{ status: string; lasted_ms: number; completed: number }[]>`
      select status, completed_prompts as completed,
        extract(epoch from completed_at - started_at)::float8 * 1000 as lasted_ms
      from demo_batch_test_runs`;
    if (runs.length === SESSIONS && runs.every(({ status }) => status === 'completed')) {
      if (runs.some(({ completed }) => completed !== PROMPTS)) throw new Error('A prompt failed.');
      return runs.map((run) => run.lasted_ms);
    }
    if (runs.some(({ status }) => status === 'failed')) throw new Error('A run failed.');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function databaseUse(sql: postgres.Sql): Promise<{ bytes: number; walBytes: number }> {
  const [use] = await sql<{ bytes: string; wal_bytes: string }[]>`
    select pg_database_size(current_database()) as bytes,
      pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') as wal_bytes`;
  return { bytes: Number(use?.bytes), walBytes: Number(use?.wal_bytes) };
}
