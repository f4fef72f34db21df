/**
 * What a worker writes to its run. Statements are fenced by the lease number: they change nothing once
 * another worker has taken the run over. `storeClockDelay` says why it is not.
 * See docs/decisions/0005.
 */

import { and, desc, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { RunActivity } from '../../../contract/runActivity.ts';
import { completeRunSettings } from '../../../contract/runSettings.ts';
import type { RunStatus } from '../../../contract/runs.ts';
import { activeRunStatuses } from '../../../contract/runs.ts';
import type { SuitePrompt } from '../../../contract/suites.ts';
import { type Db, publish, queryRows } from '../../../db/engine/index.ts';
import { batchTestResults, batchTestRuns } from '../../../db/schema.ts';
import { promptsOf } from '../runPrompts.ts';

export type LeasedRun = Omit<typeof batchTestRuns.$inferSelect, 'prompts'> & {
  prompts: SuitePrompt[];
};

/**
 * Takes runs over from any earlier worker by raising their lease numbers, in the order of their comparison; those
 * that are over are left out.
 */
export async function takeLeases(db: Db, runIds: string[]): Promise<LeasedRun[]> {
  const isActive = and(
    inArray(batchTestRuns.id, runIds),
    inArray(batchTestRuns.status, activeRunStatuses),
  );
  // Locked in one order, whoever takes them.
  const locked = db
    .select({ id: batchTestRuns.id })
    .from(batchTestRuns)
    .where(isActive)
    .orderBy(batchTestRuns.id)
    .for('update');
  const runs = await db
    .update(batchTestRuns)
    .set({ leaseNumber: sql`${batchTestRuns.leaseNumber} + 1`, status: 'running' })
    .where(inArray(batchTestRuns.id, locked))
    .returning();
  const inOrder = runs.toSorted((a, b) => (a.side ?? 0) - (b.side ?? 0));
  return Promise.all(
    inOrder.map(async (row) => {
      const run = { ...row, config: completeRunSettings(row.config) };
      return { ...run, prompts: await promptsOf(db, run) };
    }),
  );
}

/** False once the run was stopped, deleted, or taken over by another worker. */
export async function holdsLease(db: Db, run: LeasedRun): Promise<boolean> {
  const [held] = await db
    .select({ id: batchTestRuns.id })
    .from(batchTestRuns)
    .where(
      and(
        eq(batchTestRuns.id, run.id),
        eq(batchTestRuns.leaseNumber, run.leaseNumber),
        eq(batchTestRuns.status, 'running'),
      ),
    );
  return held !== undefined;
}

/** Which sample of a run: the prompt, and which asking of it, both from 0. */
export interface SampleKey {
  promptIndex: number;
  sample: number;
}

/** A sample as one word, to be looked up by. */
export function nameOfSample({ promptIndex, sample }: SampleKey): string {
  return `${promptIndex} ${sample}`;
}

/** The samples that have a result, with what became of them. */
export async function finishedSamples(db: Db, runId: string): Promise<FinishedSample[]> {
  const { promptIndex, sample, correct, testRunId } = batchTestResults;
  return db
    .select({ promptIndex, sample, correct })
    .from(batchTestResults)
    .where(eq(testRunId, runId));
}

export interface FinishedSample extends SampleKey {
  /** Null where it was not graded. */
  correct: boolean | null;
}

/** Stores the run's activity and notifies watchers. False once the lease is lost. */
export async function storeActivity(db: Db, run: LeasedRun, pace: RunActivity): Promise<boolean> {
  const stored = await queryRows(
    db,
    sql`
      with updated as (
        update ${batchTestRuns} set pace = ${JSON.stringify(pace)}::jsonb
        where id = ${run.id} and claim = ${run.leaseNumber} and status = 'running'
        returning id
      )
      select ${publish(`run:${run.id}`)} from updated`,
  );
  return stored.length > 0;
}

/**
 * Stores how late the stopwatch of a worker was, unless it was later in another part of the run. A worker that
 * lost its lease is heard too: its results count, and a busy process is just the one that loses a lease.
 */
export async function storeClockDelay(db: Db, runId: string, p99Ms: number): Promise<void> {
  await db
    .update(batchTestRuns)
    // `greatest` leaves out what is null.
    .set({ clockDelayP99Ms: sql`greatest(${batchTestRuns.clockDelayP99Ms}, ${p99Ms}::float8)` })
    .where(eq(batchTestRuns.id, runId));
}

/** How the prompts of a run were counted, at the most: some servers leave out what they had in a cache. */
export async function readInputTokens(
  db: Db,
  runId: string,
): Promise<{ promptIndex: number; inputTokens: number }[]> {
  const { promptIndex, inputTokens, testRunId } = batchTestResults;
  const rows = await db
    .selectDistinctOn([promptIndex], { promptIndex, inputTokens })
    .from(batchTestResults)
    .where(and(eq(testRunId, runId), isNotNull(inputTokens)))
    .orderBy(promptIndex, desc(inputTokens));
  return rows.map((row) => ({ promptIndex: row.promptIndex, inputTokens: row.inputTokens ?? 0 }));
}

/** Marks the results of prompts that the endpoint cut. They are told with the run's end, not before. */
export async function markCutPrompts(
  db: Db,
  run: LeasedRun,
  promptIndexes: number[],
): Promise<void> {
  await db
    .update(batchTestResults)
    .set({ promptCut: true })
    .where(
      and(
        eq(batchTestResults.testRunId, run.id),
        inArray(batchTestResults.promptIndex, promptIndexes),
        isNotNull(batchTestResults.inputTokens),
        sql`exists (select 1 from ${batchTestRuns} where id = ${run.id} and claim = ${run.leaseNumber})`,
      ),
    );
}

/**
 * Ends a run all of whose samples have a result. A run without a single success has failed.
 * See docs/decisions/0006.
 */
export async function finishRun(db: Db, run: LeasedRun): Promise<void> {
  await endRun(
    db,
    and(eq(batchTestRuns.id, run.id), eq(batchTestRuns.leaseNumber, run.leaseNumber)),
    sql`case when ${batchTestRuns.completedPrompts} > 0 then 'completed' else 'failed' end`,
  );
}

/** Ends a run from outside; the worker notices at its next write or by the `stop:` notification. */
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
      .where(and(which, inArray(batchTestRuns.status, activeRunStatuses)))
      .returning({ id: batchTestRuns.id });
    if (!ended) return false;
    await tx.execute(sql`select ${publish(`stop:${ended.id}`)}, ${publish(`run:${ended.id}`)}`);
    return true;
  });
}
