/** Stores results, of several runs at a time. */
import { getTableColumns, sql } from 'drizzle-orm';
import { type Db, isUniqueViolation, queryRows } from '../../db/client.ts';
import type { RunPace } from '../../db/runPace.ts';
import { batchTestResults, batchTestRuns } from '../../db/schema.ts';
import { notify } from '../../db/wakeups.ts';
import type { RunResult } from './runQueries.ts';
import type { ClaimedRun } from './runStore.ts';

export type NewResult = Omit<RunResult, 'id' | 'seq' | 'createdAt' | 'testRunId' | 'demoSessionId'>;

/** What one claim of a run has to store. */
export interface RunShare {
  run: Pick<ClaimedRun, 'id' | 'claim'>;
  results: NewResult[];
  /** How the run is getting on, where that is to be told as well. */
  pace: RunPace | null;
}

/**
 * Stores the results of all shares, raises their runs' counters and wakes the watchers, in one
 * statement: everything or nothing, but for runs whose claim was lost or that were stopped. The lock on
 * a run's row that raising its counters takes is also what hands out `seq` without gaps.
 * @returns the shares that were stored
 */
export async function storeResults(db: Db, shares: RunShare[]): Promise<RunShare[]> {
  const runs = shares.map(({ run: { id, claim }, results, pace }) => {
    const answered = results.filter(({ success }) => success).length;
    return { id, claim, answered, failed: results.length - answered, pace };
  });
  const rows = shares.flatMap(({ run, results }) =>
    results.map((result, place) => ({ ...result, run: run.id, claim: run.claim, place })),
  );
  try {
    const counted = await queryRows<{ id: string; claim: number }>(
      db,
      sql`
        with share as (
          select * from json_to_recordset(${storableJson(runs)}::json)
            as share (id uuid, claim int, answered int, failed int, pace jsonb)
        ), counted as (
          update ${batchTestRuns} as run
          set completed_prompts = run.completed_prompts + share.answered,
              failed_prompts = run.failed_prompts + share.failed,
              pace = coalesce(share.pace, run.pace)
          from share
          where run.id = share.id and run.claim = share.claim and run.status = 'running'
          returning run.id, run.claim, run.demo_session_id, run.completed_prompts
            + run.failed_prompts - share.answered - share.failed as seq_before
        ), stored as (
          insert into ${batchTestResults} (test_run_id, demo_session_id, seq, ${columnNames})
          select counted.id, demo_session_id, seq_before + place + 1, ${fieldNames}
          from counted
          join json_to_recordset(${storableJson(rows)}::json)
            as given (run uuid, "claim" int, place int, ${fieldTypes})
            on given.run = counted.id and given.claim = counted.claim
        )
        select id, claim, ${notify(sql`'run:' || id`)} from counted`,
    );
    return shares.filter(({ run }) =>
      counted.some(({ id, claim }) => id === run.id && claim === run.claim),
    );
  } catch (error) {
    // Stored by an earlier attempt whose confirmation was lost: the statement rolled back whole.
    if (shares.length === 1 && isUniqueViolation(error)) return shares;
    throw error;
  }
}

/** JSON without what PostgreSQL takes in no text, which must not cost the rest of the group. */
function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner) =>
    typeof inner === 'string' ? inner.replaceAll('\0', '').toWellFormed() : inner,
  );
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
