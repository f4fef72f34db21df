/**
 * The durable job queue: pg-boss in the same database, so that a run and its job are committed together
 * (docs/decisions/0005). It owns the two queues, their retries and heartbeats, and what this process
 * does for them. A job only names its run: what is still to do stands in the run's rows.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { inArray, sql } from 'drizzle-orm';
import { fromDrizzle, PgBoss } from 'pg-boss';
import {
  type Database,
  type Db,
  type Notifications,
  publish,
  queryRows,
} from '../../db/engine/index.ts';
import { startJobReaper } from './jobReaper.ts';
import { type JobWorker, startJobWorker } from './jobWorker.ts';

/** Names of the queues in the database, where older versions know them too. */
export const RUN_QUEUE = 'batch-run';
export const PURGE_QUEUE = 'purge-expired-sessions';

/** Runs a process works on at once; how many calls they make together is bounded where they call. */
const RUNS_PER_PROCESS = 100;
/** A job whose worker was silent for so long is given to another; pg-boss takes no less. */
const HEARTBEAT_SECONDS = 10;
const HEARTBEAT_EVERY_MS = 3_000;
/** Connections of the queue's own, where the engine gives it any: fetching, heartbeats, reaping, purging. */
const CONNECTIONS_OF_A_WORKER = 4;
const CONNECTIONS_TO_ENQUEUE = 1;
const DAY_SECONDS = 24 * 60 * 60;

/** How the jobs of runs are retried and kept. */
const RUN_QUEUE_OPTIONS = {
  // A run is retried until it is done: what kills workers is not the run's fault. And at once: whose
  // work failed has paused before it released the job.
  retryLimit: 1_000,
  retryDelay: 0,
  retryBackoff: false,
  // pg-boss takes no more than a day.
  expireInSeconds: DAY_SECONDS - 1,
  heartbeatSeconds: HEARTBEAT_SECONDS,
  deleteAfterSeconds: 60,
};

export interface RunJob {
  /** The run, or the first of those that were started together. */
  runId: string;
  /** All of those. */
  runIds?: string[];
}

export interface Queue {
  /** Enqueues one job for runs that are worked on together, as part of the caller's transaction. */
  enqueueRuns(tx: Db, runIds: string[]): Promise<void>;
  /**
   * Gives each job's runs to `work`; a rejection puts the job back for another worker. A job whose worker
   * falls silent is given away: work must be fenced.
   */
  workOnRuns(notifications: Notifications, work: (runIds: string[]) => Promise<void>): void;
  /** Calls `purge` every minute, on one process of all. */
  purgeEveryMinute(purge: () => Promise<void>): Promise<void>;
  /** How many runs wait for a worker, and how many are worked on; null when the queue is stopped. */
  depth(): Promise<{ waiting: number; active: number } | null>;
  /**
   * Stops fetching at once and waits for the handlers that are at work, at most `timeoutMs`; their
   * jobs stay theirs as long. What they reject in that time goes to another process without delay.
   */
  stop(timeoutMs: number): Promise<void>;
}

/** Starts the queue, after it has made or updated its schema. */
export async function openQueue(
  database: Database,
  {
    isWorker,
    onError,
  }: {
    /** Fetches jobs and keeps the queue in order; else it only enqueues. */
    isWorker: boolean;
    /** Hears what goes wrong in the queue's background upkeep. */
    onError: (error: Error) => void;
  },
): Promise<Queue> {
  const connections = isWorker ? CONNECTIONS_OF_A_WORKER : CONNECTIONS_TO_ENQUEUE;
  const boss = new PgBoss({
    ...database.jobStore({ connections }),
    // The job reaper's part.
    supervise: false,
    schedule: isWorker,
    monitorIntervalSeconds: 1,
    clock: steadyClock,
    // Else finished jobs would stay for a day.
    maintenanceIntervalSeconds: 60,
  });
  boss.on('error', onError);
  await boss.start();
  await boss.createQueue(RUN_QUEUE, RUN_QUEUE_OPTIONS);
  // A queue that an earlier version made keeps its settings otherwise.
  await boss.updateQueue(RUN_QUEUE, RUN_QUEUE_OPTIONS);
  await boss.createQueue(PURGE_QUEUE, { retryLimit: 2, deleteAfterSeconds: 60 * 60 });
  if (database.isExclusive) await releaseJobsOfTheLastProcess(boss, database.db);

  let worker: JobWorker | undefined;
  let reaper: ReturnType<typeof startJobReaper> | undefined;
  let isStopped = false;

  async function enqueueRuns(tx: Db, runIds: string[]): Promise<void> {
    const [runId] = runIds;
    if (runId === undefined) return;
    const job: RunJob = runIds.length === 1 ? { runId } : { runId, runIds };
    await boss.send(RUN_QUEUE, job, { db: fromDrizzle(tx as never, sql) });
    await tx.execute(sql`select ${publish('jobs')}`);
  }

  return {
    enqueueRuns,
    workOnRuns(notifications, work) {
      worker = startJobWorker<RunJob>(boss, RUN_QUEUE, {
        slots: RUNS_PER_PROCESS,
        heartbeatMs: HEARTBEAT_EVERY_MS,
        notifications,
        work: (job) => work(runsOf(job)),
        release: (job) => database.db.transaction((tx) => enqueueRuns(tx, runsOf(job))),
        onError,
      });
      reaper = startJobReaper(boss, RUN_QUEUE, {
        graceMs: HEARTBEAT_SECONDS * 1_000,
        // pg-boss announces nothing, and by itself a worker looks every two seconds.
        onReaped: () => notifications.publishLocally('jobs'),
        onError,
      });
    },
    async purgeEveryMinute(purge) {
      await boss.work(PURGE_QUEUE, purge);
      await boss.schedule(PURGE_QUEUE, '* * * * *', null, { missed: 'once' });
    },
    async depth() {
      if (isStopped) return null;
      const queue = await boss.getQueue(RUN_QUEUE);
      return queue && { waiting: queue.queuedCount, active: queue.activeCount };
    },
    async stop(timeoutMs) {
      isStopped = true;
      const purged = boss.offWork(PURGE_QUEUE, { wait: true });
      await Promise.all([
        worker?.stop(timeoutMs),
        Promise.race([purged, pause(timeoutMs, undefined, { ref: false })]),
      ]);
      await reaper?.stop();
      await boss.stop({ graceful: false });
    },
  };
}

function runsOf({ runId, runIds = [runId] }: RunJob): string[] {
  return runIds;
}

/** Deletes the jobs of runs that vanish, in the caller's transaction, whatever their state. */
export async function deleteRunJobs(tx: Db, runIds: string[]): Promise<void> {
  if (runIds.length === 0) return;
  const runId = sql<string>`data->>'runId'`;
  await tx.execute(
    sql`delete from pgboss.job where name = ${RUN_QUEUE} and ${inArray(runId, runIds)}`,
  );
}

/**
 * Goes on evenly whatever becomes of the wall clock: where that is put back by ten minutes, pg-boss
 * would neither fetch nor supervise for as long (docs/decisions/0022). What is due when is the
 * database's to say.
 */
const steadyClock = {
  now: () => Math.round(performance.timeOrigin + performance.now()),
  setTimeout: (run: () => void, ms: number) => setTimeout(run, ms),
  clearTimeout: (timer: unknown) => clearTimeout(timer as NodeJS.Timeout),
  setInterval: (run: () => void, ms: number) => setInterval(run, ms),
  clearInterval: (timer: unknown) => clearInterval(timer as NodeJS.Timeout),
};

/**
 * On a database of ours alone no other process is alive, so a job that is still marked active lost its
 * worker with the last process and need not wait for its heartbeat to be missed.
 */
async function releaseJobsOfTheLastProcess(boss: PgBoss, db: Db): Promise<void> {
  const orphans = await queryRows<{ id: string }>(
    db,
    sql`select id from pgboss.job where name = ${RUN_QUEUE} and state = 'active'`,
  );
  if (orphans.length === 0) return;
  await boss.fail(
    RUN_QUEUE,
    orphans.map(({ id }) => id),
  );
}
