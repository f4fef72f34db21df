import { and, asc, desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import { DomainError } from '../../contract/domainError.ts';
import { completeRunSettings } from '../../contract/runSettings.ts';
import { isRunOver } from '../../contract/runs.ts';
import { type Db, queryRows, rowFromJson } from '../../db/engine/index.ts';
import { batchTestResults, batchTestRuns, modelConfigs } from '../../db/schema.ts';
import { assertAlive, secondsLeft } from '../sessions/index.ts';

const { prompts: _prompts, ...columnsOfRun } = getTableColumns(batchTestRuns);

/** All columns but the prompts, which only the worker needs. */
export const runColumns = columnsOfRun;

export type Run = Omit<typeof batchTestRuns.$inferSelect, 'prompts'>;

/** Number of a run's last result, which its counters tell since results are numbered without gaps. */
export function lastStoredSeq({
  completedPrompts,
  failedPrompts,
}: Pick<Run, 'completedPrompts' | 'failedPrompts'>): number {
  return completedPrompts + failedPrompts;
}

/**
 * A session's run.
 * @param field the input that names it
 * @throws DomainError `run_not_found`, also when the run is somebody else's
 */
export async function findRun(
  db: Db,
  sessionHash: string,
  runId: string,
  field = 'testRunId',
): Promise<Run> {
  const [run] = await db
    .select(runColumns)
    .from(batchTestRuns)
    .where(and(eq(batchTestRuns.id, runId), eq(batchTestRuns.sessionHash, sessionHash)));
  return withSettings(run, field);
}

/**
 * A run of a session that is still alive. One query reads both, so that it can be made at each
 * notification.
 * @throws DomainError `session_expired`, `run_not_found`
 */
export async function findLiveRun(db: Db, sessionHash: string, runId: string): Promise<Run> {
  const [row] = await db
    .select({ run: runColumns, secondsLeft })
    .from(modelConfigs)
    .leftJoin(
      batchTestRuns,
      and(eq(batchTestRuns.id, runId), eq(batchTestRuns.sessionHash, modelConfigs.sessionHash)),
    )
    .where(eq(modelConfigs.sessionHash, sessionHash));
  assertAlive(row);
  return withSettings(row?.run);
}

function withSettings(run: Run | null | undefined, field = 'testRunId'): Run {
  if (!run) {
    throw new DomainError('run_not_found', 'There is no such run in this session.', {
      field,
    });
  }
  return { ...run, config: completeRunSettings(run.config) };
}

/** A run of any session that is over; undefined while it goes on, and once it is deleted. */
export async function findEndedRun(
  db: Db,
  runId: string,
): Promise<Pick<Run, 'id' | 'sessionHash' | 'status'> | undefined> {
  const { id, sessionHash, status } = batchTestRuns;
  const [run] = await db
    .select({ id, sessionHash, status })
    .from(batchTestRuns)
    .where(eq(id, runId));
  return run && isRunOver(run) ? run : undefined;
}

/** A session's runs, newest first; of those that were started together, the first model's first. */
export function listRuns(db: Db, sessionHash: string): Promise<Run[]> {
  return db
    .select(runColumns)
    .from(batchTestRuns)
    .where(eq(batchTestRuns.sessionHash, sessionHash))
    .orderBy(desc(batchTestRuns.startedAt), asc(batchTestRuns.side), desc(batchTestRuns.id));
}

/** Which two runs of a session are meant. */
interface MeantRuns<Value> {
  sessionHash: Value;
  /** A result whose run is one of them. */
  resultId: Value;
  /** Their ids as a list in JSON. */
  comparedRunIds: Value;
}

/**
 * Two runs of a session, the earlier one first: those that are named, else the newest two; of runs that were started
 * together the first two models. Where `resultId` belongs to neither, its run replaces the second newest.
 */
export async function runsToCompare(
  db: Db,
  {
    sessionHash,
    resultId,
    comparedRunIds,
  }: { sessionHash: string; resultId: string | null; comparedRunIds: string[] | null },
): Promise<Run[]> {
  const meant = runsToCompareOf({
    sessionHash: sql`${sessionHash}`,
    resultId: sql`${resultId}`,
    comparedRunIds: sql`${comparedRunIds && JSON.stringify(comparedRunIds)}::jsonb`,
  });
  const rows = await queryRows<{ run: Record<string, unknown> }>(
    db,
    sql`select to_json(run) as run from (${meant}) as run`,
  );
  return rows.map(({ run }) => runFromJson(run));
}

/** What `runsToCompare` reads, as part of another statement; each row as JSON is for `runFromJson`. */
export function runsToCompareOf({ sessionHash, resultId, comparedRunIds }: MeantRuns<SQL>): SQL {
  const columns = sql.join(
    Object.values(runColumns).map(({ name }) => sql`run.${sql.identifier(name)}`),
    sql`, `,
  );
  return sql`select * from (
      select ${columns} from ${batchTestRuns} as run where run.demo_session_id = ${sessionHash}
      order by coalesce(jsonb_exists(${comparedRunIds}, run.id::text), false) desc, coalesce(run.id = (
        select test_run_id from ${batchTestResults} as result where result.id = ${resultId}::uuid), false) desc,
        run.started_at desc, run.side, run.id desc
      limit 2) as newest
    order by started_at, side, id`;
}

/** A run that came as JSON. */
export function runFromJson(json: Record<string, unknown>): Run {
  return rowFromJson(runColumns, json);
}
