/**
 * Gives the jobs of silent workers to others, by pg-boss's own means (`supervise`) but at times of ours
 * (docs/decisions/0022): when the database comes back, every job looks abandoned, since nobody could send
 * a heartbeat. Whoever reaped at once would take runs away from workers that are well, and with them the
 * answers that they have kept.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { PgBoss } from 'pg-boss';

const REAP_EVERY_MS = 1_000;
/** A round that takes longer met a database that was as good as away. */
const SLOW_MS = 3_000;

/**
 * Reaps until it is stopped. For `graceMs` after an outage it only looks whether the database answers:
 * long enough for every live worker to send a heartbeat.
 */
export function startJobReaper(
  boss: PgBoss,
  queue: string,
  {
    graceMs,
    onReaped,
    onError,
  }: {
    graceMs: number;
    /** After each round that may have given jobs away. */
    onReaped(): void;
    onError(error: Error): void;
  },
): { stop(): Promise<void> } {
  const stopping = new AbortController();

  const reaping = (async () => {
    let graceEndsAt = 0;
    while (!stopping.signal.aborted) {
      const startedAt = performance.now();
      const isGrace = startedAt < graceEndsAt;
      const round = isGrace ? boss.getQueue(queue) : boss.supervise().then(onReaped);
      const isAnswered = await round.then(
        () => true,
        (error: Error) => {
          onError(error);
          return false;
        },
      );
      const now = performance.now();
      if (!isAnswered || now - startedAt > SLOW_MS) graceEndsAt = now + graceMs;
      await pause(REAP_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();

  return {
    async stop() {
      stopping.abort();
      // A database that hangs must not keep us.
      await Promise.race([reaping, pause(REAP_EVERY_MS, undefined, { ref: false })]);
    },
  };
}
