/**
 * Looks after jobs whose worker has fallen silent, by pg-boss's own means but at times of ours: when the
 * database comes back, every job looks abandoned, since nobody could give a sign of life. Whoever looked
 * at once would take runs away from workers that are well, and the answers they have kept with them.
 * See docs/decisions/0022.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { PgBoss } from 'pg-boss';

const EVERY_MS = 1_000;
/** A look that takes longer met a database that was as good as away. */
const SLOW_MS = 3_000;

/**
 * Supervises until told to stop.
 * @param options `graceMs` is how long after an outage nobody is taken for dead
 */
export function startJobReaper(
  boss: PgBoss,
  queue: string,
  { graceMs, onError }: { graceMs: number; onError(error: Error): void },
): { stop(): Promise<void> } {
  const stopping = new AbortController();

  const supervising = (async () => {
    let trustedFrom = 0;
    while (!stopping.signal.aborted) {
      const startedAt = performance.now();
      const isAnswered = await (startedAt < trustedFrom
        ? boss.getQueue(queue)
        : boss.supervise()
      ).then(
        () => true,
        (error: Error) => {
          onError(error);
          return false;
        },
      );
      const now = performance.now();
      if (!isAnswered || now - startedAt > SLOW_MS) trustedFrom = now + graceMs;
      await pause(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();

  return {
    async stop() {
      stopping.abort();
      // A database that hangs must not keep us.
      await Promise.race([supervising, pause(EVERY_MS, undefined, { ref: false })]);
    },
  };
}
