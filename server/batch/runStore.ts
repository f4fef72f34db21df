/** What a worker writes. Every statement is fenced: it takes effect only for the current claim. */
import { and, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import { type Db, isUniqueViolation, queryRows } from '../../db/client.ts';
import type { RunPace } from '../../db/runPace.ts';
import { batchTestResults, batchTestRuns } from '../../db/schema.ts';
import type { RunStatus } from '../../db/vocabulary.ts';
import { notify } from '../../db/wakeups.ts';
import { completeConfig } from './runConfig.ts';
import type { RunResult } from './runQueries.ts';

export type ClaimedRun = typeof batchTestRuns.$inferSelect;

export type NewResult = Omit<RunResult, 'id' | 'seq' | 'createdAt' | 'testRunId' | 'demoSessionId'>;

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

/**
 * Stores results, raises the counters and wakes the watchers, in one statement: all of them or none.
 * The row lock that raising the counters takes is also what hands out `seq` without gaps.
 * @returns false when the claim was lost or the run was stopped; then nothing was stored
 */
export async function storeResults(
  db: Db,
  run: ClaimedRun,
  results: NewResult[],
): Promise<boolean> {
  const answered = results.filter(({ success }) => success).length;
  const rows = JSON.stringify(results, (_key, value) =>
    // What cannot be stored in one text must not cost the rest of the group.
    typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value,
  );
  try {
    const stored = await queryRows(
      db,
      sql`
        with counted as (
          update ${batchTestRuns}
          set completed_prompts = completed_prompts + ${answered}::int,
              failed_prompts = failed_prompts + ${results.length - answered}::int
          where id = ${run.id} and claim = ${run.claim} and status = 'running'
          returning id, demo_session_id,
            completed_prompts + failed_prompts - ${results.length}::int as seq_before
        ), stored as (
          insert into ${batchTestResults} (test_run_id, demo_session_id, seq, ${columnNames})
          select id, demo_session_id, seq_before + place, ${fieldNames}
          from counted, rows from (json_to_recordset(${rows}::json) as (${fieldTypes}))
            with ordinality as given (${fieldNames}, place)
        )
        select ${notify(`run:${run.id}`)} from counted`,
    );
    return stored.length > 0;
  } catch (error) {
    // Stored by an earlier attempt whose confirmation was lost: the statement rolled back whole.
    if (isUniqueViolation(error)) return true;
    throw error;
  }
}

/** Columns that come with the run or from the database. */
const givenColumns = ['id', 'testRunId', 'demoSessionId', 'seq', 'createdAt', 'search'];

/** The columns that a worker fills, each under the name that a result has for it. */
const filledColumns = Object.entries(getTableColumns(batchTestResults)).filter(
  ([field]) => !givenColumns.includes(field),
);
const columnNames = sql.raw(filledColumns.map(([, { name }]) => name).join(', '));
const fieldNames = sql.raw(filledColumns.map(([field]) => `"${field}"`).join(', '));
const fieldTypes = sql.raw(
  filledColumns.map(([field, column]) => `"${field}" ${column.getSQLType()}`).join(', '),
);

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
