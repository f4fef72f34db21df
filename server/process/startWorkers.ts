import type { Services } from '../api/index.ts';
import { purgeRateLimits } from '../limits/index.ts';
import { findEndedRun, workOnRuns } from '../runs/index.ts';
import { purgeExpiredSessions } from '../sessions/index.ts';

/**
 * Starts the background work: runs, and the deletion of what has expired.
 * @param callsOverdue aborts when calls in flight may not go on any longer
 */
export async function startWorkers(services: Services, callsOverdue: AbortSignal): Promise<void> {
  const { audit, db, evidence, log, telemetry, queue, stopping, notifications } = services;

  function onStored({ outcome, attempts }: { outcome: string; attempts: number }) {
    telemetry.prompts.inc({ outcome });
    telemetry.promptRetries.inc(attempts - 1);
  }

  queue.workOnRuns(notifications, async (runIds) => {
    log.info({ runIds }, 'working on runs');
    const signals = { drain: stopping, abort: callsOverdue };
    await workOnRuns({ ...services, onStored }, runIds, signals);
    for (const runId of runIds) {
      const run = await findEndedRun(db, runId);
      if (!run) continue;
      telemetry.runsEnded.inc({ status: run.status });
      audit.runEnded(run);
      // People ask about a run when it is over. What fails here is read when they do.
      evidence.prepare(run.sessionHash).catch(() => {});
    }
  });

  await queue.purgeEveryMinute(async () => {
    const purged = await purgeExpiredSessions(db);
    await purgeRateLimits(db);
    for (const sessionHash of purged) audit.sessionExpired(sessionHash);
    telemetry.sessionsPurged.inc(purged.length);
  });
}
