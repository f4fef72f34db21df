/**
 * Takes the jobs of one queue and keeps them as this process's while they are worked on: one fetch for
 * all free slots and one heartbeat for all jobs held, however many those are. pg-boss's own workers
 * fetch and beat once for each slot (docs/decisions/0015). Which job is whose stays pg-boss's affair.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { JobWithMetadata, PgBoss } from 'pg-boss';
import type { Notifications } from '../../db/engine/index.ts';

export interface JobWorker {
  /**
   * Fetches nothing more, and resolves once every job is finished or released, or `timeoutMs` have
   * passed. Heartbeats go on until then, so that nobody takes over what is still being worked on.
   */
  stop(timeoutMs: number): Promise<void>;
}

/** A process takes few at a time, so that those that wait are spread over all processes. */
const JOBS_PER_FETCH = 5;
/** How often a worker that stops looks whether its jobs are over. */
const POLL_MS = 20;
const FIRST_RETRY_DELAY_MS = 1_000;
const MAX_RETRY_DELAY_MS = 60_000;

/** Starts to fetch at once, and again whenever a job is announced or a slot becomes free. */
export function startJobWorker<Data extends object>(
  boss: PgBoss,
  queue: string,
  {
    slots,
    heartbeatMs,
    notifications,
    work,
    release,
    onError,
  }: {
    /** Jobs at once. */
    slots: number;
    heartbeatMs: number;
    notifications: Notifications;
    /** A rejection puts the job back after a pause. Whoever may lose a job while at work has to notice by itself. */
    work(data: Data): Promise<void>;
    /** Gives the job of a process that stops to another one at once: one that failed would wait. */
    release(data: Data): Promise<void>;
    onError(error: Error): void;
  },
): JobWorker {
  const held = new Set<JobWithMetadata<Data>>();
  const stopping = new AbortController();
  const changes = notifications.watch('jobs', stopping.signal);

  async function fetchJobs(): Promise<number> {
    const batchSize = Math.min(slots - held.size, JOBS_PER_FETCH);
    if (batchSize <= 0) return 0;
    const jobs = await boss.fetch<Data>(queue, { batchSize, includeMetadata: true });
    for (const job of jobs) void workOn(job);
    return jobs.length;
  }

  async function workOn(job: JobWithMetadata<Data>): Promise<void> {
    held.add(job);
    try {
      const failure = await work(job.data).then(
        () => undefined,
        (error: Error) => error,
      );
      if (failure && !stopping.signal.aborted) {
        await pause(retryDelayMs(job.retryCount), undefined, {
          signal: stopping.signal,
        }).catch(() => {});
        await boss.fail(queue, job, { message: failure.message });
        return;
      }
      if (failure) await release(job.data);
      await boss.complete(queue, job);
    } catch (error) {
      // Its heartbeats end, so that another worker gets it.
      onError(error as Error);
    } finally {
      held.delete(job);
      notifications.publishLocally('jobs');
    }
  }

  const fetching = (async () => {
    while (!stopping.signal.aborted) {
      const fetched = await fetchJobs().catch((error: Error) => {
        onError(error);
        return 0;
      });
      if (fetched < JOBS_PER_FETCH) await changes.next();
    }
    changes.end();
  })();

  const heartbeat = setInterval(() => {
    // Fenced: it keeps only those jobs that nobody else has taken since they were fetched.
    if (held.size > 0) boss.touch(queue, [...held]).catch(onError);
  }, heartbeatMs);

  return {
    async stop(timeoutMs) {
      const giveUpAt = performance.now() + timeoutMs;
      stopping.abort();
      // A database that hangs must not keep us.
      await Promise.race([fetching, pause(timeoutMs, undefined, { ref: false })]);
      while (held.size > 0 && performance.now() < giveUpAt) await pause(POLL_MS);
      clearInterval(heartbeat);
    },
  };
}

/** What fails again and again is tried ever more rarely; a job whose worker died is not made to wait. */
function retryDelayMs(retryCount: number): number {
  return Math.min(FIRST_RETRY_DELAY_MS * 2 ** retryCount, MAX_RETRY_DELAY_MS);
}
