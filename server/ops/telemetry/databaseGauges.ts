import { count, gt, sql } from 'drizzle-orm';
import { Gauge } from 'prom-client';
import { runStatuses } from '../../../contract/runs.ts';
import type { Db } from '../../../db/engine/index.ts';
import { batchTestRuns, modelConfigs } from '../../../db/schema.ts';
import type { Queue } from '../../jobs/index.ts';
import type { Telemetry } from './telemetry.ts';

/**
 * Gauges whose values are the same on every process, read from the database at each scrape. While the
 * database does not answer they are left out, and the other metrics are still served.
 */
export function addDatabaseGauges(
  { registry, databaseErrors }: Telemetry,
  { db, queue }: { db: Db; queue: Queue },
): void {
  const gauge = <Label extends string>(
    options: { name: string; help: string; labelNames?: Label[] },
    read: (gauge: Gauge<Label>) => Promise<void>,
  ) =>
    new Gauge<Label>({
      ...options,
      registers: [registry],
      async collect() {
        this.reset();
        await read(this).catch(() => databaseErrors.inc({ where: 'metrics' }));
      },
    });

  gauge(
    { name: 'byom_runs', help: 'Runs in the database by status.', labelNames: ['status'] },
    async (runs) => {
      const rows = await db
        .select({ status: batchTestRuns.status, runs: count() })
        .from(batchTestRuns)
        .groupBy(batchTestRuns.status);
      for (const status of runStatuses) {
        runs.set({ status }, rows.find((row) => row.status === status)?.runs ?? 0);
      }
    },
  );
  gauge(
    { name: 'byom_sessions_active', help: 'Sessions in the database that have not expired.' },
    async (sessions) => {
      const [row] = await db
        .select({ active: count() })
        .from(modelConfigs)
        .where(gt(modelConfigs.expiresAt, sql`now()`));
      sessions.set(row?.active ?? 0);
    },
  );
  gauge(
    {
      name: 'byom_queue_jobs',
      help: 'Jobs of the run queue: waiting for a worker, or worked on.',
      labelNames: ['state'],
    },
    async (jobs) => {
      const depth = await queue.depth();
      if (!depth) return;
      jobs.set({ state: 'waiting' }, depth.waiting);
      jobs.set({ state: 'active' }, depth.active);
    },
  );
}
