/**
 * The durable job queue: pg-boss in the same database, so that a run and its job are committed
 * together. On PGlite it shares the one handle; on PostgreSQL it keeps a small pool of its own,
 * because its multi-statement blocks and its listener want plain sessions that are not also
 * serving requests.
 */
import type { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { fromDrizzle, fromPglite, PgBoss } from 'pg-boss';
import type { Database, Db } from './client.ts';

export const RUN_QUEUE = 'batch-run';
export const PURGE_QUEUE = 'purge-expired-sessions';

/** Runs a process works on at once; each has its own concurrency towards its endpoint. */
const RUNS_PER_PROCESS = 10;

export interface RunJob {
  runId: string;
}

export interface Queue {
  /** Enqueues a run's job as part of the caller's transaction. */
  enqueueRun(tx: Db, runId: string): Promise<void>;
  /** Hands each run's job to `work`; a rejection puts the job back for another worker. */
  workOnRuns(work: (runId: string, signal: AbortSignal) => Promise<void>): Promise<void>;
  /** Calls `purge` once an hour, on one process of all. */
  purgeHourly(purge: () => Promise<void>): Promise<void>;
  /** Stops fetching and waits for the handlers that are at work, at most `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>;
}

/** Starts the queue and its schema. `onError` hears what goes wrong in its background upkeep. */
export async function openQueue(
  database: Database,
  onError: (error: Error) => void,
): Promise<Queue> {
  const upkeep = { superviseIntervalSeconds: 2, monitorIntervalSeconds: 2, useListenNotify: true };
  const boss =
    database.engine === 'pglite'
      ? new PgBoss({ ...upkeep, db: fromPglite(database.pglite), backend: 'pglite' })
      : new PgBoss({ ...upkeep, connectionString: database.url, max: 4 });
  boss.on('error', onError);
  await boss.start();
  await boss.createQueue(RUN_QUEUE, {
    notify: true,
    // A run is retried until it is done: what kills workers is not the run's fault.
    retryLimit: 1_000,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 5,
    expireInSeconds: 24 * 60 * 60 - 1,
    heartbeatSeconds: 10,
    deleteAfterSeconds: 60,
  });
  await boss.createQueue(PURGE_QUEUE, { retryLimit: 2, deleteAfterSeconds: 60 * 60 });
  if (database.engine === 'pglite') await handBackJobsOfTheLastProcess(boss, database.pglite);

  return {
    async enqueueRun(tx, runId) {
      await boss.send(RUN_QUEUE, { runId } satisfies RunJob, {
        db: fromDrizzle(tx as never, sql),
      });
    },
    async workOnRuns(work) {
      await boss.work<RunJob>(
        RUN_QUEUE,
        {
          localConcurrency: RUNS_PER_PROCESS,
          pollingIntervalSeconds: 2,
          // A job that is handed back becomes due later, and nobody is notified when it does.
          notifyPollingIntervalSeconds: 2,
        },
        async ([job]) => {
          if (job) await work(job.data.runId, job.signal);
        },
      );
    },
    async purgeHourly(purge) {
      await boss.work(PURGE_QUEUE, purge);
      await boss.schedule(PURGE_QUEUE, '0 * * * *', null, { missed: 'once' });
    },
    stop: (timeoutMs) => boss.stop({ graceful: true, timeout: timeoutMs }),
  };
}

/**
 * The data folder's lock proves that no other process is alive, so a job that is still marked active
 * lost its worker with the last process and need not wait for its heartbeat to be missed.
 */
async function handBackJobsOfTheLastProcess(boss: PgBoss, pglite: PGlite): Promise<void> {
  const orphans = await pglite.query<{ id: string }>(
    `select id from pgboss.job where name = $1 and state = 'active'`,
    [RUN_QUEUE],
  );
  if (orphans.rows.length === 0) return;
  await boss.fail(
    RUN_QUEUE,
    orphans.rows.map((row) => row.id),
  );
}
