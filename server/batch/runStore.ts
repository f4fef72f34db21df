/** What a worker writes. Every statement is fenced: it takes effect only for the current claim. */
import { and, eq, inArray, sql } from 'drizzle-orm';
import { type Db, queryRows } from '../../db/client.ts';
import type { RunPace } from '../../db/runPace.ts';
import { batchTestResults, batchTestRuns } from '../../db/schema.ts';
import type { RunStatus } from '../../db/vocabulary.ts';
import { notify } from '../../db/wakeups.ts';
import { completeConfig } from './runConfig.ts';

export type ClaimedRun = typeof batchTestRuns.$inferSelect;

/** Takes a run over from whoever had it. Undefined when there is nothing left to do for it. */
export async function claimRun(db: Db, runId: string): Promise<ClaimedRun | undefined> {
  const [run] = await db
    .update(batchTestRuns)
    .set({ claim: sql`${batchTestRuns.claim} + 1`, status: 'running' })
    .where(and(eq(batchTestRuns.id, runId), inArray(batchTestRuns.status, ['pending', 'running'])))
    .returning();
  return run && { ...run, config: completeConfig(run.config) };
}

/** False once the run was stopped, deleted, or taken over by another worker. */
export async function holdsClaim(db: Db, run: ClaimedRun): Promise<boolean> {
  const [held] = await db
    .select({ id: batchTestRuns.id })
    .from(batchTestRuns)
    .where(
      and(
        eq(batchTestRuns.id, run.id),
        eq(batchTestRuns.claim, run.claim),
        eq(batchTestRuns.status, 'running'),
      ),
    );
  return held !== undefined;
}

/** One question that a run has to ask. */
export interface Task {
  promptIndex: number;
  sample: number;
}

/** The questions that are finished already. */
export async function finishedTasks(db: Db, runId: string): Promise<Task[]> {
  return db
    .select({ promptIndex: batchTestResults.promptIndex, sample: batchTestResults.sample })
    .from(batchTestResults)
    .where(eq(batchTestResults.testRunId, runId));
}

/** Tells the watchers how the run is getting on. False once the claim is lost. */
export async function storePace(db: Db, run: ClaimedRun, pace: RunPace): Promise<boolean> {
  const stored = await queryRows(
    db,
    sql`
      with told as (
        update ${batchTestRuns} set pace = ${JSON.stringify(pace)}::jsonb
        where id = ${run.id} and claim = ${run.claim} and status = 'running'
        returning id
      )
      select ${notify(`run:${run.id}`)} from told`,
  );
  return stored.length > 0;
}

/** Ends a run that this claim has worked through. No answer at all means it failed. */
export async function finishRun(db: Db, run: ClaimedRun): Promise<void> {
  await endRun(
    db,
    and(eq(batchTestRuns.id, run.id), eq(batchTestRuns.claim, run.claim)),
    sql`case when ${batchTestRuns.completedPrompts} > 0 then 'completed' else 'failed' end`,
  );
}

/** Ends a run from outside; the worker notices at its next write or by the `stop:` wake-up. */
export async function stopRun(
  db: Db,
  runId: string,
  status: Extract<RunStatus, 'cancelled' | 'failed'>,
  error: string | null,
): Promise<boolean> {
  return endRun(db, eq(batchTestRuns.id, runId), sql`${status}`, error);
}

async function endRun(
  db: Db,
  which: ReturnType<typeof and>,
  status: ReturnType<typeof sql>,
  error: string | null = null,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [ended] = await tx
      .update(batchTestRuns)
      .set({ status: status as never, error, completedAt: sql`now()` })
      .where(and(which, inArray(batchTestRuns.status, ['pending', 'running'])))
      .returning({ id: batchTestRuns.id });
    if (!ended) return false;
    await tx.execute(sql`select ${notify(`stop:${ended.id}`)}, ${notify(`run:${ended.id}`)}`);
    return true;
  });
}
