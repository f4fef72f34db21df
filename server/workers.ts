import { findEndedRun, workOnRun } from './batch/index.ts';
import type { Services } from './context.ts';
import { purgeRateLimits } from './limits/index.ts';
import { purgeExpiredSessions } from './session/index.ts';

/**
 * Takes on the work in the background: runs, and the deletion of what has expired.
 * @param callsOverdue aborts when calls in flight may not go on any longer
 */
export async function startWorkers(services: Services, callsOverdue: AbortSignal): Promise<void> {
  const { audit, db, log, metrics, queue, stopping, wakeups } = services;

  function onStored({ outcome, attempts }: { outcome: string; attempts: number }) {
    metrics.prompts.inc({ outcome });
    metrics.promptRetries.inc(attempts - 1);
  }

  queue.workOnRuns(wakeups, async (runId) => {
    log.info({ runId }, 'working on a run');
    const signals = { noNewCalls: stopping, noCalls: callsOverdue };
    await workOnRun({ ...services, onStored }, runId, signals);
    const run = await findEndedRun(db, runId);
    if (!run) return;
    metrics.runsEnded.inc({ status: run.status });
    audit.runEnded(run);
  });

  await queue.purgeEveryMinute(async () => {
    const purged = await purgeExpiredSessions(db);
    await purgeRateLimits(db);
    for (const sessionId of purged) audit.sessionExpired(sessionId);
    metrics.sessionsPurged.inc(purged.length);
  });
}
