/** Stores the results of several runs in one statement. */
import { getTableColumns, sql } from 'drizzle-orm';
import type { RunActivity } from '../../../contract/runActivity.ts';
import {
  type Db,
  isUniqueViolation,
  pgJson,
  publish,
  queryRows,
} from '../../../db/engine/index.ts';
import { batchTestResults, batchTestRuns } from '../../../db/schema.ts';
import type { RunResult } from '../../results/index.ts';
import type { LeasedRun } from '../worker/leaseStore.ts';

/** A result without what comes from its run, and without what the database sets or computes. */
export type NewResult = Omit<
  RunResult,
  | 'id'
  | 'seq'
  | 'createdAt'
  | 'testRunId'
  | 'sessionHash'
  | 'tpotMs'
  | 'outputTokensPerSecond'
  | 'disagrees'
>;

/** What is to be stored under one lease of a run. */
export interface RunBatch {
  run: Pick<LeasedRun, 'id' | 'leaseNumber'>;
  results: NewResult[];
  /** The run's activity, when it is due to be stored. */
  pace: RunActivity | null;
}

/**
 * Stores the results of all batches, raises their runs' counters and notifies the watchers, in one
 * statement: all or nothing, except that runs whose lease was lost or that were stopped are left out.
 * `seq` has no gaps because it is counted on from the run's row, which the update of the counters locks.
 * The column of the lease number is called `claim`. What the counters count: docs/decisions/0006.
 * @returns the batches that were stored
 */
export async function storeResults(db: Db, batches: RunBatch[]): Promise<RunBatch[]> {
  const runs = batches.map(({ run: { id, leaseNumber }, results, pace }) => {
    const answered = results.filter(({ success }) => success).length;
    return { id, claim: leaseNumber, answered, failed: results.length - answered, pace };
  });
  const rows = batches.flatMap(({ run, results }) =>
    results.map((result, index) => ({ ...result, run: run.id, claim: run.leaseNumber, index })),
  );
  try {
    const counted = await queryRows<{ id: string; claim: number }>(
      db,
      sql`
        with batch as (
          select * from json_to_recordset(${pgJson(runs)}::json)
            as batch (id uuid, claim int, answered int, failed int, pace jsonb)
        ), counted as (
          update ${batchTestRuns} as run
          set completed_prompts = run.completed_prompts + batch.answered,
              failed_prompts = run.failed_prompts + batch.failed,
              pace = coalesce(batch.pace, run.pace)
          from batch
          where run.id = batch.id and run.claim = batch.claim and run.status = 'running'
          returning run.id, run.claim, run.demo_session_id, run.completed_prompts
            + run.failed_prompts - batch.answered - batch.failed as seq_before
        ), stored as (
          insert into ${batchTestResults} (test_run_id, demo_session_id, seq, ${columnNames})
          select counted.id, demo_session_id, seq_before + index + 1, ${fieldNames}
          from counted
          join json_to_recordset(${pgJson(rows)}::json)
            as result (run uuid, "claim" int, index int, ${fieldTypes})
            on result.run = counted.id and result.claim = counted.claim
        )
        select id, claim, ${publish(sql`'run:' || id`)} from counted`,
    );
    return batches.filter(({ run }) =>
      counted.some(({ id, claim }) => id === run.id && claim === run.leaseNumber),
    );
  } catch (error) {
    // Stored by an earlier attempt whose confirmation was lost: the statement rolled back whole.
    if (batches.length === 1 && isUniqueViolation(error)) return batches;
    throw error;
  }
}

/** Columns whose values come from the run or from the database, besides those that it computes. */
const columnsSetElsewhere = ['id', 'testRunId', 'sessionHash', 'seq', 'createdAt'];

/** The columns that come with a result, by the names of its fields. */
const resultColumns = Object.entries(getTableColumns(batchTestResults)).filter(
  ([field, { generated }]) => !generated && !columnsSetElsewhere.includes(field),
);
const columnNames = sql.raw(resultColumns.map(([, { name }]) => name).join(', '));
const fieldNames = sql.raw(resultColumns.map(([field]) => `"${field}"`).join(', '));
const fieldTypes = sql.raw(
  resultColumns.map(([field, column]) => `"${field}" ${column.getSQLType()}`).join(', '),
);
